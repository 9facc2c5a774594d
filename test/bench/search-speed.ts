import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";
import { openSearchIndex, type SearchDocument, type SearchIndex, type SearchSource } from "#server/search/search.ts";
import { fts5, lunrAsItComes, miniSearch, type Peer } from "./engines.ts";
import { dice, manyArticles } from "./many-articles.ts";

v8.setFlagsFromString("--expose-gc");
const collect: () => void = vm.runInNewContext("gc");

const SLOW = 100;

type Named = { name: string; find(words: string): unknown; memory: number; built: number };
type Queries = { kind: string; words: string[] }[];

/** Speed and memory of this many articles, beside the peers in the same run; figures of a peer are ratios to ours. */
export async function measureSpeed(count: number): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "firstline-bench-"));
  const ready: { documents: SearchDocument[] | null } = { documents: null };
  const source = function* () {
    const documents = ready.documents ?? manyArticles(count).documents;
    for (let from = 0; from < count; from += 200) yield documents.slice(from, from + 200);
  };
  const queries = queriesOf(count);
  const ours = await weigh("Firstline", async () => {
    const index = await openSearchIndex({ source, directory });
    return { find: (words: string) => index.search({ words, audience: "staff", limit: 10 }), index };
  });
  // Writing thousands of articles at once is this bench's work, nobody waits for it in a portal; nor for the collecting
  // of what the peers hold, so they are not made yet.
  ready.documents = manyArticles(count).documents;
  const waiting = await rebuild(ours.index);
  ready.documents = null;
  const asNamed = (make: (documents: SearchDocument[]) => Peer) => async () => {
    const { find } = make(manyArticles(count).documents);
    return { find: (words: string) => find(words, 10) };
  };
  const peers = [
    await weigh("lunr", asNamed(lunrAsItComes)),
    await weigh("MiniSearch", asNamed(miniSearch)),
    await weigh("FTS5", asNamed(fts5)),
  ];
  // The arrays came from another thread, which V8 does not count here; they are as large as the file that holds them.
  const arrays = statSync(path.join(directory, "search-index.bin")).size / 1e6;
  const whole = ours.memory + arrays;
  console.log(`\n${count.toLocaleString("en")} articles of 2.6 kB`);
  console.log(
    `Firstline: made in ${seconds(ours.built)}; serving, ${megabytes(ours.memory)} of heap and ${megabytes(arrays)} of arrays`,
  );
  for (const { name, built, memory } of peers)
    console.log(`${name}: made in ${ratio(built, ours.built)} the time, ${ratio(memory, whole)} the memory`);
  for (const query of queries) compare(query, [ours, ...peers]);
  await publish(ours.index, count);
  console.log(waiting);
  await reopen(directory, source);
  await ours.index.close();
  rmSync(directory, { recursive: true, force: true });
}

async function reopen(directory: string, source: SearchSource): Promise<void> {
  const started = performance.now();
  const index = await openSearchIndex({ source, directory });
  console.log(
    `opened again from what was kept in ${seconds(performance.now() - started)}, the articles' own making included`,
  );
  await index.close();
}

const megabytes = (size: number) => `${size.toFixed(0)} MB`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const ratio = (theirs: number, own: number) => `${(theirs / own).toFixed(2)} ×`;

async function weigh<Made extends { find(words: string): unknown }>(
  name: string,
  make: () => Promise<Made>,
): Promise<Made & Named> {
  const before = held();
  const started = performance.now();
  const made = await make();
  const built = performance.now() - started;
  return { ...made, name, built, memory: held() - before };
}

/** What is in use after everything unused was collected, in MB. SQLite's own memory is not seen from here. */
function held(): number {
  for (let times = 0; times < 3; times += 1) collect();
  return process.memoryUsage().heapUsed / 1e6;
}

function queriesOf(count: number): Queries {
  const { documents, word } = manyArticles(Math.min(count, 1000));
  const random = dice(3);
  const any = (): SearchDocument => documents[Math.floor(random() * documents.length)] as SearchDocument;
  const some = (length: number) => {
    const words = any().body.split(/[ .]+/);
    const from = Math.floor(random() * (words.length - length));
    return words.slice(from, from + length).join(" ");
  };
  const times = (number: number, make: () => string) => Array.from({ length: number }, make);
  return [
    { kind: "two or three words", words: times(200, () => some(2 + Math.floor(random() * 2))) },
    { kind: "mistyped", words: times(100, () => some(2).replace(/(\w\w)\w/, "$1")) },
    {
      kind: "a pasted error",
      words: times(100, () => `ERROR:  ${any().errors[0]}\nCONTEXT:  ${word()} line 3\nSTATEMENT:  ${some(4)}`),
    },
    { kind: "a whole question", words: times(12, () => some(60)) },
  ];
}

/** Turn by turn, three times, of which the quickest counts: a busy moment of the machine says nothing of an engine. */
function compare({ kind, words }: Queries[number], engines: Named[]): void {
  const times = engines.map((): number[] => []);
  for (const one of words)
    for (const [place, { find }] of engines.entries()) {
      let [best, tries] = [Number.POSITIVE_INFINITY, 0];
      // What takes long is not made quicker by asking again.
      while (tries < 3 && (tries === 0 || best < SLOW)) {
        const started = performance.now();
        find(one);
        best = Math.min(best, performance.now() - started);
        tries += 1;
      }
      times[place]?.push(best);
    }
  const at = (list: number[], share: number) => list.sort((a, b) => a - b)[Math.floor(list.length * share)] ?? 0;
  const [own = [], ...others] = times;
  const line = others.map((list, place) => {
    const name = engines[place + 1]?.name;
    return `${name} ${ratio(at(list, 0.5), at(own, 0.5))} / ${ratio(at(list, 0.99), at(own, 0.99))}`;
  });
  console.log(
    `${kind.padEnd(20)}${at(own, 0.5).toFixed(2)} / ${at(own, 0.99).toFixed(2)} ms (p50 / p99); ${line.join(", ")}`,
  );
}

/** From handing an article over to finding it. */
async function publish(index: SearchIndex, count: number): Promise<void> {
  const { documents } = manyArticles(Math.min(count, 50));
  const times: number[] = [];
  for (const [place, document] of documents.entries()) {
    const started = performance.now();
    index.put({ ...document, body: `${document.body} published${place}` });
    const { results } = index.search({ words: `published${place}`, audience: "staff", limit: 1 });
    if (results[0]?.slug === document.slug) times.push(performance.now() - started);
    await wait(1);
  }
  times.sort((a, b) => a - b);
  const worst = times.at(-1)?.toFixed(1);
  console.log(
    `published and found: ${times.length} of ${documents.length}, ${times[times.length >> 1]?.toFixed(1)} ms, at most ${worst} ms`,
  );
}

/** How long other work would have waited, while an index is made anew and while nothing happens. */
async function rebuild(index: SearchIndex): Promise<string> {
  const delays = async (work: () => Promise<unknown>) => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await work();
    delay.disable();
    return { p99: delay.percentile(99) / 1e6, most: delay.max / 1e6 };
  };
  const still = await delays(() => wait(2000));
  const building = await delays(() => index.rebuild());
  const shown = ({ p99, most }: typeof still) => `${p99.toFixed(1)} ms, at most ${most.toFixed(1)} ms`;
  return `others wait (p99) ${shown(building)} while it is made anew; ${shown(still)} while nothing happens`;
}
