import type { Due, KeptEscalation } from "#server/escalation/climbing.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { FIRST } from "#server/escalation/ladder.ts";
import { ackLapses } from "#server/escalation/lapses.ts";
import { countQueued, stillWaits } from "#server/notifications/bundling.ts";
import { announce } from "#server/notifications/calls.ts";
import { notify } from "#server/notifications/notifying.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { leadersFor } from "./queues.ts";
import { stepReason } from "./step-effects.ts";
import { addressOf, canSee, nameOf, type Ticket } from "./ticket.ts";

export const LADDER_LETTER_KINDS = ["ladder.step", "ladder.fallback", "ladder.end", "ladder.lapsed"] as const;
export const LIST_KIND = "ladder.list";
export type ListPayload = { since: number };

/** After a standstill nobody gets a pile: the first few one by one, the rest in one list that waits for stragglers. */
const SINGLES = 3;
const WINDOW = 10 * MINUTE;
const LIST_STAYS = 2 * MINUTE;
export type LadderLetterKind = (typeof LADDER_LETTER_KINDS)[number];
export type LadderPayload = { number: number; escalation: number; step: string; place: string; lockNo: number };

/** One message for each person, named by what it is for: the same step tells the same person once, ever. */
export async function tellOfStep(
  ctx: Context,
  ticket: Ticket,
  { escalation, step }: Due,
  told: Person[],
): Promise<void> {
  const at = escalation.place ?? FIRST;
  const { name, steps } = escalation.version.ladder;
  const place = `step ${at.step + 1} of ${steps.length}`;
  const news = newsOf(ticket, "ladder.step", stepReason(escalation.id, at), {
    ...{ escalation: escalation.id, step: step.name, place, lockNo: escalation.lockNo + 1 },
    rule: `Ladder “${name}”, ${step.name} (${place})`,
  });
  for (const to of told) {
    const isOnList = await isTooMuch(ctx, to);
    if ((await notify(ctx, { ...news, to, isOnList })) === "list") await putOnList(ctx, to);
  }
  await announce(ctx, news);
}

async function isTooMuch(ctx: Context, { id }: Person): Promise<boolean> {
  const since = ctx.clock.now() - WINDOW;
  const steps = await countQueued(ctx, "ladder.step", id, since);
  return steps >= SINGLES || steps + (await countQueued(ctx, "ladder.end", id, since)) >= SINGLES;
}

/** The list says what it has to say when it goes out, so one that still waits has room for this one too. */
async function putOnList(ctx: Context, person: Person): Promise<void> {
  if (await stillWaits(ctx, LIST_KIND, person.id)) return;
  const since = ctx.clock.now();
  await queueMessage(ctx, {
    kind: LIST_KIND,
    to: person,
    reason: `${LIST_KIND} ${since}`,
    about: "ladders",
    payload: { since } satisfies ListPayload,
    staysFor: LIST_STAYS,
  });
}

/** Those who lead its queue, else all who lead, else those who run the place. */
export async function leadersOf(ctx: Context, ticket: Ticket): Promise<Person[]> {
  const everybody = (await staff(ctx)).filter((person) => canSee(person, ticket) && person.id !== ticket.requesterId);
  return leadersFor(ctx, everybody, ticket.queueId);
}

/** The end of a ladder is told once: who heard of it, and then that its last step was lost, knows enough. */
const endReason = (escalation: number) => `esc:${escalation}:fallback`;

/** The ladder is used up, and says that they hear of it although somebody did before. */
export async function tellOfEnd(ctx: Context, ticket: Ticket, escalation: number, told: Person[]): Promise<void> {
  const its = { escalation, step: "", place: "", lockNo: 0, rule: "Its ladder is used up" };
  const news = newsOf(ticket, "ladder.end", endReason(escalation), its);
  for (const to of told) {
    const isOnList = await isTooMuch(ctx, to);
    if ((await notify(ctx, { ...news, to, isOnList })) === "list") await putOnList(ctx, to);
  }
}

/** The ladder reached nobody at all. */
export async function tellFallback(ctx: Context, ticket: Ticket, escalation: number): Promise<number[]> {
  const told = await leadersOf(ctx, ticket);
  const its = { escalation, step: "", place: "", lockNo: 0, rule: "Its ladder reached nobody else" };
  const news = newsOf(ticket, "ladder.fallback", endReason(escalation), its);
  for (const to of told) await notify(ctx, { ...news, to });
  await announce(ctx, news);
  return told.map(({ id }) => id);
}

/** Who said they had seen it is reminded once when that has lapsed. */
export async function remindOfLapse(
  ctx: Context,
  ticket: Ticket,
  facts: readonly Fact[],
  escalations: readonly KeptEscalation[],
  now: number,
): Promise<void> {
  const live = escalations.find(({ state }) => state === "armed");
  if (!live) return;
  for (const { by, from } of await ackLapses(ctx, facts, live, now))
    await notify(ctx, {
      ...newsOf(ticket, "ladder.lapsed", `esc:${live.id}:lapsed:${from}`, {
        ...{ escalation: live.id, step: "", place: "", lockNo: live.lockNo },
        rule: "You said that you had seen it",
      }),
      to: { id: by },
    });
}

type Its = Omit<LadderPayload, "number"> & { rule: string };

function newsOf(ticket: Ticket, kind: LadderLetterKind, reason: string, { rule, ...its }: Its) {
  const about = nameOf(ticket);
  const payload: LadderPayload = { number: ticket.number, ...its };
  const address = addressOf(ticket);
  return { kind, reason, about, payload, address, rule, urgency: "urgent" as const, sentence: SENTENCES[kind](about) };
}

const SENTENCES: Record<LadderLetterKind, (name: string) => string> = {
  "ladder.step": (name) => `${name} waits, and nobody has said that they have seen it.`,
  "ladder.fallback": (name) => `${name} waits, and its ladder reached nobody.`,
  "ladder.end": (name) => `${name} waits, its ladder is used up, and nobody has said that they have seen it.`,
  "ladder.lapsed": (name) => `Nothing has happened to ${name} since you have seen it.`,
};
