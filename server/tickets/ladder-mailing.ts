import type { Due, KeptEscalation } from "#server/escalation/climbing.ts";
import type { Fact } from "#server/escalation/facts.ts";
import { ackLapses } from "#server/escalation/lapses.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { nameOf, type Ticket } from "./ticket.ts";

export const LADDER_LETTER_KINDS = ["ladder.step", "ladder.fallback", "ladder.lapsed"] as const;
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
  for (const person of told)
    await queue(ctx, ticket, "ladder.step", person, `esc:${escalation.id}:${round}:${at}`, {
      escalation: escalation.id,
      step: step.name,
      place: `step ${at + 1} of ${length}`,
      lockNo: escalation.lockNo + 1,
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
