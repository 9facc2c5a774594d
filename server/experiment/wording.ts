import type { Clustered } from "#server/measure/clustered.ts";
import { sampleSize } from "#server/measure/sample-size.ts";
import type { Registration } from "./experiment.ts";

export const percent = (part: number) => `${Math.round(part * 100)} %`;

/** Points with one digit, and a true minus. */
export const points = (part: number) => `${(part * 100).toFixed(1)} points`.replace("-", "−");

export const rangeOf = ({ low, high }: { low: number; high: number }) =>
  `${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} points`.replaceAll("-", "−");

/** The sentence of a result. A wide range never says that there is no effect. */
export function effectSentence(published: Clustered): string {
  const { effect, verdict } = published;
  const size = points(Math.abs(effect));
  if (verdict === "no effect shown yet")
    return `No effect shown yet: ${points(effect)} (95 % range ${rangeOf(published)}).`;
  const more = verdict === "fewer tickets with suggestions" ? "fewer" : "more";
  return `With suggestions ${size} ${more} questions became tickets (95 % range ${rangeOf(published)}).`;
}

/** Flows of both arms that F19 asks for. */
export const flowsNeeded = ({
  expectedShare,
  shareToSee,
  share,
}: Pick<Registration, "expectedShare" | "shareToSee" | "share">) =>
  sampleSize({ holdoutShare: expectedShare, treatmentShare: shareToSee, ratio: (1 - share) / share }).total;
