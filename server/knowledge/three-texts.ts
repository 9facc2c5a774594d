import { applyPatch, structuredPatch } from "diff";
import { difference, type Line } from "./difference.ts";

/** What two people made of one text: what each changed, and both changes together where they do not touch. */
export type ThreeTexts = {
  base: string;
  theirs: string;
  yours: string;
  theirLines: Line[] | null;
  yourLines: Line[] | null;
  /** Null where somebody has to choose. */
  joined: string | null;
};

const BUDGET = 200;

export function compareThree(base: string, theirs: string, yours: string): ThreeTexts {
  return {
    base,
    theirs,
    yours,
    theirLines: difference(base, theirs),
    yourLines: difference(base, yours),
    joined: join(base, theirs, yours),
  };
}

function join(base: string, theirs: string, yours: string): string | null {
  const change = structuredPatch("text", "text", base, yours, "", "", { context: 2, timeout: BUDGET });
  if (!change) return null;
  const joined = applyPatch(theirs, change, { fuzzFactor: 0 });
  return joined === false || joined === yours || joined === theirs ? null : joined;
}
