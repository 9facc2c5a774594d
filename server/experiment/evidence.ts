import { shareExplained } from "#server/measure/intention-to-treat.ts";
import type { Context } from "#server/platform/context.ts";
import type { Result } from "./result.ts";
import * as store from "./store.ts";
import { effectSentence } from "./wording.ts";

/** What the last experiment adds to the headline. */
export type Evidence = {
  question: string;
  startedAt: number;
  endedAt: number;
  /** In words; arms of the wrong sizes show none. */
  sentence: string;
  result: Result;
};

export async function lastEvidence(ctx: Context): Promise<Evidence | null> {
  const last = await store.lastRecorded(ctx.db);
  if (!last) return null;
  const { question, startedAt, endedAt, data } = last;
  const result = JSON.parse(data) as Result;
  return { question, startedAt, endedAt, sentence: sentenceOf(result), result };
}

function sentenceOf({ published, sampleRatio }: Result): string {
  if (sampleRatio?.isBlocked) return "The arms did not have the sizes they were drawn with, so it shows nothing.";
  return published ? effectSentence(published) : "There were too few questions for a result.";
}

/**
 * Section 8: the part of the fall that the experiment explains, both in basic tickets of its own weeks. `fall` is R_b T_c - Y_c.
 * Null while no effect is shown: a share of an effect that may be none says nothing.
 */
export function explainedBy({ result }: Evidence, fall: number): number | null {
  const { basic, flows, sampleRatio } = result;
  if (!basic || sampleRatio?.isBlocked || basic.verdict !== "fewer tickets with suggestions") return null;
  const explained = shareExplained({ avoided: -basic.effect * flows.treatment, fall });
  return explained ? Math.min(1, explained.share) : null;
}

/** F16: tickets that the suggestions avoided in the treatment arm. Null unless fewer tickets are surely shown. */
export function avoidedBy(evidence: Evidence | null): number | null {
  if (!evidence) return null;
  const { published, flows, sampleRatio } = evidence.result;
  if (sampleRatio?.isBlocked || published?.verdict !== "fewer tickets with suggestions") return null;
  return -published.effect * flows.treatment;
}
