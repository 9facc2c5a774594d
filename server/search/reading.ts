import { conceptsOf, reweigh } from "./asking.ts";
import { type Concept, EXACT, MAIN, PARTS, TITLE } from "./concepts.ts";
import { isPasted, readPasted } from "./pasted.ts";
import type { Phrase } from "./phrases.ts";
import type { Message } from "./ranking.ts";
import { isExample } from "./signatures.ts";
import type { Synonyms } from "./synonyms.ts";
import { readSyntax } from "./syntax.ts";
import { type Token, tokenize } from "./tokens.ts";
import type { View } from "./view.ts";

/** A question made ready: what to look for, and how to narrow what is found. */
export type Question = {
  text: string;
  concepts: Concept[];
  fields: number;
  phrases: Phrase[];
  /** Where nobody wrote the phrases just so, their words may still answer. */
  isLoose: boolean;
  without: Token[];
  category: string | null;
  type: string | null;
  message: Message | null;
  reducedTo: string | null;
};

const LONGEST = 12_000;
const MOST_TOKENS = 160;
/** A message that is typed is a few words; a story is no message. */
const LONGEST_MESSAGE = 40;
const AROUND = 0.6;
const MOST_AROUND = 8;
const NAME = 0.1;
const KNOWN_NAME = 0.4;
const STORY = 0.15;
const OPEN = { phrases: [], isLoose: false, without: [], category: null, type: null };

/** Reads whatever was typed or pasted. Any string is a question; only its length, words and guesses are bounded. */
export function readQuestion(view: View, given: string, synonyms: Synonyms, isTyping: boolean): Question {
  const text = bounded(given);
  return isPasted(text) ? readPaste(view, text, synonyms) : readTyped(view, text, { synonyms, isTyping });
}

/** A text of our own as a question: its heaviest words, as they stand. */
export function readStory(view: View, text: string): Question {
  const concepts = conceptsOf(view, tokenize(text, MOST_TOKENS), {
    synonyms: new Map(),
    isTyping: false,
    isPlain: true,
  });
  return { ...OPEN, text, message: null, reducedTo: null, concepts, fields: MAIN | EXACT | PARTS };
}

/** The beginning and the end: a trace says most in its first and its last lines. */
const bounded = (text: string) =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}\n${text.slice(-LONGEST / 2)}`;

function readTyped(view: View, text: string, wishes: { synonyms: Synonyms; isTyping: boolean }): Question {
  const asked = readSyntax(text, view);
  const tokens = tokenize(asked.text, MOST_TOKENS);
  const isFinished = /[\s"'”.,;:!?)]$/.test(text);
  const isTyping = wishes.isTyping && !isFinished;
  const concepts = conceptsOf(view, tokens, { ...wishes, isTyping }).map((one) => lightenName(one, asked.text));
  const fields = asked.isTitleOnly ? TITLE : MAIN | EXACT | PARTS;
  return { ...asked, concepts, fields, message: { text: asked.text, tokens, isPasted: false }, reducedTo: null };
}

function readPaste(view: View, text: string, synonyms: Synonyms): Question {
  const { line, rest, codes } = readPasted(text);
  const common = { ...OPEN, text, fields: MAIN | EXACT | PARTS };
  if (line === null) {
    const tokens = tokenize(text, MOST_TOKENS);
    const concepts = conceptsOf(view, tokens, { synonyms, isTyping: false }).map(lightenStory);
    const isMessage = tokens.length <= LONGEST_MESSAGE;
    const message = isMessage ? { text, tokens, isPasted: false } : null;
    return { ...common, concepts, message, reducedTo: isMessage ? null : inOrder(text, concepts) };
  }
  const tokens = tokenize(line, LONGEST_MESSAGE);
  // A message means what it says: no other words for it.
  const plain = conceptsOf(view, tokens, { synonyms: new Map(), isTyping: false });
  const concepts = plain.map((one) => lightenName(one, line, KNOWN_NAME));
  const around = aroundConcepts(view, concepts, `${codes.join(" ")} ${rest}`);
  const reducedTo = line.length + 15 < text.length ? line : null;
  return { ...common, concepts: [...concepts, ...around], message: { text: line, tokens, isPasted: true }, reducedTo };
}

/** The name of their own table says little of the message, and nothing where nobody here has heard of it. */
function lightenName(concept: Concept, text: string, known = 1): Concept {
  const { isUnknown, token, weight } = concept;
  if (!isExample(text, token.raw, token.from)) return concept;
  return { ...concept, weight: weight * (isUnknown ? NAME : known) };
}

/** Of a story, words that no article holds say less than those of a short question. */
const lightenStory = (concept: Concept): Concept =>
  concept.alternatives.length === 0 ? { ...concept, weight: concept.weight * STORY } : concept;

/** What stands around the telling line may tip the scales; what of it is missing in a document says nothing. */
function aroundConcepts(view: View, told: Concept[], text: string): Concept[] {
  const said = new Set(told.map(({ token }) => token.term));
  const tokens = tokenize(text, MOST_TOKENS).filter(({ term }) => !said.has(term));
  const concepts = conceptsOf(view, tokens, { synonyms: new Map(), isTyping: false, isPlain: true });
  const known = concepts.filter(({ isUnknown }) => !isUnknown).sort((a, b) => b.weight - a.weight);
  return known.slice(0, MOST_AROUND).map((concept) => ({ ...reweigh(concept, AROUND), weight: 0 }));
}

/** The words that were searched for, as they stand in the text. */
const inOrder = (text: string, concepts: Concept[]) =>
  concepts.map(({ token }) => text.slice(token.from, token.to)).join(" ");
