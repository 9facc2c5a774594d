import { hash } from "node:crypto";
import type { Counted } from "./counting.ts";
import { FIELD_NAMES, fieldPlace } from "./fields.ts";
import { lettersOf } from "./letters.ts";
import { CIRCLES, type SearchDocument } from "./search.ts";

const FIELD_COUNT = FIELD_NAMES.length;
const EXACT = fieldPlace("exact");
/** Ends a field in a sequence; no term has this number. */
export const GAP = 0xffff_ffff;
export const NOWHERE = 0xffff;

/** What is shown of a document, and the texts that are compared as they are. */
export type Card = Pick<SearchDocument, "slug" | "title" | "summary" | "category" | "type" | "errors" | "terms">;

/**
 * Documents in a flat form: postings by term and field in typed arrays, so that nothing is an object and everything
 * goes to another thread, or into a file, without a copy. Documents stand in the order of their circles; who may see
 * only the first circles sees only the first documents.
 */
export type Segment = {
  size: number;
  /** How many documents lie within each circle. */
  circleEnds: Uint32Array;
  /** Term `t` of field `f` has the postings from `starts[t * fields + f]` to the next start. */
  starts: Uint32Array;
  /** In 16 bits where they suffice: half the memory of most indexes. */
  documents: Uint16Array | Uint32Array;
  counts: Uint8Array;
  /** Length of field `f` of document `d` at `d * fields + f`. */
  lengths: Uint32Array;
  /** In how many documents of each circle a term stands: circle `c`, term `t` at `c * terms + t`. */
  frequencies: Uint32Array;
  sequenceStarts: Uint32Array;
  sequence: Uint32Array;
  /** Where the word stands in the body; NOWHERE before and after what 16 bits can tell. */
  places: Uint16Array;
  placeLengths: Uint8Array;
  /** UTF-8: all terms, sorted, a line each; slug, checksum, category and type of each document; cards as JSON; bodies. */
  terms: Uint8Array;
  labels: Uint8Array;
  cardStarts: Uint32Array;
  cards: Uint8Array;
  bodyStarts: Uint32Array;
  bodies: Uint8Array;
  /** Numbers of the terms that somebody wrote just so, sorted by term. */
  written: Uint32Array;
  /** The letters each of these holds, a bit each. */
  letters: Uint32Array;
};

/** Lays counted documents out. */
export function layOut(given: Counted[]): Segment {
  const counted = CIRCLES.flatMap((circle) => given.filter(({ document }) => document.audience === circle));
  const terms = termsOf(counted);
  const numbers = new Map(terms.map((term, number) => [term, number]));
  const postings = layPostings(counted, terms.length, numbers);
  const circleEnds = Uint32Array.from(CIRCLES, (_, place) => countWithin(counted, place));
  const written = terms
    .map((_, number) => number)
    .filter((number) => {
      const at = number * FIELD_COUNT + EXACT;
      return (postings.starts[at + 1] ?? 0) > (postings.starts[at] ?? 0);
    });
  return {
    size: counted.length,
    circleEnds,
    ...postings,
    lengths: Uint32Array.from(counted.flatMap(({ lengths }) => lengths)),
    frequencies: frequenciesOf(postings, terms.length, circleEnds),
    ...laySequences(counted, numbers),
    terms: encode(terms.join("\n")),
    labels: encode(counted.map(({ document }) => labelOf(document)).join("\n")),
    ...layTexts(counted),
    written: Uint32Array.from(written),
    letters: Uint32Array.from(written, (number) => lettersOf(terms[number] ?? "")),
  };
}

/** The same documents give the same checksum, so that nothing is built twice. */
export const checksumOf = (document: SearchDocument): string => hash("sha1", JSON.stringify(document), "base64url");

const labelOf = (document: SearchDocument) =>
  [document.slug, checksumOf(document), document.category, document.type].join("\t");

const encode = (text: string) => new TextEncoder().encode(text);

const countWithin = (counted: Counted[], circle: number) =>
  counted.filter(({ document }) => CIRCLES.indexOf(document.audience) <= circle).length;

function termsOf(counted: Counted[]): string[] {
  const terms = new Set<string>();
  for (const { counts } of counted) for (const field of counts) for (const term of field.terms) terms.add(term);
  return [...terms].sort();
}

