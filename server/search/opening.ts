import { answerQuestion, findNeighbours, findSimilar, type Knowledge } from "./answering.ts";
import { type Build, buildSegment } from "./building.ts";
import { type Collection, collect, knownChecksum, putAll, remove, slugsOf, viewFor } from "./collection.ts";
import { FIELD_NAMES, FIELDS } from "./fields.ts";
import { hold, holdBetween } from "./held.ts";
import type { Circle, SearchDocument, SearchIndex, SearchOptions } from "./search.ts";
import { checksumOf } from "./segment.ts";
import { keptSegment } from "./segment-file.ts";
import { readySynonyms } from "./synonyms.ts";

/** So many changes are put beside the large segment; more, and it is made anew. */
const MOST_BESIDE = 60;
const MOST_REMEMBERED = 20_000;

type Life = {
  collection: Collection;
  /** For each new large segment that is waited for: what changed since it was asked for. It is put in again afterwards. */
  meanwhile: Set<Map<string, SearchDocument | null>>;
  build: Build | null;
  rebuilding: Promise<void>;
  isClosed: boolean;
};

/** Opens the index: from what was kept, brought up to date; or made anew. */
export async function openIndex(options: SearchOptions): Promise<SearchIndex> {
  const { source, directory, onTrouble = () => {} } = options;
  const kept = directory === null ? null : await fromKept(options, directory);
  const collection = kept ?? collect(hold(await buildSegment(source, directory).done));
  const life: Life = { collection, meanwhile: new Set(), build: null, rebuilding: Promise.resolve(), isClosed: false };
  const learnt = { synonyms: readySynonyms(options.synonyms ?? []), standings: new Map<string, number>() };
  const weights = options.weights;
  const boosts = weights && FIELD_NAMES.map((name) => weights[name] ?? FIELDS[name]);
  const knowledge = (circle: Circle): Knowledge => ({
    view: { ...viewFor(life.collection, circle), ...(boosts ? { boosts } : {}) },
    synonyms: learnt.synonyms,
    standingOf: (slug) => learnt.standings.get(slug) ?? 0,
  });
  const change = (slug: string, document: SearchDocument | null) => {
    for (const changes of life.meanwhile) changes.set(slug, document);
    apply(life.collection, slug, document);
    if (countBeside(life.collection) > MOST_BESIDE && life.meanwhile.size === 0)
      rebuild(life, options).catch(onTrouble);
  };
  return {
    search: (query) => answerQuestion(knowledge(query.audience), query),
    similar: (text, audience, limit) => findSimilar(knowledge(audience), text, limit),
    neighbours: (slug, audience, limit) => {
      const key = `${audience} ${limit} ${slug}`;
      const { neighbours } = life.collection;
      const known = neighbours.get(key) ?? findNeighbours(knowledge(audience), slug, limit);
      if (neighbours.size < MOST_REMEMBERED) neighbours.set(key, known);
      return known;
    },
    rebuild: () => rebuild(life, options),
    put: (document) => change(document.slug, document),
    remove: (slug) => change(slug, null),
    learnSynonyms: (groups) => {
      learnt.synonyms = readySynonyms(groups);
    },
    learnStandings: (standings) => {
      learnt.standings = new Map(standings);
    },
    close: () => close(life),
  };
}

function apply(collection: Collection, slug: string, document: SearchDocument | null): void {
  if (document === null) remove(collection, slug);
  else putAll(collection, [document]);
}

const countBeside = ({ recent, gone }: Collection) => recent.size + gone.size;

/** What was kept, if it differs in little from the documents of today; null if it is not worth mending. */
async function fromKept({ source }: SearchOptions, directory: string): Promise<Collection | null> {
  const segment = keptSegment(directory);
  if (!segment) return null;
  const collection = collect(hold(segment));
  const changed: SearchDocument[] = [];
  const left = new Set(slugsOf(collection));
  for await (const documents of source())
    for (const document of documents) {
      left.delete(document.slug);
      if (knownChecksum(collection, document.slug) !== checksumOf(document)) changed.push(document);
      if (changed.length > MOST_BESIDE) return null;
    }
  if (changed.length + left.size > MOST_BESIDE) return null;
  putAll(collection, changed);
  for (const slug of left) remove(collection, slug);
  return collection;
}

/** One after the other; the old segment answers until the new one is in use, and goes on if there is none. */
function rebuild(life: Life, { source, directory }: SearchOptions): Promise<void> {
  const changes = new Map<string, SearchDocument | null>();
  life.meanwhile.add(changes);
  const work = async () => {
    try {
      if (life.isClosed) return;
      life.build = buildSegment(source, directory);
      const collection = collect(await holdBetween(await life.build.done));
      for (const [slug, document] of changes) apply(collection, slug, document);
      life.collection = collection;
    } finally {
      life.build = null;
      life.meanwhile.delete(changes);
    }
  };
  const next = life.rebuilding.then(work);
  life.rebuilding = next.catch(() => {});
  return next;
}

async function close(life: Life): Promise<void> {
  life.isClosed = true;
  await life.build?.stop();
  await life.rebuilding;
}
