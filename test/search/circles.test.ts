import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CIRCLES, type SearchDocument } from "#server/search/search.ts";
import { doc, open } from "./documents.ts";

const WORDS = "branch commit merge zanzibar zanzibars head_sha denied brunch table grant role staff".split(" ");
const words = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 }).map((some) => some.join(" "));
const documents = fc.uniqueArray(
  fc.record({
    slug: fc.stringMatching(/^[a-e]{1,3}$/),
    title: words,
    body: words,
    terms: fc.array(words, { maxLength: 2 }),
    errors: fc.array(words, { maxLength: 2 }),
    category: fc.constantFrom("one", "two", "secret"),
    audience: fc.constantFrom(...CIRCLES),
  }),
  { selector: ({ slug }) => slug, minLength: 1, maxLength: 12 },
);
const queries = fc.oneof(
  words,
  fc.constantFrom("zanz", "brnach", "zanzibat", "category:secret zanzibar", '"merge zanzibar"', "head sha -merge"),
);

test("what lies outside a circle changes nothing within it: not a score, a count, a guess or a completion", async () => {
  await fc.assert(
    fc.asyncProperty(documents, queries, fc.boolean(), async (given, query, whileTyping) => {
      const all = given.map(({ slug, ...said }) => doc(slug, said));
      const index = await open(all);
      for (const [place, audience] of CIRCLES.entries()) {
        const within = all.filter((one) => CIRCLES.indexOf(one.audience) <= place);
        const alone = await open(within);
        const asked = { words: query, audience, whileTyping };
        assert.deepEqual(index.search(asked), alone.search(asked));
        assert.deepEqual(index.similar(query, audience, 5), alone.similar(query, audience, 5));
      }
    }),
    { numRuns: 60 },
  );
});

test("an index that was changed answers like one that was made so", async () => {
  const rounded = (answer: object) =>
    JSON.parse(JSON.stringify(answer, (_, value) => (typeof value === "number" ? Math.round(value * 100) : value)));
  await fc.assert(
    fc.asyncProperty(documents, documents, queries, async (before, after, query) => {
      const asDocuments = (some: typeof before): SearchDocument[] => some.map(({ slug, ...said }) => doc(slug, said));
      const index = await open(asDocuments(before));
      for (const { slug } of before) if (!after.some((one) => one.slug === slug)) index.remove(slug);
      for (const document of asDocuments(after)) index.put(document);
      const fresh = await open(asDocuments(after));
      for (const audience of CIRCLES) {
        const asked = { words: query, audience };
        assert.deepEqual(rounded(index.search(asked)), rounded(fresh.search(asked)));
      }
    }),
    { numRuns: 60 },
  );
});
