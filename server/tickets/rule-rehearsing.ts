import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { choose } from "./rule.ts";
import * as store from "./rule-store.ts";
import type { KeptRule } from "./rules.ts";
import { candidates, ruleFor } from "./ruling.ts";
import { nameOf } from "./ticket.ts";

const PERIOD = 30 * DAY;
const MOST_TICKETS = 5000;
const SHOWN = 50;

export type RuleRehearsal = {
  from: number;
  to: number;
  tickets: number;
  /** How many of them the rule is for. */
  meant: number;
  /** How many nobody was there for. */
  left: number;
  people: { name: string; given: number }[];
  /** The newest ones. `had` is who has it in truth. */
  lines: {
    name: string;
    number: number;
    subject: string;
    openedAt: number;
    would: string | null;
    had: string | null;
  }[];
};

/**
 * What one rule would have done to the last month's tickets, in the order in which they came in, as if it stood in its
 * place among those that are on. Who was away then is away here; what somebody was given counts as theirs until it was
 * solved. Nothing is changed.
 */
export async function rehearseRule(
  ctx: Context,
  tried: KeptRule,
  others: readonly KeptRule[],
  seesTicket: (ticket: { requesterId: number; insiders: string | null }) => boolean,
): Promise<RuleRehearsal> {
  const to = ctx.clock.now();
  const from = to - PERIOD;
  const tickets = (await store.cameIn(ctx.db, from, to, MOST_TICKETS)).reverse();
  const order = [...others.filter(({ id, enabledAt }) => id !== tried.id && enabledAt !== null), tried].sort(
    (one, other) => one.position - other.position || one.id - other.id,
  );
  const there = await candidates(ctx, from);
  const answersIn = await readAnswers(ctx, order, from, to);
  const given = new Map<number, { name: string; ends: number[]; given: number }>();
  const sum: RuleRehearsal = { from, to, tickets: tickets.length, meant: 0, left: 0, people: [], lines: [] };
  let last: number | null = null;
  for (const ticket of tickets) {
    if (ruleFor(order, { ...ticket, answers: answersIn(ticket.id) }) !== tried) continue;
    sum.meant += 1;
    const people = there(tried.rule, ticket, ticket.openedAt);
    const loadOf = (id: number) => given.get(id)?.ends.filter((end) => end > ticket.openedAt).length ?? 0;
    const ids = people.map(({ id }) => id);
    const chosen: number | null = choose(tried.rule.way, ids, last, loadOf);
    const person = people.find(({ id }) => id === chosen);
    if (!person) sum.left += 1;
    else {
      last = person.id;
      const one = given.get(person.id) ?? { name: person.name, ends: [], given: 0 };
      one.ends.push(ticket.resolvedAt ?? Number.POSITIVE_INFINITY);
      one.given += 1;
      given.set(person.id, one);
    }
    const { number, subject, openedAt, assignee } = ticket;
    if (seesTicket(ticket))
      sum.lines.unshift({
        name: nameOf(ticket),
        number,
        subject,
        openedAt,
        would: person?.name ?? null,
        had: assignee,
      });
  }
  return {
    ...sum,
    people: [...given.values()].map(({ name, given }) => ({ name, given })).sort((a, b) => b.given - a.given),
    lines: sum.lines.slice(0, SHOWN),
  };
}

/** What stood in the fields the rules ask for, ticket by ticket. */
async function readAnswers(ctx: Context, rules: readonly KeptRule[], from: number, to: number) {
  const byTicket = new Map<number, Map<number, string>>();
  for (const fieldId of new Set(rules.flatMap(({ rule }) => rule.answer?.fieldId ?? [])))
    for (const { ticketId, value } of await store.answersBetween(ctx.db, fieldId, from, to))
      byTicket.set(ticketId, (byTicket.get(ticketId) ?? new Map<number, string>()).set(fieldId, value));
  return (ticketId: number): ReadonlyMap<number, string> => byTicket.get(ticketId) ?? new Map();
}
