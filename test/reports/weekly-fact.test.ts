import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY } from "#server/platform/clock.ts";
import { type Asked, countQuestions, withoutDuplicates } from "#server/reports/weekly-fact.ts";

const asked = (
  day: number,
  personId: number,
  label: Asked["label"],
  category: string | null = "git",
  wishes: Partial<Asked> = {},
): Asked => ({
  personId,
  category,
  at: day * DAY,
  label,
  source: label === null ? null : "agent",
  labelNow: label,
  isCorrected: false,
  team: null,
  isReopened: false,
  isBroughtIn: false,
  ...wishes,
});

test("one need counts once: the same person, category and seven days after a counted question", () => {
  const days = (list: Asked[]) => withoutDuplicates(list).map(({ at }) => at / DAY);
  assert.deepEqual(days([asked(0, 1, "basic"), asked(7, 1, "basic"), asked(7.001, 1, "basic")]), [0, 7.001]);
  assert.deepEqual(days([asked(0, 1, "basic"), asked(1, 2, "basic"), asked(2, 1, "basic", "ci")]), [0, 1, 2]);
  assert.deepEqual(days([asked(0, 1, "not-basic"), asked(1, 1, "basic-uncovered"), asked(2, 1, null)]), [1]);
});

test("a question of the week before makes this week's its duplicate", () => {
  const questions = [asked(6, 1, "basic"), asked(8, 1, "basic"), asked(9, 2, "basic"), asked(9, 3, "not-basic")];
  const { basic, ...counts } = countQuestions([...questions, asked(10, 4, null)], 7 * DAY);
  assert.deepEqual(
    basic.map(({ personId }) => personId),
    [2],
  );
  const labels = { corrected: 0, basic_corrected: 1, guessed: 0, guessed_by_score: 0, basic_told: 1 };
  assert.deepEqual(counts, { asked: 4, asked_again: 1, reopened: 0, other: 1, unlabelled: 1, ...labels });
});

test("what corrections and worked out labels would change is counted beside, with its own duplicates", () => {
  const corrected = { isCorrected: true, labelNow: "not-basic" } as const;
  const { basic, ...counts } = countQuestions(
    [
      asked(8, 1, "basic", "git", corrected),
      // The same need as the one before: it counts once that one turns out to be none.
      asked(9, 1, "basic"),
      asked(9, 2, "basic-uncovered", "git", { source: "rule" }),
      asked(9, 3, "not-basic", "git", { source: "classifier" }),
      asked(9, 4, "basic", "git", corrected),
    ],
    7 * DAY,
  );
  assert.deepEqual([basic.length, counts.basic_corrected, counts.basic_told], [3, 2, 2]);
  assert.deepEqual([counts.corrected, counts.guessed, counts.guessed_by_score, counts.other], [2, 2, 1, 1]);
});
