import type { Context } from "#server/platform/context.ts";
import { liveFactsOf, type PastEvent } from "./clock-facts.ts";
import { ASKER } from "./drill.ts";
import type { Escalated } from "./ladder-history.ts";
import { type HeardStep, replay, stateAt, type World } from "./rehearsing.ts";
import { effectsOn } from "./step-effects.ts";
import { URGENCY_NAMES } from "./words.ts";

/** What a step of a ladder did to a question of a practice. Nobody was told, and no webhook called. */
export type PlayedStep = HeardStep & { effects: Partial<Escalated> };

/** The question as it stands with what the ladders did to it. */
export type Climbed = { story: PastEvent[]; steps: PlayedStep[] };

/** So that a step is not decided by what it did itself. */
const JUST_AFTER = 1;

/**
 * Plays the ladders there are against a question until an instant, by the very code that moves them: what a step
 * changes, by that the next one is decided, as at a ticket.
 */
export async function climbInDrill(
  ctx: Context,
  story: readonly PastEvent[],
  until: number,
  world: World,
): Promise<Climbed> {
  const climbed: Climbed = { story: [...story], steps: [] };
  for (let isMoved = true; isMoved; ) {
    isMoved = false;
    for (const step of (await play(ctx, climbed.story, until, world)).slice(climbed.steps.length)) {
      const effects = await effectsIn(ctx, climbed.story, step);
      climbed.steps.push({ ...step, effects });
      climbed.story = withStep(climbed.story, step, effects);
      isMoved = "urgency" in effects || "assignee" in effects || "queue" in effects;
      if (isMoved) break;
    }
  }
  return climbed;
}

const play = (ctx: Context, story: readonly PastEvent[], until: number, world: World): Promise<HeardStep[]> =>
  replay(ctx, { requesterId: ASKER, events: story, facts: liveFactsOf(story, ASKER), until }, world);

async function effectsIn(ctx: Context, story: readonly PastEvent[], { step, at, told }: HeardStep) {
  const ids = told.map(({ id }) => id);
  const calls = step.webhooks.length;
  // A step that reaches nobody does nothing else either.
  if (ids.length === 0 && calls === 0) return {};
  return { ...(await effectsOn(ctx, step, stateAt(story, at), ids)), ...(calls > 0 ? { calls } : {}) };
}

function withStep(story: readonly PastEvent[], { step, at, told }: HeardStep, effects: Partial<Escalated>) {
  const data = { ladder: "", step: step.name, told: told.map(({ id }) => id), reason: null, ...effects };
  const event: PastEvent = { at: at + JUST_AFTER, by: null, event: { kind: "escalated", data } };
  return [...story, event].sort((a, b) => a.at - b.at);
}

type Names = { queue: (id: number) => string; person: (id: number) => string };

/** In words, after "The ladder". */
export function stepWords({ step, told, effects }: PlayedStep, names: Names): string {
  const { urgency, assignee, queue, note, calls } = effects;
  const more = [
    urgency === undefined ? "" : `raised it to ${URGENCY_NAMES[urgency].toLowerCase()} urgency`,
    assignee === undefined ? "" : `gave it to ${names.person(assignee)}`,
    queue === undefined ? "" : `moved it to ${names.queue(queue)}`,
    note ? `noted: ${note}` : "",
    calls ? `would have called ${calls === 1 ? "a webhook" : `${calls} webhooks`}` : "",
  ].filter(Boolean);
  const people = told.map(({ name }) => name).join(", ") || "nobody";
  return [`would have told ${people} (${step.name})`, ...more].join(", ");
}
