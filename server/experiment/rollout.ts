import { createHash } from "node:crypto";
import { shiftWeek, type Week } from "#server/platform/weeks.ts";

/** Teams get the suggestions one after the other, in an order that was drawn (deflection.md, section 5). */
export type Rollout = {
  id: number;
  seed: string;
  /** In the order in which they are switched on. */
  teams: string[];
  /** The week in which the first team is switched on; the others follow every so many weeks. */
  startsWeek: Week;
  stepWeeks: number;
  drawnBy: number;
  drawnAt: number;
  hash: string;
};

export type RolloutEnd = { endedAt: number; endedBy: number; reason: string };

const lotOf = (seed: string, team: string) => createHash("sha256").update(`${seed}:${team}`).digest("hex");

/** Each team draws its own lot from the seed, so anybody can draw the order again. */
export const drawOrder = (seed: string, teams: readonly string[]): string[] =>
  teams.toSorted((one, other) => (lotOf(seed, one) < lotOf(seed, other) ? -1 : 1));

/** The week from which a team has the suggestions; null for a team that takes no part and has them all along. */
export function onFrom({ teams, startsWeek, stepWeeks }: Rollout, team: string | null): Week | null {
  const place = team === null ? -1 : teams.indexOf(team);
  return place < 0 ? null : shiftWeek(startsWeek, place * stepWeeks);
}

export function isOn(rollout: Rollout, team: string | null, week: Week): boolean {
  const from = onFrom(rollout, team);
  return from === null || week >= from;
}

/** Seals what was drawn: any later change of it would show. */
export const hashOfRollout = (one: Omit<Rollout, "id" | "hash">): string =>
  createHash("sha256")
    .update(JSON.stringify([one.seed, one.teams, one.startsWeek, one.stepWeeks, one.drawnBy, one.drawnAt]))
    .digest("hex");
