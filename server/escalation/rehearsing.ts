import { MINUTE } from "#server/platform/clock.ts";
import type { Book } from "./book.ts";
import { escalationsOf, type Fire, keyOf, nextLook, type WaitKey } from "./escalation.ts";
import type { Fact } from "./facts.ts";
import { endsWithLeads, type LadderVersion, type Place, type Step } from "./ladder.ts";

/** A step that would have been taken. */
export type Rehearsed = { wait: WaitKey; at: number; place: Place; step: Step };

/** What would have come of it: it told somebody, it reached nobody, or it is not for this question. */
export type Result = "told" | "nobody" | "not meant";
export type Take = (one: Rehearsed) => Result | Promise<Result>;

/** Who is told besides as the last step is taken, where the ladder says so. */
export type AtEnd = (one: Rehearsed) => void | Promise<void>;

/** More than any ladder with all its repetitions takes for one question with many rounds. */
const MOST_LOOKS = 10_000;
/** A ladder tells people of one step at a time, and is looked at again a moment later. */
const TICK = MINUTE;

/**
 * Replays what happened to one question against ladders, as if they had been there all the time, until an instant:
 * every step that would have been taken, and when. At each moment only what had happened by then is known. What was
 * begun by hand is left out, as no ladder decides about it. `take` says what comes of a step: after one that told nobody
 * the next does not wait. Those that are not meant are left out. `atEnd` hears of a ladder that is used up and says
 * that who leads is told then.
 */
export async function rehearse(
  facts: readonly Fact[],
  ladders: readonly LadderVersion[],
  book: Book,
  until: number,
  take: Take,
  atEnd: AtEnd = () => {},
): Promise<Rehearsed[]> {
  const always = ladders.map((one) => ({ ...one, madeAt: -Infinity }));
  const past = facts.map((fact) => (fact.does === "escalates" ? { ...fact, does: null } : fact));
  const fires = new Map<string, Fire[]>();
  const steps: Rehearsed[] = [];
  let now = past[0]?.at ?? Infinity;
  for (let looks = 0; now <= until && looks < MOST_LOOKS; looks++) {
    const known = past.filter(({ at }) => at <= now);
    const all = escalationsOf(known, fires, book, always, now);
    const due = all.find(({ state, dueAt }) => state === "armed" && dueAt !== null && dueAt <= now);
    const step = due?.place && due.version.ladder.steps[due.place.step];
    if (due?.place && step) {
      const one: Rehearsed = { wait: due, at: now, place: due.place, step };
      const result = due.passes ? "not meant" : await take(one);
      const fire: Fire = { ...due.place, firedAt: now, outcome: result === "told" ? "told" : "empty" };
      fires.set(keyOf(due), [...(fires.get(keyOf(due)) ?? []), fire]);
      if (result !== "not meant") steps.push(one);
      if (endsWithLeads(due.version.ladder, due.place)) await atEnd(one);
      if (result === "told") now += TICK;
      continue;
    }
    const next = past.find(({ at }) => at > now)?.at ?? Infinity;
    now = Math.min(next, ...all.map((one) => nextLook(one) ?? Infinity));
  }
  return steps;
}
