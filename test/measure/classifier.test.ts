import assert from "node:assert/strict";
import { test } from "node:test";
import { type Judged, trainClassifier } from "#server/measure/classifier.ts";
import { mulberry32 } from "#server/measure/random.ts";
import { near } from "./near.ts";

const basic = (...features: string[]): Judged => ({ features, isBasic: true });
const other = (...features: string[]): Judged => ({ features, isBasic: false });

/** Kinds take turns, as questions do. */
const turns = (many: number, one: Judged, another: Judged): Judged[] =>
  Array.from({ length: many }, (_, place) => (place % 2 === 0 ? one : another));

test("the classifier says how likely a question is basic, as naive Bayes has it", () => {
  const { scoreOf, agreement } = trainClassifier(turns(40, basic("how", "rename"), other("how", "lost")));
  near(agreement.kappa, 1);
  // Both kinds have "how"; "rename" is in 20 of 20 basic ones and in none of the others: (21/22) / (1/22).
  near(scoreOf(["how", "rename"]), 21 / 22);
  near(scoreOf(["lost", "lost"]), 1 / 22);
  near(scoreOf(["never met"]), 0.5);
});

test("it refuses to learn from too few, and from labels it could not tell apart", () => {
  assert.throws(
    () => trainClassifier([...turns(38, basic("a"), other("b")), basic("a")]),
    /needs 20 questions of either kind; of one there are 19/,
  );
  const random = mulberry32(7);
  const noise = Array.from({ length: 200 }, () => (random() < 0.5 ? basic : other)(`word ${Math.floor(random() * 5)}`));
  assert.throws(() => trainClassifier(noise), /agrees with people at a kappa of -?0\.\d\d only/);
});
