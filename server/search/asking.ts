import { completions } from "./completing.ts";
import { type Alternative, type Concept, formsOf, MAIN, PARTS } from "./concepts.ts";
import { corrections } from "./spelling.ts";
import { meaningsOf, type Synonyms } from "./synonyms.ts";
import { type Token, tokenOf } from "./tokens.ts";
import { frequencyOf, isWritten, rarity, type View } from "./view.ts";

/** More words than this are not evaluated: the heaviest stay. */
export const MOST_CONCEPTS = 24;
const MOST_CORRECTED = 8;
const SHORTEST_PREFIX = 3;
/** A last word that stands in fewer documents may be the beginning of another. */
const FEW = 3;
export const FACTORS = { synonym: 0.55, corrected: 0.95, further: 0.5, split: 0.6, pieces: 0.5, distrust: 0.5 };

export type Wishes = {
  synonyms: Synonyms;
  /** The last word may be unfinished. */
  isTyping: boolean;
  /** Words nobody has written are not guessed at. */
  isPlain?: boolean;
};

/** Turns words into concepts: every way in which the documents of this view may say them, each with its weight. */
export function conceptsOf(view: View, given: Token[], { synonyms, isTyping, isPlain = false }: Wishes): Concept[] {
  const counts = new Map<string, number>();
  for (const { term } of given) counts.set(term, (counts.get(term) ?? 0) + 1);
  const last = given.at(-1);
  const tokens = given.filter(({ term }, place) => given.findIndex((one) => one.term === term) === place);
  const budget = { corrections: isPlain ? 0 : MOST_CORRECTED };
  const concepts = tokens.map((token) => {
    const isLast = token.term === last?.term;
    const concept = conceptOf(view, token, { isUnfinished: isLast && isTyping, isLast, budget });
    return reweigh(concept, 1 + Math.log(counts.get(token.term) ?? 1));
  });
  addSynonyms(view, concepts, synonyms);
  return heaviest(concepts);
}

/** The same concept at another weight, in all its forms. */
export function reweigh(concept: Concept, by: number): Concept {
  if (by === 1) return concept;
  const alternatives = concept.alternatives.map((one) => ({
    ...one,
    forms: one.forms.map((form) => ({ ...form, weight: form.weight * by })),
  }));
  return { ...concept, weight: concept.weight * by, alternatives };
}

function heaviest(concepts: Concept[]): Concept[] {
  if (concepts.length <= MOST_CONCEPTS) return concepts;
  const least = concepts.map(({ weight }) => weight).sort((a, b) => b - a)[MOST_CONCEPTS - 1] ?? 0;
  return concepts.filter(({ weight }) => weight >= least).slice(0, MOST_CONCEPTS);
}

type Place = { isUnfinished: boolean; isLast: boolean; budget: { corrections: number } };

function conceptOf(view: View, token: Token, place: Place): Concept {
  const { term, raw } = token;
  const frequency = Math.max(frequencyOf(view, term), frequencyOf(view, raw));
  const isUnknown = !isWritten(view, raw) && frequencyOf(view, term) === 0;
  const concept = { word: raw, token, weight: rarity(view, frequency), isUnknown, alternatives: [] as Alternative[] };
  const typed = isUnknown ? [] : formsOf(view, token, 1);
  if (typed.length > 0) concept.alternatives.push({ kind: "typed", shown: raw, forms: typed });
  const mayGoOn = place.isLast && frequency < FEW && !/\d$/.test(raw);
  if (place.isUnfinished || mayGoOn) concept.alternatives.push(...completed(view, raw));
  if (isUnknown && concept.alternatives.length === 0) addGuesses(view, concept, place.budget);
  else if (isUnknown && place.budget.corrections > 0) addCorrected(view, concept, place.budget);
  if (isUnknown) concept.weight = guessedWeight(view, concept);
  return concept;
}

/** What stands for an unknown word says how rare it is; one that nothing, or only its pieces, stand for is as rare as can be. */
function guessedWeight(view: View, { alternatives }: Concept): number {
  const guesses = alternatives.filter(({ kind }) => kind === "corrected" || kind === "completed");
  const rarities = guesses.map(({ shown }) => rarity(view, frequencyOf(view, tokenOf(shown).term)));
  return rarities.length === 0 ? rarity(view, 0) : Math.max(...rarities);
}

