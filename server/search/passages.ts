import type { Concept } from "./concepts.ts";
import { bodyOf } from "./held.ts";
import type { Marks } from "./marking.ts";
import type { Piece } from "./search.ts";
import { NOWHERE } from "./segment.ts";
import { tokenize } from "./tokens.ts";
import type { SegmentView } from "./view.ts";

const LONGEST = 190;
/** How far back a passage may begin to begin with a sentence. */
const LEAD = 50;
const AGAIN = 0.1;

type Hit = { concept: number; from: number; to: number };

/** A summary is written to be read: it is shown unless the body holds clearly more of what was asked for. */
const AS_GOOD = 0.75;

/**
 * The summary, or the part of the body where most of what was asked for stands together; empty where neither holds
 * anything of it.
 */
export function passageOf(
  at: SegmentView,
  document: number,
  concepts: Concept[],
  marks: Marks,
  summary: string,
): Piece[] {
  const hits = hitsOf(at, document, marks);
  const { from, weight } = densest(hits, concepts);
  const inSummary = weightIn(summary, at, concepts, marks);
  if (inSummary.weight > 0 && inSummary.weight >= AS_GOOD * weight) return markWords(summary, inSummary.terms);
  if (hits.length === 0) return [];
  const body = bodyOf(at.held, document);
  const start = beginning(body, (hits[from] as Hit).from);
  const end = ending(body, start + LONGEST);
  return cut(
    body,
    { start, end },
    hits.filter((hit) => hit.from >= start && hit.to <= end),
  );
}

function hitsOf({ held }: SegmentView, document: number, marks: Marks): Hit[] {
  const { sequence, sequenceStarts, places, placeLengths } = held.segment;
  const hits: Hit[] = [];
  const end = sequenceStarts[document + 1] as number;
  for (let at = sequenceStarts[document] as number; at < end; at += 1) {
    const from = places[at] as number;
    if (from === NOWHERE) continue;
    const concept = marks.concepts[sequence[at] as number] ?? 0;
    if (concept > 0) hits.push({ concept, from, to: from + (placeLengths[at] as number) });
  }
  return hits;
}

/** The window of LONGEST characters with the heaviest different concepts; the first of equals. */
function densest(hits: Hit[], concepts: Concept[]): { from: number; weight: number } {
  const counts = new Int32Array(concepts.length + 1);
  const weights = concepts.map(({ weight }) => weight);
  let best = { from: 0, weight: -1 };
  let weight = 0;
  const worth = (concept: number, isNew: boolean) => (weights[concept - 1] ?? 0) * (isNew ? 1 : AGAIN);
  for (let from = 0, to = 0; to < hits.length; to += 1) {
    const { concept, to: end } = hits[to] as Hit;
    weight += worth(concept, counts[concept] === 0);
    counts[concept] = (counts[concept] as number) + 1;
    while (end - (hits[from] as Hit).from > LONGEST) {
      const left = (hits[from] as Hit).concept;
      counts[left] = (counts[left] as number) - 1;
      weight -= worth(left, counts[left] === 0);
      from += 1;
    }
    if (weight > best.weight + 1e-6) best = { from, weight };
  }
  return best;
}

function weightIn(text: string, { held }: SegmentView, concepts: Concept[], marks: Marks) {
  const terms = new Set<string>();
  const found = new Set<number>();
  for (const { term } of tokenize(text)) {
    const concept = marks.concepts[held.numbers.get(term) ?? -1] ?? 0;
    if (concept === 0) continue;
    terms.add(term);
    found.add(concept);
  }
  return { terms, weight: [...found].reduce((sum, concept) => sum + (concepts[concept - 1]?.weight ?? 0), 0) };
}

/** With the sentence, where it begins near enough; else with a whole word. */
function beginning(body: string, hit: number): number {
  const from = Math.max(0, hit - LEAD);
  const before = body.slice(from, hit);
  const sentence = Math.max(before.lastIndexOf("\n"), before.search(/[.!?]\s+\S[^.!?]*$/));
  if (sentence >= 0) return from + sentence + (/^[\s.!?]*\s/.exec(before.slice(sentence))?.[0].length ?? 1);
  if (from === 0) return 0;
  return from + Math.max(0, before.indexOf(" ") + 1);
}

function ending(body: string, at: number): number {
  if (at >= body.length) return body.length;
  const blank = body.lastIndexOf(" ", at);
  return blank > at - 30 ? blank : at;
}

function cut(body: string, { start, end }: { start: number; end: number }, hits: Hit[]): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  const add = (to: number, isMatch: boolean) => {
    const text = body.slice(at, to).toWellFormed().replace(/\s+/g, " ");
    if (text !== "") pieces.push({ text, isMatch });
    at = Math.max(at, to);
  };
  for (const { from, to } of hits) {
    if (from < at) continue;
    add(from, false);
    add(to, true);
  }
  add(end, false);
  if (start > 0) pieces.unshift({ text: "… ", isMatch: false });
  if (end < body.length) pieces.push({ text: " …", isMatch: false });
  return joined(pieces);
}

/** Words that were asked for and stand side by side are one mark. */
function joined(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const [place, piece] of pieces.entries()) {
    const [before, next] = [result.at(-1), pieces[place + 1]];
    const isBetween = !piece.isMatch && /^\s+$/.test(piece.text) && next?.isMatch;
    if (before?.isMatch && (piece.isMatch || isBetween)) before.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}

/** A short text with its words that were asked for marked. */
export function markWords(text: string, wanted: ReadonlySet<string>): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { term, also, from, to } of tokenize(text)) {
    if (![term, ...also].some((form) => wanted.has(form))) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), isMatch: false });
    pieces.push({ text: text.slice(from, to), isMatch: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isMatch: false });
  return joined(pieces);
}
