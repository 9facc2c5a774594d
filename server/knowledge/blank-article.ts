import { stringify } from "yaml";
import { type ArticleType, REQUIRED_HEADINGS } from "./article.ts";

export type Blank = { type: ArticleType; title: string; covers: string; function?: string | undefined };

/** What the author of each section is asked. */
const QUESTIONS: Record<string, string> = {
  Symptom: "What does the person stuck see, word for word? Put the fixed part of each message into errors, too.",
  Cause: "Why does it happen? Two sentences are enough.",
  Fix: "What to do, first things first, with commands that can be copied.",
  "Check that it worked": "How do they see that it is over?",
  "When to escalate": "When should they stop trying, and what should they send along?",
  "Before you start": "What must they have, and what can go wrong?",
  "What it does": "One sentence.",
  Signature: "As the database says it.",
  Result: "A real answer, and what comes when there is none.",
  Example: "One that runs. Mark it as a check: sql check behind the backticks.",
  Errors: "Each known error: exact text, code, cause, cure.",
  "Good to know": "What surprised you? What must one never do?",
  "When to use this": "What does somebody see who should follow this?",
  Afterwards: "What is to be done, noted and told when it is over?",
};

/** An article with nothing but its form: the sections its type asks for, and a question under each. */
export function blankArticle({ type, title, covers, function: called }: Blank): string {
  return articleFrom({ type, title, covers: covers === "" ? [] : [covers], function: called });
}

export type Material = {
  type: ArticleType;
  title: string;
  errors?: string[];
  codes?: string[];
  terms?: string[];
  covers?: string[];
  function?: string | undefined;
  /** To its author, above everything. */
  note?: string;
  /** What is known already, by heading. */
  sections?: Record<string, string>;
};

/** An article begun with what is known; under each other heading stands the question its author has to answer. */
export function articleFrom(material: Material): string {
  const {
    type,
    title,
    errors = [],
    codes = [],
    terms = [],
    covers = [],
    function: called,
    note,
    sections = {},
  } = material;
  const front = {
    title,
    type,
    summary: "",
    applies_to: [],
    errors,
    codes,
    terms,
    ...(called ? { function: called } : {}),
    covers,
    related: [],
  };
  const headings = REQUIRED_HEADINGS[type].length > 0 ? REQUIRED_HEADINGS[type] : ["In short"];
  const parts = headings.map((heading) => `## ${heading}\n\n${sections[heading] || stepsFor(type, heading)}`);
  const above = note ? `> ${note}\n\n` : "";
  return `---\n${stringify(front, { lineWidth: 0 }).trim()}\n---\n\n${above}${parts.join("\n\n")}\n`;
}

function stepsFor(type: ArticleType, heading: string): string {
  if (heading === "Steps") return type === "runbook" ? "- [ ] The first step" : "1. The first step";
  return `> ${QUESTIONS[heading] ?? "What does the reader want to know?"}`;
}
