import type { Due, KeptEscalation } from "#server/escalation/climbing.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { ackLapses } from "#server/escalation/lapses.ts";
import { countQueued, stillWaits } from "#server/notifications/bundling.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { nameOf, type Ticket } from "./ticket.ts";

export const LADDER_LETTER_KINDS = ["ladder.step", "ladder.fallback", "ladder.lapsed"] as const;
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
  const { round = 0, step: at = 0 } = escalation.place ?? {};
  const { length } = escalation.version.ladder.steps;
  for (const person of told) {
    if (await isTooMuch(ctx, person)) {
      await putOnList(ctx, person);
      continue;
    }
    await queue(ctx, ticket, "ladder.step", person, `esc:${escalation.id}:${round}:${at}`, {
      escalation: escalation.id,
      step: step.name,
      place: `step ${at + 1} of ${length}`,
      lockNo: escalation.lockNo + 1,
    });
  }
}

const isTooMuch = async (ctx: Context, { id }: Person) =>
  (await countQueued(ctx, "ladder.step", id, ctx.clock.now() - WINDOW)) >= SINGLES;

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

/** The ladder reached nobody at all: those who lead, else those who run the place. */
export async function tellFallback(ctx: Context, ticket: Ticket, escalation: number): Promise<number[]> {
  const everybody = (await staff(ctx)).filter(({ id }) => id !== ticket.requesterId);
  const managers = everybody.filter(({ role }) => role === "manager");
  const told = managers.length > 0 ? managers : everybody.filter(({ role }) => role === "admin");
  const payload = { escalation, step: "", place: "", lockNo: 0 };
  for (const person of told) await queue(ctx, ticket, "ladder.fallback", person, `esc:${escalation}:fallback`, payload);
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
    await queue(ctx, ticket, "ladder.lapsed", { id: by }, `esc:${live.id}:lapsed:${from}`, {
      escalation: live.id,
      step: "",
      place: "",
      lockNo: live.lockNo,
    });
}

async function queue(
  ctx: Context,
  ticket: Ticket,
  kind: LadderLetterKind,
  to: { id: number },
  reason: string,
  its: Omit<LadderPayload, "number">,
): Promise<void> {
  const payload: LadderPayload = { number: ticket.number, ...its };
  await queueMessage(ctx, { kind, to, reason, about: nameOf(ticket), payload });
}
