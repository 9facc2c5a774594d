import type { Trust } from "#server/notifications/authentication.ts";
import { readerReturned } from "#server/notifications/bounces.ts";
import { MOST_HOPS } from "#server/notifications/hops.ts";
import type { Incoming } from "#server/notifications/incoming.ts";
import { aboutNames, openedBy, twinOf } from "#server/notifications/keeping-mail.ts";
import { isNamedHere, type Named, readName } from "#server/notifications/mail-name.ts";
import { findPersonByEmail } from "#server/people/directory.ts";
import { isStaff, type Person } from "#server/people/person.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { ticketAfterMerges } from "./merging.ts";
import { hasSentSpam } from "./spam.ts";
import { ticketById, ticketByNumber } from "./store.ts";
import { canSee, nameOf, type Ticket, takesPart } from "./ticket.ts";

/** What a mail comes to. `perhaps` is the ticket it may belong to, though nothing proves it. */
export type Decision =
  | { does: "hold"; reason: string; perhaps: Ticket | null }
  | { does: "note"; reason: string; about: string | null }
  | { does: "file"; ticket: Ticket; person: Person; reason: string }
  | { does: "reply"; ticket: Ticket; person: Person }
  | { does: "open"; person: Person | null; perhaps: Ticket | null; follows: Ticket | null };

const TIME_TO_COME_BACK = 14 * DAY;
/** So long after that, what we sent about it proves nothing any more. */
const TIME_OF_NAMES = 90 * DAY;
const PROOF =
  /\b(verif(y|ication)|confirm(ation)?|activat(e|ion)) (code|link|your|this|of your)\b|\b(one[- ]time|security|login|sign-?in) (code|password|pin)\b/i;
const A_SENDER_AN_HOUR = 20;
const EVERYBODY_AN_HOUR = 300;

const hold = (reason: string, perhaps: Ticket | null = null): Decision => ({ does: "hold", reason, perhaps });

/**
 * Decides by what a mail proves, never by what it says of itself. A name of ours that only its reader knows joins the
 * ticket; the name of a mail that came in, or the number in the subject, does so for who asked, when their mail
 * server vouches for them; anything weaker begins a new ticket that says where it may belong.
 */
export async function decide(ctx: Context, mailId: number, incoming: Incoming, trust: Trust): Promise<Decision> {
  const { from, messageId } = incoming;
  const twin = from && messageId ? await twinOf(ctx, mailId, messageId, from.address) : undefined;
  // Else whoever sees a message on its way could send a forged copy first, and have the real one put aside.
  const isForged = trust === "confirmed" && twin?.trust !== "confirmed";
  if (twin && !isForged) return { does: "note", reason: "The same message came before.", about: twin.about };
  if (incoming.hops > MOST_HOPS) return hold(`It has gone to and fro between programs ${incoming.hops} times.`);
  if (isOurs(ctx, incoming)) return { does: "note", reason: "The portal itself sent it.", about: null };
  const named = await namedIn(ctx, incoming);
  const target = named ? await ticketNamed(ctx, named.about) : null;
  const person = from ? ((await findPersonByEmail(ctx, from.address)) ?? null) : null;
  const isTheirs = person !== null && named?.personId === person.id;
  if (incoming.automatic !== null) {
    const isFiled = isTheirs && target !== null && trust !== "denied" && canSee(person, target);
    return isFiled && target && person
      ? { does: "file", ticket: target, person, reason: incoming.automatic }
      : hold(incoming.automatic, target);
  }
  if (!from) return hold("It does not say of one address that it is from there.", target);
  if (trust === "denied") return hold(`It is not from ${from.address}: that domain says so.`, target);
  if (!person) return byStranger(ctx, incoming, from.address, target);
  if (person.disabledAt !== null) return hold(`The account of ${person.name} is disabled.`, target);
  if (target && isTheirs) return byReader(ctx, person, target, trust);
  if (target) return hold(`It answers a message that went to somebody else, and comes from ${from.address}.`, target);
  return byKnownSender(ctx, person, incoming, trust);
}

/** What answers by itself may go to the address a message would come back to, and name nothing. */
async function namedIn(ctx: Context, incoming: Incoming): Promise<Named | null> {
  const named = incoming.references.map((one) => readName(ctx, one)).find((one) => one !== null);
  return named ?? (incoming.automatic === null ? null : readerReturned(ctx, incoming));
}

