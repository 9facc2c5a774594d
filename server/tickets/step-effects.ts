import type { Due } from "#server/escalation/climbing.ts";
import { FIRST, isMeantFor, type Place, type Step } from "#server/escalation/ladder.ts";
import { callWebhooks } from "#server/notifications/calls.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import type { Escalated } from "./ladder-history.ts";
import { openQueues } from "./queues.ts";
import { tagsOf } from "./tag-store.ts";
import { addressOf, nameOf, type Ticket, URGENCIES } from "./ticket.ts";
import { addWatcher } from "./watcher-store.ts";

/** Whether a step is meant for a ticket as it is now. */
export async function isMeant(ctx: Context, { step, escalation }: Due, ticket: Ticket): Promise<boolean> {
  if (escalation.passes) return false;
  const requester = step.onlyTeams.length > 0 ? await findPerson(ctx, ticket.requesterId) : undefined;
  return isMeantFor(step, {
    status: ticket.status,
    priority: ticket.urgency,
    category: ticket.category,
    team: requester?.team ?? null,
    queueId: ticket.queueId,
    tags: step.onlyTags.length > 0 ? await tagsOf(ctx.db, ticket.id) : [],
  });
}

type Effects = Pick<Escalated, "urgency" | "assignee" | "queue" | "watchers" | "note">;

/** What a step does besides telling people, as the history says it. */
export async function effectsOf(ctx: Context, step: Step, ticket: Ticket, told: readonly number[]): Promise<Effects> {
  const watchers = step.addsWatchers ? await letWatch(ctx, ticket, told) : [];
  return { ...(await effectsOn(ctx, step, ticket, told)), ...(watchers.length > 0 ? { watchers } : {}) };
}

type Changed = Pick<Ticket, "urgency" | "assigneeId" | "queueId">;

/** What it changes about the ticket itself, whoever watches that. Urgency is never lowered. */
export async function effectsOn(
  ctx: Context,
  step: Step,
  ticket: Changed,
  told: readonly number[],
): Promise<Omit<Effects, "watchers">> {
  const higher = step.raises ? URGENCIES[URGENCIES.indexOf(ticket.urgency) + 1] : undefined;
  const [first] = told;
  const queue = await queueTo(ctx, step, ticket);
  return {
    ...(higher ? { urgency: higher } : {}),
    ...(step.assigns && first !== undefined && first !== ticket.assigneeId ? { assignee: first } : {}),
    ...(queue === null ? {} : { queue }),
    ...(step.note === "" ? {} : { note: step.note }),
  };
}

/** A queue that was retired since takes nothing in. */
async function queueTo(ctx: Context, { movesTo }: Step, { queueId }: Changed): Promise<number | null> {
  if (movesTo === null || movesTo === queueId) return null;
  return (await openQueues(ctx)).some(({ id }) => id === movesTo) ? movesTo : null;
}

async function letWatch(ctx: Context, ticket: Ticket, told: readonly number[]): Promise<number[]> {
  const added: number[] = [];
  for (const id of told)
    if (await addWatcher(ctx.db, { ticket_id: ticket.id, person_id: id, added_by: id, since: ctx.clock.now() }))
      added.push(id);
  return added;
}

/** What one step of one ladder is named by, wherever it is told. */
export const stepReason = (escalation: number, { round, step }: Place) => `esc:${escalation}:${round}:${step}`;
const callFor = (reason: string) => `${reason} by the step`;
export const callReason = (reason: string, webhook: number) => `${callFor(reason)} to webhook ${webhook}`;

/** Calls the webhooks of a step, each once. Says how many there are. */
export function callForStep(ctx: Context, ticket: Ticket, { escalation, step }: Due): Promise<number> {
  const name = nameOf(ticket);
  return callWebhooks(ctx, step.webhooks, {
    ...{ kind: "ladder.step", urgency: "urgent", about: name, address: addressOf(ticket) },
    reason: callFor(stepReason(escalation.id, escalation.place ?? FIRST)),
    payload: { number: ticket.number, escalation: escalation.id },
    sentence: `${name} waits, and nobody has said that they have seen it.`,
    rule: `Ladder “${escalation.version.ladder.name}”, ${step.name}`,
  });
}
