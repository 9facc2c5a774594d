import { exceptionsOf } from "#server/escalation/rotas.ts";
import { findPerson, staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { canAnswer } from "./assigning.ts";
import { changeByItself } from "./changing.ts";
import type { TicketEvent } from "./history.ts";
import { tell } from "./mailing.ts";
import { allMembers } from "./queue-store.ts";
import { choose, isFor, type Questioned, type Rule } from "./rule.ts";
import * as store from "./rule-store.ts";
import { type KeptRule, listRules } from "./rules.ts";
import { loadsOf } from "./tally.ts";
import { canSee, type Ticket } from "./ticket.ts";

/** The job: gives one ticket to somebody, the oldest first. Whatever goes wrong leaves it to people. */
export async function followRules(ctx: Context): Promise<boolean> {
  const waiting = await store.firstWaiting(ctx.db);
  if (!waiting) return false;
  try {
    await inTransaction(ctx, async (ctx) => {
      await changeByItself(ctx, waiting.id, give);
      await store.endWait(ctx.db, waiting.id);
    });
  } catch (error) {
    ctx.log.error({ err: error, ticket: waiting.id }, "No rule could be followed; the ticket waits for somebody.");
    await store.endWait(ctx.db, waiting.id);
  }
  return true;
}

async function give(ctx: Context, ticket: Ticket): Promise<TicketEvent | null> {
  const isOver = ticket.status === "resolved" || ticket.status === "merged" || ticket.spamAt !== null;
  if (ticket.assigneeId !== null || isOver) return null;
  const team = (await findPerson(ctx, ticket.requesterId))?.team ?? null;
  const answers = new Map((await store.answersOf(ctx.db, ticket.id)).map(({ fieldId, value }) => [fieldId, value]));
  const kept = ruleFor(
    (await listRules(ctx)).filter(({ enabledAt }) => enabledAt !== null),
    { ...ticket, team, answers },
  );
  const there = kept ? await whoIsThere(ctx, kept.rule, ticket, ctx.clock.now()) : [];
  const ids = there.map(({ id }) => id);
  const loads = kept ? await loadsOf(ctx, ids) : new Map<number, number>();
  const to = kept && choose(kept.rule.way, ids, kept.lastPersonId, (id) => loads.get(id) ?? 0);
  if (!kept || !to) return null;
  await store.noteLast(ctx.db, kept.id, to);
  await tell(ctx, { id: null }, { id: to }, ticket, "ticket.assigned", ticket.seq);
  return { kind: "assigned", data: { from: null, to, rule: kept.rule.name } };
}

export const ruleFor = (rules: readonly KeptRule[], question: Questioned): KeptRule | undefined =>
  rules.find(({ rule }) => isFor(rule, question));

type Lies = Pick<Ticket, "queueId" | "requesterId" | "insiders">;

/** Those a rule may give it to: who still answers, may see it, did not ask it and is not away. */
export async function whoIsThere(ctx: Context, rule: Rule, ticket: Lies, at: number): Promise<Person[]> {
  return (await candidates(ctx))(rule, ticket, at);
}

/** The same for many tickets in a row: people, members and absences are read once. */
export async function candidates(ctx: Context, since = ctx.clock.now()) {
  const everybody = (await staff(ctx)).filter(canAnswer);
  const members = await allMembers(ctx.db);
  const { absences } = await exceptionsOf(ctx, 0, since);
  const isAway = ({ id }: Person, at: number) =>
    absences.some(({ personId, from, to }) => personId === id && from <= at && at < to);
  return (rule: Rule, ticket: Lies, at: number): Person[] => {
    const inQueue = members.filter(({ queueId }) => queueId === ticket.queueId).map(({ personId }) => personId);
    const meant = rule.people.length > 0 ? rule.people : inQueue;
    return everybody.filter(
      (person) =>
        (meant.length === 0 ? person.role === "agent" : meant.includes(person.id)) &&
        person.id !== ticket.requesterId &&
        canSee(person, ticket) &&
        !isAway(person, at),
    );
  };
}