/** The more usual a completion, the likelier it is meant. */
function completed(view: View, prefix: string): Alternative[] {
  const found = prefix.length === 0 ? [] : completions(view, prefix);
  const most = Math.max(1, ...found.map(({ frequency }) => frequency));
  const isShort = prefix.length < SHORTEST_PREFIX;
  return found.map(({ word, frequency }) => {
    const factor = (isShort ? 0.5 : 0.7) + 0.2 * (Math.log(1 + frequency) / Math.log(1 + most));
    return { kind: "completed", shown: word, forms: formsOf(view, tokenOf(word), factor) };
  });
}

function addGuesses(view: View, concept: Concept, budget: { corrections: number }): void {
  if (budget.corrections > 0) addCorrected(view, concept, budget);
  if (concept.alternatives.length === 0) addSplit(view, concept);
  if (concept.alternatives.length === 0) addPieces(view, concept);
}

function addCorrected(view: View, concept: Concept, budget: { corrections: number }): void {
  budget.corrections -= 1;
  const found = corrections(view, concept.word, 3);
  const best = found[0]?.score ?? 0;
  for (const [place, { word, score }] of found.entries()) {
    const factor = place === 0 ? FACTORS.corrected : FACTORS.further * (score / best);
    // Whoever mistypes seldom mistypes the first letter: such a guess finds, and proves little.
    const trust = word[0] === concept.word[0] ? 1 : FACTORS.distrust;
    const forms = formsOf(view, tokenOf(word), factor).map((form) => ({ ...form, credit: form.credit * trust }));
    concept.alternatives.push({ kind: "corrected", shown: word, forms });
  }
}

/** A joined word that nobody uses is two words that people use. */
function addSplit(view: View, concept: Concept): void {
  const { word } = concept;
  if (word.length < 6 || word.length > 30 || !/^\p{L}+$/u.test(word)) return;
  let best: { halves: Token[]; frequency: number } | null = null;
  for (let at = 3; at <= word.length - 3; at += 1) {
    const halves = [tokenOf(word.slice(0, at)), tokenOf(word.slice(at))];
    const frequency = Math.min(...halves.map(({ term }) => frequencyOf(view, term)));
    if (frequency > (best?.frequency ?? 0)) best = { halves, frequency };
  }
  if (!best) return;
  const forms = best.halves.flatMap((half) => formsOf(view, half, FACTORS.split / 2));
  concept.alternatives.push({ kind: "split", shown: best.halves.map(({ raw }) => raw).join(" "), forms });
}

/** An identifier nobody has written may be made of words that people have. */
function addPieces(view: View, { token, alternatives }: Concept): void {
  const known = token.parts.filter((part) => frequencyOf(view, part) > 0);
  const credit = FACTORS.pieces / token.parts.length;
  const forms = known.map((term) => ({
    term,
    fields: MAIN | PARTS,
    weight: credit * rarity(view, frequencyOf(view, term)),
    credit,
  }));
  if (forms.length > 0) alternatives.push({ kind: "split", shown: known.join(" "), forms });
}

/** A word that was mistyped has the synonyms of the word that was meant. */
function meant({ isUnknown, token, alternatives: [first] }: Concept): Token {
  return isUnknown && first?.kind === "corrected" ? tokenOf(first.shown) : token;
}

/** Words of a run share what stands for the run: a document that says it the other way holds all of them. */
function addSynonyms(view: View, concepts: Concept[], synonyms: Synonyms): void {
  const tokens = concepts.map(meant);
  for (const { from, count, others } of meaningsOf(tokens, synonyms))
    for (const { shown, tokens: words } of others)
      for (const concept of concepts.slice(from, from + count)) {
        const share = FACTORS.synonym / count / words.length;
        const cap = concept.isUnknown ? Number.POSITIVE_INFINITY : concept.weight;
        const forms = words
          .flatMap((word) => formsOf(view, word, share, cap))
          .map((form) => ({ ...form, credit: form.credit * count * 1.5 }));
        if (forms.length === 0) continue;
        concept.alternatives.push({ kind: "synonym", shown, forms });
        if (concept.isUnknown && concept.alternatives.length === 1)
          concept.weight = guessedWeight(view, concept) / share;
      }
}
