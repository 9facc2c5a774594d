import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";

/** Even opened on its own, nothing in a file runs, and no cache keeps it for the next person at this machine. */
const NOTHING_RUNS = "default-src 'none'; sandbox";

type Download = { name: string; type: string; size: number };

/** Sends a file somebody brought, to be saved. */
export async function sendDownload(
  request: Request,
  response: Response,
  file: Download,
  bytes: () => Readable,
): Promise<void> {
  response.attachment(file.name);
  response.setHeader("Content-Length", file.size);
  harden(response, file.type);
  if (request.method === "HEAD") return void response.end();
  await pour(bytes(), response);
}

/** Shows a picture that we drew ourselves, inside a page or alone. */
export async function sendPicture(request: Request, response: Response, type: string, bytes: Readable): Promise<void> {
  harden(response, type);
  if (request.method === "HEAD") {
    bytes.destroy();
    return void response.end();
  }
  await pour(bytes, response);
}

function harden(response: Response, type: string): void {
  response.setHeader("Content-Type", type);
  response.setHeader("Content-Security-Policy", NOTHING_RUNS);
  response.setHeader("Cache-Control", "private, no-store");
}

async function pour(bytes: Readable, response: Response): Promise<void> {
  // Whoever closes the window in the middle is no error of ours.
  await pipeline(bytes, response).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
}
