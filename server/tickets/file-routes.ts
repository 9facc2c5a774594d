import { bytesOf } from "#server/files/keeping.ts";
import { PICTURE_TYPE, pictureOf } from "#server/files/pictures.ts";
import { sendDownload, sendPicture } from "#server/http/download.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, notFound, Refusal } from "#server/platform/errors.ts";
import { findFile, waitingFiles } from "./files.ts";

export const fileRoutes = (ctx: Context): PortalRoute[] => [
  post("/files", "ticket.open", async (request, response) => {
    if (request.uploadProblem) throw new Refusal(422, request.uploadProblem);
    const files = await waitingFiles(ctx, personOf(request), request.uploads ?? []);
    if (files.length === 0) throw badRequest("No file arrived. Choose one and try again.");
    response.json({ files });
  }),
  get("/files/:id", "ticket.see", async (request, response) => {
    const file = await findFile(ctx, personOf(request), String(request.params.id));
    await sendDownload(request, response, file, () => bytesOf(ctx, file));
  }),
  get("/files/:id/picture", "ticket.see", async (request, response) => {
    const file = await findFile(ctx, personOf(request), String(request.params.id));
    const picture = await pictureOf(ctx, file);
    if (!picture) throw notFound("picture");
    await sendPicture(request, response, PICTURE_TYPE, picture);
  }),
];
