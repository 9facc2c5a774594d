import { openSearchIndex } from "#server/search/search.ts";
import { shippedArticles, shippedSynonyms } from "#test/search/articles.ts";
import { type Golden, goldenQuestions, othersQuestions } from "#test/search/golden.ts";
import { type Engine, measure } from "#test/search/measuring.ts";
import { fts5, lunrAsItComes, miniSearch, type Peer } from "./engines.ts";
import { measureSpeed } from "./search-speed.ts";

const documents = shippedArticles();
const index = await openSearchIndex({
  source: () => [documents],
  directory: null,
  synonyms: shippedSynonyms(),
});
const ours: Engine = {
  name: "Firstline",
  find: (words) => {
    const { results, answered } = index.search({ words, audience: "staff", limit: 10 });
    return { slugs: results.map(({ slug }) => slug), isAnswered: answered };
  },
};
const asEngine = ({ name, find }: Peer): Engine => ({
  name,
  find: (words) => {
    const slugs = find(words, 10);
    return { slugs, isAnswered: slugs.length > 0 };
  },
});
const sqlite = fts5(documents);
const engines = [ours, ...[lunrAsItComes(documents), miniSearch(documents), sqlite].map(asEngine)];

const percent = (share: number) => (Number.isNaN(share) ? "    –" : (100 * share).toFixed(1).padStart(5));

function table(title: string, questions: Golden[]): void {
  console.log(`\n${title}\n${" ".repeat(26)}questions  nDCG@10    MRR  top-1  top-3  declined`);
  const kinds = [...new Set(questions.map(({ kind }) => kind))];
  for (const kind of [...kinds, "all"])
    for (const engine of engines) {
      const { count, ndcg, mrr, top1, top3, declined } = measure(
        engine,
        questions.filter((one) => kind === "all" || one.kind === kind),
      );
      const name = engine === ours ? kind.padEnd(13) : " ".repeat(13);
      console.log(
        `${name}${engine.name.padEnd(13)}${String(count).padStart(9)}    ${percent(ndcg)}  ${percent(mrr)}  ${percent(top1)}  ${percent(top3)}     ${percent(declined)}`,
      );
    }
}

const golden = goldenQuestions();
table(
  "Tuning half",
  golden.filter(({ half }) => half === "tune"),
);
table(
  "Judging half",
  golden.filter(({ half }) => half === "judge"),
);
table("Both halves", golden);
table("Somebody else's questions", othersQuestions());
sqlite.close();
await index.close();
// With nothing but numbers of articles, other sizes; with 0, none.
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [1000, 10_000]) if (size > 0) await measureSpeed(size);
