import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";

/** Even opened on its own, nothing in a file runs, and no cache keeps it for the next person at this machine. */
const NOTHING_RUNS = "default-src 'none'; sandbox";

type Download = { name: string; type: string; size: number };

/** Sends a file somebody brought, to be saved. A picture inside a page is shown all the same. */
export async function sendDownload(
  request: Request,
  response: Response,
  file: Download,
  bytes: () => Readable,
): Promise<void> {
  response.attachment(file.name);
  response.setHeader("Content-Type", file.type);
  response.setHeader("Content-Length", file.size);
  response.setHeader("Content-Security-Policy", NOTHING_RUNS);
  response.setHeader("Cache-Control", "private, no-store");
  if (request.method === "HEAD") return void response.end();
  // Whoever closes the window in the middle is no error of ours.
  await pipeline(bytes(), response).catch((error) => {
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
}
