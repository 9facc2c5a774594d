import { createHash } from "node:crypto";
import { type Arm, assignArm, weeklyUnit } from "#server/measure/assignment.ts";
import { DAY } from "#server/platform/clock.ts";

export const UNITS = ["week", "person"] as const;
export type Unit = (typeof UNITS)[number];

/** How long after the form was opened an own ticket counts. */
export const OUTCOME_AFTER = 7 * DAY;

/** What was promised before anybody was drawn. */
export type Registration = {
  question: string;
  unit: Unit;
  /** Share of the holdout. */
  share: number;
  /** Share of flows with a ticket without suggestions, as expected, and the share with them that is to be seen. */
  expectedShare: number;
  shareToSee: number;
  flowsNeeded: number;
  endsAt: number;
};

export type Experiment = Registration & {
  id: number;
  salt: string;
  startedBy: number;
  startedAt: number;
  hash: string;
};

export type End = { endedAt: number; endedBy: number | null; reason: string };

/** Seals the promise: any later change of it would show. */
export const hashOf = (one: Omit<Experiment, "id" | "hash">): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        one.question,
        one.unit,
        one.share,
        one.expectedShare,
        one.shareToSee,
        one.flowsNeeded,
        one.endsAt,
        one.salt,
        one.startedBy,
        one.startedAt,
      ]),
    )
    .digest("hex");

/** F14: the arm of a person, or of a person in a week. */
export function armOf({ id, salt, share, unit }: Experiment, person: string, week: string): Arm {
  const name = unit === "week" ? weeklyUnit(person, week) : person;
  return assignArm({ salt, experiment: String(id), unit: name, share }).arm;
}
