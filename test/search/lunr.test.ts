import assert from "node:assert/strict";
import { test } from "node:test";
import lunr from "lunr";
import { conceptsOf } from "#server/search/asking.ts";
import { collect, viewFor } from "#server/search/collection.ts";
import { type Concept, MAIN } from "#server/search/concepts.ts";
import { countDocument, lunrBuilder, readyDocument } from "#server/search/counting.ts";
import { FIELD_NAMES, TEXT_FIELDS } from "#server/search/fields.ts";
import { hold } from "#server/search/held.ts";
import { scoreAll } from "#server/search/scoring.ts";
import { layOut } from "#server/search/segment.ts";
import { tokenize } from "#server/search/tokens.ts";
import { shippedArticles } from "./articles.ts";

type Posting = Record<string, Record<string, unknown>>;
type Inside = { invertedIndex: Record<string, Posting>; createFieldVectors(): void };

/** lunr's own index over the same terms, its frequency counted in documents: each field's postings are all postings. */
function oracle(documents: ReturnType<typeof shippedArticles>): lunr.Index {
  const builder = lunrBuilder();
  for (const document of documents) builder.add(readyDocument(document));
  const inside = builder as unknown as Inside;
  const create = lunr.Builder.prototype as unknown as Inside;
  inside.createFieldVectors = function (this: Inside) {
    const byField = this.invertedIndex;
    const whole = Object.entries(byField).map(([term, { _index, ...fields }]) => [
      term,
      { _index, all: Object.assign(Object.create(null), ...Object.values(fields)) },
    ]);
    this.invertedIndex = Object.assign(Object.create(null), Object.fromEntries(whole));
    create.createFieldVectors.call(this);
    this.invertedIndex = byField;
  };
  return builder.build();
}

/** Concepts with one plain form each: what a query of lunr's without any wishes is. */
const plain = (concepts: Concept[]): Concept[] =>
  concepts.flatMap((concept) => {
    const form = concept.alternatives.find(({ kind }) => kind === "typed")?.forms.find(({ fields }) => fields === MAIN);
    return form ? [{ ...concept, alternatives: [{ kind: "typed" as const, shown: "", forms: [form] }] }] : [];
  });

test("scores are lunr's own, evaluated in a flat form", () => {
  const documents = shippedArticles().filter(({ audience }) => audience === "everyone");
  const index = oracle(documents);
  const view = viewFor(collect(hold(layOut(documents.map(countDocument)))), "everyone");
  for (const words of ["branch", "create branch", "permission denied for schema", "commit history", "merge conflict"]) {
    const concepts = plain(conceptsOf(view, tokenize(words), { synonyms: new Map(), isTyping: false }));
    const [scored] = scoreAll(view, concepts, MAIN).scored;
    const terms = concepts.map(({ token }) => token.term);
    const theirs = index.query((query) => query.term(terms, { fields: [...TEXT_FIELDS] }));
    assert.ok(scored && theirs.length > 0 && scored.touched.length === theirs.length, words);
    // lunr divides by the length of the query's vector, and rounds each weight to three digits.
    const tolerance = 0.0006 * terms.length * FIELD_NAMES.length;
    for (const { ref, score } of theirs) {
      const document = scored.at.held.places.get(ref) ?? -1;
      const ours = (scored.scores[document] ?? 0) / Math.sqrt(terms.length);
      assert.ok(Math.abs(ours - score) <= tolerance, `${words}, ${ref}: ${ours} and ${score}`);
    }
  }
});