function layPostings(counted: Counted[], termCount: number, numbers: Map<string, number>) {
  const starts = new Uint32Array(termCount * FIELD_COUNT + 1);
  const each = (work: (list: number, document: number, count: number) => void) => {
    for (const [document, { counts }] of counted.entries())
      for (const [field, found] of counts.entries())
        for (const [place, term] of found.terms.entries())
          work((numbers.get(term) ?? 0) * FIELD_COUNT + field, document, found.counts[place] ?? 0);
  };
  each((list) => {
    starts[list + 1] = (starts[list + 1] ?? 0) + 1;
  });
  for (let list = 1; list < starts.length; list += 1) starts[list] = (starts[list] ?? 0) + (starts[list - 1] ?? 0);
  const filled = starts.slice();
  const documents = new (counted.length <= 0xffff ? Uint16Array : Uint32Array)(starts.at(-1) ?? 0);
  const counts = new Uint8Array(documents.length);
  each((list, document, count) => {
    const place = filled[list] ?? 0;
    documents[place] = document;
    counts[place] = Math.min(255, count);
    filled[list] = place + 1;
  });
  return { starts, documents, counts };
}

type Postings = Pick<Segment, "starts" | "documents">;

/** Counted in documents, not in fields as lunr does: steadier weights for short titles. */
function frequenciesOf({ starts, documents }: Postings, termCount: number, circleEnds: Uint32Array): Uint32Array {
  const frequencies = new Uint32Array(CIRCLES.length * termCount);
  const seen = new Int32Array(circleEnds.at(-1) ?? 0).fill(-1);
  for (let term = 0; term < termCount; term += 1)
    for (let at = starts[term * FIELD_COUNT] ?? 0; at < (starts[(term + 1) * FIELD_COUNT] ?? 0); at += 1) {
      const document = documents[at] ?? 0;
      if (seen[document] === term) continue;
      seen[document] = term;
      for (let circle = 0; circle < CIRCLES.length; circle += 1)
        if (document < (circleEnds[circle] ?? 0)) {
          const place = circle * termCount + term;
          frequencies[place] = (frequencies[place] ?? 0) + 1;
        }
    }
  return frequencies;
}

function laySequences(counted: Counted[], numbers: Map<string, number>) {
  const whole = counted.reduce((sum, { sequence }) => sum + sequence.length, 0);
  const sequence = new Uint32Array(whole);
  const places = new Uint16Array(whole);
  const placeLengths = new Uint8Array(whole);
  const sequenceStarts = new Uint32Array(counted.length + 1);
  let next = 0;
  for (const [document, one] of counted.entries()) {
    for (const [place, term] of one.sequence.entries()) {
      const at = one.places[place] as number;
      sequence[next] = term === null ? GAP : (numbers.get(term) ?? GAP);
      places[next] = at < 0 ? NOWHERE : Math.min(NOWHERE, at);
      placeLengths[next] = one.placeLengths[place] as number;
      next += 1;
    }
    sequenceStarts[document + 1] = next;
  }
  return { sequence, places, placeLengths, sequenceStarts };
}

function layTexts(counted: Counted[]) {
  const cards = counted.map(({ document: { slug, title, summary, category, type, errors, terms } }) =>
    encode(JSON.stringify({ slug, title, summary, category, type, errors, terms } satisfies Card)),
  );
  const bodies = counted.map(({ document }) => encode(document.body));
  return { ...pack("card", cards), ...pack("body", bodies) } as Pick<
    Segment,
    "cardStarts" | "cards" | "bodyStarts" | "bodies"
  >;
}

function pack(name: "card" | "body", pieces: Uint8Array[]) {
  const starts = new Uint32Array(pieces.length + 1);
  for (const [place, piece] of pieces.entries()) starts[place + 1] = (starts[place] ?? 0) + piece.length;
  const whole = new Uint8Array(starts.at(-1) ?? 0);
  for (const [place, piece] of pieces.entries()) whole.set(piece, starts[place] ?? 0);
  return { [`${name}Starts`]: starts, [name === "card" ? "cards" : "bodies"]: whole };
}
