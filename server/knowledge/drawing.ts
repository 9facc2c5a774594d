import { createHash } from "node:crypto";
import type { SafeHtml } from "#server/platform/html.ts";
import { type Heading, renderMarkdown } from "#server/platform/markdown.ts";
import { firstSteps } from "./brief.ts";
import { type Document, missingSections, readDocument } from "./document.ts";

/** Goes up when the same source would be drawn differently; what is stored is then drawn anew at start. */
export const DRAWN_WITH = 6;

/** Before every anchor of an article's text. */
const ANCHORS = "s-";

/** Everything about an article that follows from its source; it is stored, so that reading draws nothing. */
export type Drawing = {
  document: Document;
  html: SafeHtml;
  brief: SafeHtml;
  outline: Heading[];
  searchText: string;
  words: number;
};

export type Drawn = { ok: true; drawing: Drawing } | { ok: false; problems: string[] };

export function drawArticle(source: string): Drawn {
  const read = readDocument(source);
  if (!read.ok) return read;
  const { document } = read;
  const { html, headings, text } = renderMarkdown(document.body, {
    prefix: ANCHORS,
    linkHeadings: true,
    pictures: true,
  });
  const problems = missingSections(document.type, headings, document.body);
  if (problems.length > 0) return { ok: false, problems };
  const brief = renderMarkdown(firstSteps(document.body, document.type)).html;
  return { ok: true, drawing: { document, html, brief, outline: headings, searchText: text, words: countWords(text) } };
}

const countWords = (text: string) => text.split(/\s+/).filter(Boolean).length;

/** The shelf belongs to it: a file that moves to another folder has changed. */
export const hashOf = (category: string, source: string) =>
  createHash("sha256").update(`${category}\n${source}`).digest("base64url");
