import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, Refusal } from "#server/platform/errors.ts";
import { bytesOf, findFile, waitingFiles } from "./files.ts";

const NOTHING_RUNS = "default-src 'none'; sandbox";

export const fileRoutes = (ctx: Context): PortalRoute[] => [
  post("/files", "ticket.open", async (request, response) => {
    if (request.uploadProblem) throw new Refusal(422, request.uploadProblem);
    const files = await waitingFiles(ctx, personOf(request), request.uploads ?? []);
    if (files.length === 0) throw badRequest("No file arrived. Choose one and try again.");
    response.json({ files });
  }),
  get("/files/:id", "ticket.see", async (request, response) => {
    const file = await findFile(ctx, personOf(request), String(request.params.id));
    response.attachment(file.name);
    response.setHeader("Content-Type", file.type);
    response.setHeader("Content-Length", file.size);
    response.setHeader("Content-Security-Policy", NOTHING_RUNS);
    response.setHeader("Cache-Control", "private, no-store");
    if (request.method === "HEAD") return void response.end();
    // Whoever closes the window in the middle is no error of ours.
    await pipeline(Readable.from(bytesOf(ctx, file.id)), response).catch((error) => {
      if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    });
  }),
];
