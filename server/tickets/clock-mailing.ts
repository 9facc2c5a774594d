import type { Notice } from "#server/escalation/keeping.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { nameOf, type Ticket } from "./ticket.ts";

export const CLOCK_LETTER_KINDS = ["clock.warning", "clock.breach"] as const;
export type ClockLetterKind = (typeof CLOCK_LETTER_KINDS)[number];
export type ClockPayload = { number: number; clock: number };

/** After a long standstill, or for tickets brought in, the desk shows what was missed; a pile of mail helps nobody. */
const NEWS_FOR = HOUR;

/** Who has it hears of both; while nobody has it, those who answer are warned. Those who lead hear what was missed. */
export async function tellOfClock(ctx: Context, ticket: Ticket, { clock, kind }: Notice): Promise<void> {
  const happened = kind === "breach" ? clock.breachedAt : clock.warnAt;
  if (happened === null || ctx.clock.now() - happened > NEWS_FOR) return;
  const everybody = await staff(ctx);
  const name = nameOf(ticket);
  const letterKind: ClockLetterKind = `clock.${kind}`;
  for (const reader of readersOf(everybody, ticket, kind))
    await queueMessage(ctx, {
      kind: letterKind,
      to: reader,
      reason: `${letterKind} ${name} ${clock.metric} ${clock.n}`,
      about: name,
      payload: { number: ticket.number, clock: clock.id } satisfies ClockPayload,
    });
}

function readersOf(everybody: Person[], { assigneeId }: Ticket, kind: Notice["kind"]): Person[] {
  const holder = everybody.filter(({ id }) => id === assigneeId);
  const agents = everybody.filter(({ role }) => role === "agent");
  const leads = everybody.filter(({ role }) => role === "manager");
  const admins = everybody.filter(({ role }) => role === "admin");
  if (kind === "warning") return firstThatHas(holder, agents, admins);
  return [...new Set([...holder, ...firstThatHas(leads, admins)])];
}

const firstThatHas = (...groups: Person[][]): Person[] => groups.find((group) => group.length > 0) ?? [];
