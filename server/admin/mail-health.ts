import { countHeld, countMails } from "#server/notifications/keeping-mail.ts";
import { troubledMailboxes } from "#server/notifications/mailboxes.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { isTaken } from "#server/tickets/mail-words.ts";

type Said = ["fine" | "worth a look" | "broken", string];

const LATE = 10 * MINUTE;

/** Whether mail that people send gets here, in the order in which it could fail. */
export async function checkMailIn(ctx: Context): Promise<Said> {
  if (!isTaken(ctx.config))
    return ["fine", "No mail comes in; people ask on the pages. IMAP_URL or MAIL_INTAKE_SECRET would change that."];
  return (
    (await troubleWithMailboxes(ctx)) ??
    (await troubleWithSorting(ctx)) ??
    troubleWithSettings(ctx) ??
    (await decisionsWaiting(ctx))
  );
}

async function decisionsWaiting(ctx: Context): Promise<Said> {
  const held = await countHeld(ctx);
  if (held === 0) return ["fine", "Mail comes in, and none waits for a decision."];
  return ["worth a look", `${held === 1 ? "1 mail waits" : `${held} mails wait`} for a decision. Look at Mail.`];
}

async function troubleWithMailboxes(ctx: Context): Promise<Said | null> {
  const troubled = await troubledMailboxes(ctx);
  if (troubled.length === 0) return null;
  const named = troubled.map(({ name, reason }) => `The mailbox ${name} of IMAP_URL cannot be read: ${reason}.`);
  const others = ctx.config.imapUrls.length > troubled.length ? " The other mailboxes are read." : "";
  return ["broken", `${named.join(" ")} What people send there waits.${others}`];
}

async function troubleWithSorting(ctx: Context): Promise<Said | null> {
  const { count, oldest } = await countMails(ctx, "kept");
  if (oldest === null || ctx.clock.now() - oldest < LATE) return null;
  return [
    "broken",
    `${count === 1 ? "1 mail came in and was" : `${count} mails came in and were`} not looked at, the oldest since ${new Date(oldest).toISOString()}.`,
  ];
}

function troubleWithSettings({ config }: Context): Said | null {
  if (config.mailFrom.endsWith(".localdomain"))
    return ["broken", `MAIL_FROM is ${config.mailFrom}, so answers to our mail go nowhere. Set it to the mailbox.`];
  if (config.mailAuthority === "")
    return [
      "worth a look",
      "MAIL_AUTHORITY is not set, so no sender is confirmed: agents cannot answer by mail. Set it to the name your mail server writes into Authentication-Results.",
    ];
  return null;
}
