import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY } from "#server/platform/clock.ts";
import { type Asked, countQuestions, withoutDuplicates } from "#server/reports/weekly-fact.ts";

const asked = (day: number, personId: number, label: Asked["label"], category: string | null = "git"): Asked => ({
  personId,
  category,
  at: day * DAY,
  label,
  team: null,
  isReopened: false,
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
  assert.deepEqual(counts, { asked: 4, asked_again: 1, reopened: 0, other: 1, unlabelled: 1 });
});
