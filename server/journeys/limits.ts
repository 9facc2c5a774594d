import { DAY, HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Settings } from "#server/platform/settings.ts";

/** Every limit of the rules R1 to R12, in milliseconds; stored with each journey that was derived with them. */
export type Limits = {
  /** R3: quiet for longer than this ends a session. */
  quiet: number;
  /** R4: so soon after a search the next one may replace it. */
  retyping: number;
  /** R5: sessions further apart than this never belong together. */
  apart: number;
  /** R7 and R9: so long after a journey its ticket may still come. */
  ripening: number;
  /** R7: a ticket is related to a journey without a category only this soon. */
  uncategorised: number;
  /** Without a script the next request says how long somebody read, but never more than this. */
  longestEstimate: number;
};

export const LIMITS: Limits = {
  quiet: 30 * MINUTE,
  retyping: 30 * SECOND,
  apart: DAY,
  ripening: 7 * DAY,
  uncategorised: 24 * HOUR,
  longestEstimate: MINUTE,
};

/** As an admin set them, the rest as they come. */
export const limitsIn = ({ journeyLimits }: Settings): Limits => ({
  ...LIMITS,
  ...(journeyLimits ? (JSON.parse(journeyLimits) as Partial<Limits>) : {}),
});
