import { letter } from "#server/http/view.ts";
import { leavingAddress } from "./leaving.ts";
import type { LetterWriter } from "./letter.ts";
import { noticesInDigest } from "./notice-store.ts";
import { DIGEST, type DigestPayload } from "./notifying.ts";

const MOST_LINES = 200;

type Mail = { lead: string; lines: { about: string; sentence: string; address: string }[]; choices: string };
const asMarkup = letter<Mail>("notifications/mail/digest.html");
const asText = letter<Mail>("notifications/mail/digest.txt", false);

/** The day's news in one mail, for who chose that. What was opened in the portal meanwhile is not in it. */
const writeDigest: LetterWriter = async (ctx, reader, payload) => {
  const rows = await noticesInDigest(ctx.db, reader.id, (payload as DigestPayload).at, MOST_LINES);
  if (rows.length === 0) return null;
  const subjects = await ctx.subjectsOf(
    ctx,
    reader,
    rows.map(({ about }) => about),
  );
  const count = rows.length === 1 ? "One thing" : `${rows.length} things`;
  const mail: Mail = {
    lead: `${count} you have not looked at yet.`,
    lines: rows.map(({ about, address, sentence }) => ({
      about: [about, subjects.get(about)].filter(Boolean).join(" "),
      sentence,
      address: ctx.config.baseUrl + address,
    })),
    choices: `${ctx.config.baseUrl}/account/notifications`,
  };
  const unsubscribe = leavingAddress(ctx, reader);
  return { subject: `${count} for you`, text: asText(mail), html: asMarkup(mail), unsubscribe };
};

export const digestLetter: [string, LetterWriter] = [DIGEST, writeDigest];
