import lunr from "lunr";
import { B, FIELD_NAMES, FIELDS, type Field, fieldPlace, K1, TEXT_FIELDS } from "./fields.ts";
import type { SearchDocument } from "./search.ts";
import { type Token, tokenize } from "./tokens.ts";

/** A document as numbers: what a segment is laid out from. */
export type Counted = {
  document: SearchDocument;
  /** By field: how often each term stands in it. */
  counts: { terms: string[]; counts: number[] }[];
  lengths: number[];
  /** Terms in the order of the text; null ends a piece of it. */
  sequence: (string | null)[];
  /** Where each stands in the body, in UTF-16 units, -1 where it does not; and how long it is there. */
  places: Int32Array;
  placeLengths: Uint8Array;
};

/** Terms of each field, ready-made for lunr. */
export type Ready = Record<Field, string[]> & { slug: string };

/** lunr's own builder, which takes our terms as they are: its tokenizer and its pipeline are out of the way. */
export function lunrBuilder(): lunr.Builder {
  const builder = new lunr.Builder();
  builder.ref("slug");
  builder.k1(K1);
  builder.b(B);
  builder.tokenizer = ((terms: string[]) => terms) as unknown as typeof builder.tokenizer;
  for (const name of FIELD_NAMES) builder.field(name, { boost: FIELDS[name] });
  return builder;
}

type Counters = { fieldTermFrequencies: Record<string, Record<string, number>>; fieldLengths: Record<string, number> };

/** Counts one document's terms, by lunr. */
export function countDocument(document: SearchDocument): Counted {
  const texts = textsOf(document);
  const builder = lunrBuilder();
  const ready = readyTerms(document.slug, texts);
  builder.add(ready);
  const { fieldTermFrequencies, fieldLengths } = builder as unknown as Counters;
  const counts: Counted["counts"] = [];
  const lengths: number[] = [];
  for (const name of FIELD_NAMES) {
    const ref = `${name}/${document.slug}`;
    const found = fieldTermFrequencies[ref] ?? {};
    const terms = Object.keys(found);
    counts[fieldPlace(name)] = { terms, counts: terms.map((term) => found[term] ?? 0) };
    lengths[fieldPlace(name)] = fieldLengths[ref] ?? 0;
  }
  return { document, counts, lengths, ...sequenceOf(texts) };
}

type Texts = Record<(typeof TEXT_FIELDS)[number], Token[][]>;

function textsOf({ title, function: about, errors, codes, terms, headings, summary, body }: SearchDocument): Texts {
  const each = (texts: string[]) => texts.map((text) => tokenize(text));
  const named = tokenize(title).flatMap(({ raw, parts }) => (parts.length > 0 ? raw.split(/[^\p{L}\p{N}]+/u) : []));
  return {
    // What a name in the title is made of is a title too: detect_anomalies is about anomalies.
    title: each([`${title} ${named.join(" ")}`, about ?? "", named.join(" ")].filter((text) => text !== "")),
    errors: each([...errors, ...codes]),
    terms: each(terms),
    headings: each(headings),
    summary: each([summary]),
    body: each([body]),
  };
}

/** A document as the terms that are counted, field by field: what lunr itself would be given. */
export const readyDocument = (document: SearchDocument): Ready => readyTerms(document.slug, textsOf(document));

function readyTerms(slug: string, texts: Texts): Ready {
  const all = TEXT_FIELDS.flatMap((name) => texts[name].flat());
  const main = (name: keyof Texts) => texts[name].flat().flatMap(({ term, also }) => [term, ...also]);
  return {
    slug,
    title: main("title"),
    errors: main("errors"),
    terms: main("terms"),
    headings: main("headings"),
    summary: main("summary"),
    body: main("body"),
    parts: all.flatMap(({ parts }) => parts),
    exact: all.map(({ raw }) => raw),
  };
}

function sequenceOf(texts: Texts): Pick<Counted, "sequence" | "places" | "placeLengths"> {
  const sequence: (string | null)[] = [];
  const places: number[] = [];
  const lengths: number[] = [];
  for (const name of TEXT_FIELDS)
    for (const tokens of texts[name]) {
      for (const { term, from, to } of tokens) {
        sequence.push(term);
        places.push(name === "body" ? from : -1);
        lengths.push(Math.min(255, to - from));
      }
      sequence.push(null);
      places.push(-1);
      lengths.push(0);
    }
  return { sequence, places: Int32Array.from(places), placeLengths: Uint8Array.from(lengths) };
}
