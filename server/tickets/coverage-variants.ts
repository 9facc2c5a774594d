import { ladderFor } from "#server/escalation/ladder.ts";
import type { Subject } from "#server/escalation/policy.ts";
import type { Around, Variant } from "./coverage-setup.ts";

/** `words` say what is special about it; empty for what nobody has tagged, asked by somebody of no team that is named. */
export type NamedVariant = Variant & { words: string };

const PLAIN: NamedVariant = { words: "", status: "new", team: null, tags: [] };
/** Each is worked out by itself, which takes a moment. */
const MOST = 20;

/**
 * Both sides of every guard that is not known before somebody asks: each team and each tag that a step of the ladder
 * names, one at a time, and a question that was answered before, for steps that ask how it stands.
 */
export function variantsFor({ ladders, now }: Pick<Around, "ladders" | "now">, subject: Subject): NamedVariant[] {
  const steps = ladderFor(ladders, subject, now)?.ladder.steps ?? [];
  const teams = new Set(steps.flatMap(({ onlyTeams }) => onlyTeams));
  const tags = new Set(steps.flatMap(({ onlyTags }) => onlyTags));
  const isAsked = steps.some(({ onlyClasses }) => onlyClasses.length > 0);
  const others = [
    ...(isAsked ? [{ ...PLAIN, words: "after an answer", status: "open" }] : []),
    ...[...teams].map((team) => ({ ...PLAIN, words: `asked by ${team}`, team })),
    ...[...tags].map((tag) => ({ ...PLAIN, words: `tagged ${tag}`, tags: [tag] })),
  ];
  return [PLAIN, ...others.slice(0, MOST)];
}
