import { createHmac } from "node:crypto";
import type { Request } from "express";
import { type PortalRoute, post } from "#server/people/session.ts";
import { MINUTE, SECOND } from "#server/platform/clock.ts";
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
      const isKnown = refuseStrangers(ctx, request);
      if (!/^message\/rfc822\b/i.test(request.get("Content-Type") ?? ""))
        throw new Refusal(415, "Send the message as it is, with Content-Type: message/rfc822.");
      if ((await heldSince(ctx)) !== null) throw new Refusal(503, "This portal takes no mail in yet. Try later.", 600);
      if (!(await hasRoom(ctx))) throw new Refusal(507, "Less than 200 MB are free on the disk. Try later.", 600);
      const raw = await wholeBody(request);
      if (!isKnown) refuseForged(ctx, request, raw);
      if (raw.length === 0) throw new Refusal(422, "There is no message in this request.");
      await keepMail(ctx, { source: "pushed", raw, receivedAt: ctx.clock.now() });
      // Only now: whoever hands it over may forget it.
      response.status(202).type("text").send("kept\n");
    }),
  ];
}

const WINDOW = 5 * MINUTE;

/**
 * Where no secret is set there is no such address. True: it came with the secret itself. False: it says that it is
 * signed, a moment ago, which is looked at when its bytes are here.
 */
function refuseStrangers({ config, clock }: Context, request: Request): boolean {
  if (config.mailIntakeSecret === undefined) throw notFound();
  if (request.get("Webhook-Signature") !== undefined) {
    const signedAt = Number(request.get("Webhook-Timestamp")) * SECOND;
    if (!(Math.abs(clock.now() - signedAt) <= WINDOW))
      throw new Refusal(401, "This was signed more than five minutes ago or ahead. Set the clock, and sign it anew.");
    return false;
  }
  const [, given = ""] = /^Bearer (\S{1,500})$/.exec(request.get("Authorization") ?? "") ?? [];
  if (!sameText(given, config.mailIntakeSecret)) throw new Refusal(401, "This is not the secret of the mail intake.");
  return true;
}

/** Signed as Standard Webhooks have it. The same message again is kept once, so playing one again comes to nothing. */
function refuseForged({ config }: Context, request: Request, raw: Buffer): void {
  const [id = "", seconds = ""] = [request.get("Webhook-Id"), request.get("Webhook-Timestamp")];
  const signed = createHmac("sha256", config.mailIntakeSecret ?? "")
    .update(`${id}.${seconds}.`)
    .update(raw);
  const wanted = `v1,${signed.digest("base64")}`;
  const given = (request.get("Webhook-Signature") ?? "").split(" ").slice(0, 5);
  if (!given.some((one) => sameText(one, wanted))) throw new Refusal(401, "This is not signed with our secret.");
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
