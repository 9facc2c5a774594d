import type { Request } from "express";
import { type PortalRoute, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, Refusal, tooLarge } from "#server/platform/errors.ts";
import { sameText } from "#server/platform/keys.ts";
import { heldSince } from "./holding.ts";
import { keepMail, LARGEST_MAIL } from "./keeping-mail.ts";
import { hasRoom } from "./room.ts";

/** Where mail servers that push hand messages over. A program asks, so the answers are plain text. */
export function intakeRoutes(ctx: Context): PortalRoute[] {
  return [
    post("/mail/intake", "portal.enter", async (request, response) => {
      refuseStrangers(ctx, request);
      if (!/^message\/rfc822\b/i.test(request.get("Content-Type") ?? ""))
        throw new Refusal(415, "Send the message as it is, with Content-Type: message/rfc822.");
      if ((await heldSince(ctx)) !== null) throw new Refusal(503, "This portal takes no mail in yet. Try later.", 600);
      if (!(await hasRoom(ctx))) throw new Refusal(507, "Less than 200 MB are free on the disk. Try later.", 600);
      const raw = await wholeBody(request);
      if (raw.length === 0) throw new Refusal(422, "There is no message in this request.");
      await keepMail(ctx, { source: "pushed", raw, receivedAt: ctx.clock.now() });
      // Only now: whoever hands it over may forget it.
      response.status(202).type("text").send("kept\n");
    }),
  ];
}

/** Where no secret is set there is no such address. */
function refuseStrangers({ config }: Context, request: Request): void {
  if (config.mailIntakeSecret === undefined) throw notFound();
  const [, given = ""] = /^Bearer (\S{1,500})$/.exec(request.get("Authorization") ?? "") ?? [];
  if (!sameText(given, config.mailIntakeSecret)) throw new Refusal(401, "This is not the secret of the mail intake.");
}

async function wholeBody(request: Request): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_MAIL) throw tooLarge("A message may have 25 MB. Leave it in the mailbox.");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
