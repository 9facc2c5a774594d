import { parseDocument } from "yaml";
import { z } from "zod";
import type { Heading } from "#server/platform/markdown.ts";
import {
  ARTICLE_TYPES,
  type ArticleType,
  AUDIENCES,
  type Audience,
  type Facts,
  isSlug,
  REQUIRED_HEADINGS,
} from "./article.ts";

/** Ten thousand words. Drawing an article must never keep the others waiting for long. */
export const MOST_CHARACTERS = 60_000;

/** An article as its author writes it: front matter, then Markdown. */
export type Document = {
  title: string;
  type: ArticleType;
  audience: Audience;
  summary: string;
  facts: Facts;
  body: string;
};

export type Reading = { ok: true; document: Document } | { ok: false; problems: string[] };

const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1, { error: "is empty" })
    .max(most, { error: `is longer than ${most} characters` });

/** One word may stand alone; empty means none. */
const list = (most: number, length: number) =>
  z
    .preprocess(
      (value) => (value === "" || value === null ? [] : typeof value === "string" ? [value] : value),
      z.array(words(length)).max(most, { error: `has more than ${most} entries` }),
    )
    .default([]);

const FRONT_MATTER = z.strictObject({
  title: words(200),
  type: z.enum(ARTICLE_TYPES, { error: `is not one of ${ARTICLE_TYPES.join(", ")}` }),
  summary: words(500),
  audience: z.enum(AUDIENCES, { error: `is not one of ${AUDIENCES.join(", ")}` }).default("everyone"),
  applies_to: list(20, 100),
  errors: list(60, 500),
  codes: list(40, 40),
  terms: list(60, 100),
  function: words(140).optional(),
  covers: list(100, 140),
  related: list(20, 100),
});

/** Reads an article's source, whole or not at all; what is wrong is said line by line. */
export function readDocument(source: string): Reading {
  const text = source.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  if (text.length > MOST_CHARACTERS)
    return wrong(`It is longer than ${MOST_CHARACTERS.toLocaleString("en")} characters.`);
  if (text.includes("\u0000") || !text.isWellFormed()) return wrong("It holds characters that cannot be stored.");
  const parts = /^---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n([\s\S]*))?$/.exec(text);
  if (!parts) return wrong("It does not begin with front matter between two lines of three hyphens.");
  const [, yaml = "", body = ""] = parts;
  const fields = readYaml(yaml);
  if ("problem" in fields) return wrong(fields.problem);
  const read = FRONT_MATTER.safeParse(fields.value);
  if (!read.success) return { ok: false, problems: read.error.issues.map(inWords) };
  if (body.trim() === "") return wrong("There is nothing below the front matter.");
  const { title, type, audience, summary, applies_to, function: about, ...rest } = read.data;
  const strangers = rest.related.filter((slug) => !isSlug(slug));
  if (strangers.length > 0)
    return wrong(`The field related names ${strangers.join(", ")}, which is no article's address.`);
  const facts = { ...rest, appliesTo: applies_to, function: about ?? null };
  return { ok: true, document: { title, type, audience, summary, facts, body: body.trim() } };
}

const wrong = (problem: string): Reading => ({ ok: false, problems: [problem] });

/** Every value stays text: codes like 08006 and versions like 1.10 are no numbers. */
function readYaml(text: string): { value: unknown } | { problem: string } {
  try {
    const document = parseDocument(text, { schema: "failsafe" });
    const [error] = document.errors;
    if (error) return { problem: `The front matter cannot be read: ${error.message.split("\n")[0]}` };
    return { value: document.toJS({ maxAliasCount: 10 }) };
  } catch (error) {
    return { problem: `The front matter cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}

function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `There is no field ${issue.keys.join(", ")} in the front matter.`;
  const field = issue.path.join(".");
  if (field === "") return "The front matter is not a list of fields.";
  if (issue.code === "invalid_type") return `The field ${field} is missing or of the wrong kind.`;
  return `The field ${field} ${issue.message}.`;
}

/** Which sections the type asks for and the text lacks. */
export function missingSections(type: ArticleType, headings: Heading[], body: string): string[] {
  const titles = headings.filter(({ level }) => level === 2).map(({ text }) => text.trim());
  const problems: string[] = [];
  let from = 0;
  for (const wanted of REQUIRED_HEADINGS[type]) {
    const place = titles.indexOf(wanted, from);
    if (place === -1)
      problems.push(
        titles.includes(wanted)
          ? `The section "${wanted}" stands in the wrong place.`
          : `The section "${wanted}" is missing.`,
      );
    else from = place + 1;
  }
  if (titles.length === 0) problems.push("It needs at least one section.");
  if (type === "runbook" && !/^\s*[-*+] \[[ x]\] /m.test(body))
    problems.push("A runbook needs its steps as a list of boxes, - [ ].");
  return problems;
}
