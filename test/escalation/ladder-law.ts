import assert from "node:assert/strict";
import fc from "fast-check";
import { watchWithPad } from "./ladder-pad.ts";
import { happenings, play, played, type Rules, starts, watchByRules } from "./ladder-play.ts";
import { asLaw } from "./law.ts";

/** M1 to M4, M6 and M7, with steps by a promise, steps that reach nobody, storms and mail that is refused. */
export const ladderLaw = (rules: Rules) =>
  asLaw(
    fc.property(starts, happenings, played, (start, all, what) => {
      assert.deepEqual(play(start, all, watchByRules(rules, what)), play(start, all, watchWithPad(what)));
    }),
  );
