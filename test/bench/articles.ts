import { progressOf } from "#server/cli/progress.ts";
import { seedArticles, seedShelves } from "#server/cli/seed/articles.ts";
import { keepInStep } from "#server/knowledge/library.ts";
import { takeInFiles } from "#server/knowledge/taking-in.ts";
import type { Person } from "#server/people/person.ts";
import { buildHouse, type House } from "#test/support/house.ts";

/**
 * Do the pages stay as quick with thousands of articles as with fifty? Both portals are asked in turn, so that what
 * else the machine does hits both alike; the ratio of the medians is what counts, the times are the machine's.
 */
const SIZES = process.argv.includes("--quick") ? [50, 500] : [50, 5_000];
const ROUNDS = process.argv.includes("--quick") ? 20 : 60;
const SEED = 7;

type Filled = { count: number; house: House; slug: string };
type Page = { name: string; who: "visitor" | "ada" | "bo"; address(filled: Filled): string };

const PAGES: Page[] = [
  { name: "start page", who: "ada", address: () => "/" },
  { name: "all articles", who: "ada", address: () => "/articles" },
  { name: "one category", who: "ada", address: () => `/categories/${seedShelves()[0]?.slug}` },
  { name: "one article", who: "ada", address: ({ slug }) => `/articles/${slug}` },
  { name: "one article, for writers", who: "bo", address: ({ slug }) => `/articles/${slug}` },
  { name: "search", who: "ada", address: () => "/search?q=branch+commit" },
  { name: "as-you-type list", who: "ada", address: () => "/search/suggest?q=branch+com" },
  { name: "feed", who: "visitor", address: () => "/feed.atom" },
  { name: "writers’ page", who: "bo", address: () => "/knowledge" },
  { name: "missing address", who: "ada", address: () => "/articles/not-there" },
];

const filled: Filled[] = [];
try {
  for (const count of SIZES) filled.push(await fill(count));
  await compare();
} finally {
  for (const { house } of filled) await house.close();
}

async function fill(count: number): Promise<Filled> {
  const house = await buildHouse({ config: { publicKnowledge: true } });
  const files = seedArticles(count, SEED);
  const began = performance.now();
  const tell = (line: string) => console.log(`  ${line}`);
  console.log(`Taking in ${count.toLocaleString("en")} articles`);
  const { added } = await takeInFiles(
    house.ctx,
    { files, shelves: seedShelves() },
    progressOf(tell, "Articles", count),
  );
  const took = performance.now() - began;
  await keepInStep(house.ctx);
  console.log(`  ${added.toLocaleString("en")} in ${(took / 1000).toFixed(1)} s, ${(took / count).toFixed(2)} ms each`);
  return { count, house, slug: files[0]?.slug ?? "" };
}

async function compare(): Promise<void> {
  const head = [...SIZES.map((size) => `${size.toLocaleString("en")}, ms`), "ratio"];
  console.log(`\n${"page".padEnd(26)}${head.map((one) => one.padStart(12)).join("")}`);
  for (const page of PAGES) {
    const times: number[][] = filled.map(() => []);
    const visitors = await Promise.all(filled.map(({ house }) => house.as(whoIn(house, page.who))));
    for (let round = -5; round < ROUNDS; round += 1)
      for (const [place, one] of filled.entries()) {
        const began = performance.now();
        const { status } = (await visitors[place]?.get(page.address(one))) ?? { status: 0 };
        if (status !== 200 && page.name !== "missing address") throw new Error(`${page.name} answers ${status}`);
        if (round >= 0) times[place]?.push(performance.now() - began);
      }
    const medians = times.map(median);
    const ratio = (medians.at(-1) ?? 0) / (medians[0] || 1);
    const cells = [...medians.map((one) => one.toFixed(2)), ratio.toFixed(2)];
    console.log(`${page.name.padEnd(26)}${cells.map((one) => one.padStart(12)).join("")}`);
  }
}

function whoIn({ cast }: House, who: Page["who"]): Person | null {
  return who === "visitor" ? null : cast[who];
}

function median(times: number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
