import { keepMail } from "#server/notifications/keeping-mail.ts";
import type { House } from "#test/support/house.ts";

/** The name under which the mail server of the tests vouches for senders. */
export const AUTHORITY = "mx.example.test";
export const MAIL = {
  baseUrl: "https://help.example.test",
  mailFrom: "support@help.example.test",
  mailAuthority: AUTHORITY,
} as const;

export const vouched = (domain = "example.test") =>
  `Authentication-Results: ${AUTHORITY}; dmarc=pass (p=reject) header.from=${domain}`;
export const denied = `Authentication-Results: ${AUTHORITY}; dmarc=fail header.from=example.test`;

let count = 0;

type Written = { from?: string; subject?: string; text?: string; heads?: string[]; id?: string; to?: string };

/** A message as a mail program would write it; `heads` come first, as servers add them. */
export function mailOf({
  from = "Ada <ada@example.test>",
  subject = "Merge fails",
  text,
  heads = [],
  id,
  to,
}: Written) {
  count += 1;
  return [
    ...heads,
    `From: ${from}`,
    `To: ${to ?? MAIL.mailFrom}`,
    `Subject: ${subject}`,
    `Message-ID: ${id ?? `<${count}.mail@client.test>`}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    text ?? "It says 42804 when I merge.",
    "",
  ].join("\r\n");
}

/** It reaches the portal and is looked at. */
export async function receive(
  { ctx, settle }: House,
  raw: string | Buffer,
  receivedAt = ctx.clock.now(),
): Promise<void> {
  await keepMail(ctx, { source: "pushed", raw: Buffer.from(raw), receivedAt });
  await settle();
}

export const fates = async ({ ctx }: House) =>
  await ctx.db
    .selectFrom("mail_in")
    .select(["state", "about", "reason", "perhaps", "trust", "sender"])
    .orderBy("id")
    .execute();

export const lastFate = async (house: House) => {
  const last = (await fates(house)).at(-1);
  if (!last) throw new Error("No mail came in.");
  return last;
};

/** The names of what was sent to somebody, the newest last. */
export const namesSentTo = (house: House, to: string) =>
  house
    .sent()
    .filter((mail) => mail.to === to)
    .map(({ messageId }) => messageId);
