import { trustIn } from "#server/notifications/authentication.ts";
import { noteReturned } from "#server/notifications/bounces.ts";
import { heldSince } from "#server/notifications/holding.ts";
import type { Incoming } from "#server/notifications/incoming.ts";
import { type Fate, type KeptMail, rawOf, settleMail, takeNextMail } from "#server/notifications/keeping-mail.ts";
import { addMailContact } from "#server/people/mail-contacts.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Refusal } from "#server/platform/errors.ts";
import { acknowledge } from "./mail-acknowledging.ts";
import { decide } from "./mail-deciding.ts";
import { linkFollower } from "./mail-following.ts";
import { fileSilently, takeAsReply, takeAsTicket } from "./mail-taking.ts";
import { nameOfSender, subjectOf } from "./mail-text.ts";
import { nameOf } from "./ticket.ts";

/**
 * The job: reads one kept mail and decides about it. Each ends as one ticket, one reply, or one entry that people see;
 * what fails is tried again later, and the next ones are not held up.
 */
export async function sortNextMail(ctx: Context): Promise<boolean> {
  if ((await heldSince(ctx)) !== null) return false;
  const mail = await takeNextMail(ctx);
  if (!mail) return false;
  try {
    await sort(ctx, mail);
  } catch (error) {
    if (error instanceof Refusal && error.status < 500) await settleMail(ctx, mail, "held", { reason: error.message });
    else ctx.log.error({ mail: mail.id, err: error }, "A mail could not be taken in; it will be tried again.");
  }
  return true;
}

async function sort(ctx: Context, mail: KeptMail): Promise<void> {
  const read = await ctx.mailReader.read(await rawOf(ctx, mail));
  if ("problem" in read) return void (await settleMail(ctx, mail, "held", { reason: unreadable(read.problem) }));
  const { incoming } = read;
  if (!(await takeAsReport(ctx, mail, incoming))) await carryOut(ctx, mail, incoming);
}

/** What is said of a message of ours is noted once, together with the mail that says it. */
const takeAsReport = (ctx: Context, mail: KeptMail, incoming: Incoming): Promise<boolean> =>
  inTransaction(ctx, async (ctx) => {
    const returned = await noteReturned(ctx, incoming);
    return returned !== null && settleMail(ctx, mail, "noted", { ...factsOf(incoming), ...returned });
  });

const unreadable = (problem: string) => `It could not be read: ${problem.slice(0, 200)}`;

/** What a list shows of it; the rest stays in the message. */
export const factsOf = ({ messageId, from, subject, hops }: Incoming): Fate => ({
  hops,
  message_id: messageId,
  sender: from?.address ?? null,
  sender_name: from ? nameOfSender(from) : null,
  subject: subjectOf(subject),
});

async function carryOut(ctx: Context, mail: KeptMail, incoming: Incoming): Promise<void> {
  const trust = trustIn(incoming.authenticationResults, ctx.config.mailAuthority, incoming.from?.address ?? "");
  const fate: Fate = { ...factsOf(incoming), trust };
  const decision = await decide(ctx, mail.id, incoming, trust);
  const taking = { mail, incoming, fate };
  switch (decision.does) {
    case "hold":
      return hold(ctx, mail, { ...fate, reason: decision.reason }, decision.perhaps);
    case "note":
      return void (await settleMail(ctx, mail, "noted", { ...fate, reason: decision.reason, about: decision.about }));
    case "file":
      return fileSilently(ctx, decision.person, decision.ticket, {
        ...taking,
        fate: { ...fate, reason: decision.reason },
      });
    case "reply":
      return takeAsReply(ctx, decision.person, decision.ticket, taking);
    case "open":
      return open(ctx, taking, decision);
  }
}

async function hold(ctx: Context, mail: KeptMail, fate: Fate, perhaps: { number: number } | null): Promise<void> {
  await settleMail(ctx, mail, "held", { ...fate, perhaps: perhaps ? nameOf(perhaps) : null });
}

type Opening = Extract<Awaited<ReturnType<typeof decide>>, { does: "open" }>;

async function open(ctx: Context, taking: Parameters<typeof takeAsTicket>[2], { person, perhaps, follows }: Opening) {
  const { incoming, fate } = taking;
  const isKnown = person !== null;
  const asker = person ?? (await addMailContact(ctx, incoming.from?.address ?? "", fate.sender_name ?? ""));
  const named = { ...taking, fate: { ...fate, perhaps: perhaps ? nameOf(perhaps) : null } };
  await takeAsTicket(ctx, asker, named, async (ctx, number) => {
    if (follows) await linkFollower(ctx, number, follows);
    if (isKnown && fate.trust === "confirmed") await acknowledge(ctx, asker, number);
  });
}
