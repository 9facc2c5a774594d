import type { Notice } from "#server/escalation/keeping.ts";
import { METRIC_NAMES } from "#server/escalation/policy.ts";
import { announce } from "#server/notifications/calls.ts";
import { notify } from "#server/notifications/notifying.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { addressOf, canSee, nameOf, type Ticket } from "./ticket.ts";

export const CLOCK_LETTER_KINDS = ["clock.warning", "clock.breach"] as const;
export type ClockLetterKind = (typeof CLOCK_LETTER_KINDS)[number];
export type ClockPayload = { number: number; clock: number };

/** After a long standstill, or for tickets brought in, the desk shows what was missed; a pile of mail helps nobody. */
const NEWS_FOR = HOUR;

/** Who has it hears of both; while nobody has it, those who answer are warned. Those who lead hear what was missed. */
export async function tellOfClock(ctx: Context, ticket: Ticket, { clock, kind }: Notice): Promise<void> {
  const happened = kind === "breach" ? clock.breachedAt : clock.warnAt;
  if (happened === null || ctx.clock.now() - happened > NEWS_FOR) return;
  const everybody = (await staff(ctx)).filter((person) => canSee(person, ticket));
  const name = nameOf(ticket);
  const letterKind: ClockLetterKind = `clock.${kind}`;
  const what = METRIC_NAMES[clock.metric];
  const news = {
    kind: letterKind,
    reason: `${letterKind} ${name} ${clock.metric} ${clock.n}`,
    about: name,
    payload: { number: ticket.number, clock: clock.id } satisfies ClockPayload,
    urgency: kind === "breach" ? ("urgent" as const) : ("normal" as const),
    address: addressOf(ticket),
    sentence: kind === "breach" ? `${what} of ${name} is late.` : `${what} of ${name} is due soon.`,
  };
  for (const to of readersOf(everybody, ticket, kind))
    await notify(ctx, { ...news, to, rule: to.id === ticket.assigneeId ? "You have it" : RULES[kind] });
  await announce(ctx, { ...news, rule: "A promise of the service policy" });
}

const RULES: Record<Notice["kind"], string> = {
  warning: "Nobody has it, and you answer",
  breach: "You lead, and a promise was broken",
};

function readersOf(everybody: Person[], { assigneeId }: Ticket, kind: Notice["kind"]): Person[] {
  const holder = everybody.filter(({ id }) => id === assigneeId);
  const agents = everybody.filter(({ role }) => role === "agent");
  const leads = everybody.filter(({ role }) => role === "manager");
  const admins = everybody.filter(({ role }) => role === "admin");
  if (kind === "warning") return firstThatHas(holder, agents, admins);
  return [...new Set([...holder, ...firstThatHas(leads, admins)])];
}

const firstThatHas = (...groups: Person[][]): Person[] => groups.find((group) => group.length > 0) ?? [];