/** An answer to a message that went to them. Whoever answers for the desk must be vouched for. */
async function byReader(ctx: Context, person: Person, ticket: Ticket, trust: Trust): Promise<Decision> {
  if (takesPart(person, ticket)) return onto(ctx, person, ticket);
  if (!canSee(person, ticket)) return hold(`${person.name} may not see ${nameOf(ticket)} any more.`, ticket);
  if (isStaff(person) && ticket.insiders !== null)
    return hold("Confidential tickets are answered in the portal alone.", ticket);
  if (trust !== "confirmed")
    return hold(`It is in the name of ${person.name}, who answers here, and nobody vouches for that.`, ticket);
  return onto(ctx, person, ticket);
}

async function byKnownSender(ctx: Context, person: Person, incoming: Incoming, trust: Trust): Promise<Decision> {
  const ticket = await ticketHintedAt(ctx, incoming);
  if (ticket && takesPart(person, ticket) && trust === "confirmed") return onto(ctx, person, ticket);
  if (await hasSentSpam(ctx, person.id)) return hold("Something this sender wrote was set aside as spam.", ticket);
  const flood = await floodBy(ctx, person.email);
  if (flood) return hold(flood, ticket);
  return { does: "open", person, perhaps: ticket && canSee(person, ticket) ? ticket : null, follows: null };
}

async function byStranger(ctx: Context, incoming: Incoming, address: string, target: Ticket | null): Promise<Decision> {
  if (target) return hold(`It answers ${nameOf(target)} and comes from an address that has no part in it.`, target);
  const hinted = await ticketHintedAt(ctx, incoming);
  if (ctx.config.mailStrangers === "hold" || hinted) return hold("Nobody here has this address.", hinted);
  // Else whoever reads our tickets could prove that an address of ours is theirs.
  if (PROOF.test(`${incoming.subject}\n${incoming.text.slice(0, 2000)}`))
    return hold("It looks like a code or a link by which somebody proves that an address is theirs.");
  const flood = await floodBy(ctx, address);
  return flood ? hold(flood) : { does: "open", person: null, perhaps: null, follows: null };
}

/** What was closed long ago stays closed: a new ticket is linked with it. */
async function onto(ctx: Context, person: Person, ticket: Ticket): Promise<Decision> {
  if (ticket.spamAt !== null) return hold("That ticket was set aside as spam.", ticket);
  const closedFor = ticket.resolvedAt === null ? 0 : ctx.clock.now() - ticket.resolvedAt - TIME_TO_COME_BACK;
  if (closedFor <= 0) return { does: "reply", ticket, person };
  if (!takesPart(person, ticket)) return hold(`${nameOf(ticket)} was closed long ago.`, ticket);
  const isKnown = closedFor <= TIME_OF_NAMES;
  return { does: "open", person, perhaps: isKnown ? null : ticket, follows: isKnown ? ticket : null };
}

const isOurs = (ctx: Context, { from, messageId }: Incoming) =>
  (messageId !== null && isNamedHere(ctx, messageId)) || from?.address === ctx.config.mailFrom.toLowerCase();

/** By the names of mails that came in, else by the number in the subject: both anybody may know. */
async function ticketHintedAt(ctx: Context, { references, subject }: Incoming): Promise<Ticket | null> {
  const [known] = await aboutNames(ctx, references);
  const inSubject = /\[(T-[1-9]\d{0,8})\]/.exec(subject)?.[1];
  return (await ticketNamed(ctx, known ?? "")) ?? (await ticketNamed(ctx, inSubject ?? ""));
}

/** What was merged goes on in the ticket it was merged into. */
async function ticketNamed(ctx: Context, about: string): Promise<Ticket | null> {
  const number = /^T-([1-9]\d{0,8})$/.exec(about)?.[1];
  const ticket = number === undefined ? undefined : await ticketByNumber(ctx.db, Number(number), null);
  if (ticket?.status !== "merged") return ticket ?? null;
  return (await ticketById(ctx.db, await ticketAfterMerges(ctx, ticket.id))) ?? null;
}

/** Above these it is kept and shown to somebody, not opened. */
async function floodBy(ctx: Context, sender: string): Promise<string | null> {
  const since = ctx.clock.now() - HOUR;
  if ((await openedBy(ctx, sender, since)) >= A_SENDER_AN_HOUR)
    return `${A_SENDER_AN_HOUR} tickets came from this address within an hour.`;
  return (await openedBy(ctx, null, since)) >= EVERYBODY_AN_HOUR
    ? `${EVERYBODY_AN_HOUR} tickets came by mail within an hour.`
    : null;
}
