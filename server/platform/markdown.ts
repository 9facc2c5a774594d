import MarkdownIt from "markdown-it";
import sanitizeHtml from "sanitize-html";
import { type SafeHtml, trust } from "./html.ts";

export type Heading = { level: number; text: string; anchor: string };
export type Rendered = { html: SafeHtml; headings: Heading[]; text: string };

const MOST_CHARACTERS = 200_000;

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false, maxNesting: 40 });
parser.validateLink = (url) => /^(https?:|mailto:|\/(?!\/)|#)/i.test(url.trim());

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "ol",
    "li",
    "a",
    "strong",
    "em",
    "code",
    "pre",
    "blockquote",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "s",
    "span",
  ],
  allowedAttributes: {
    a: ["href", "rel"],
    h2: ["id"],
    h3: ["id"],
    h4: ["id"],
    code: ["class"],
    th: ["class"],
    td: ["class"],
    li: ["class"],
    span: ["class"],
    ol: ["start"],
  },
  allowedClasses: { code: [/^language-[a-z0-9]+$/], li: ["step"], span: ["box"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
};

/**
 * Markdown to markup that may stand in a page, with its headings and its plain text. `prefix` goes before every
 * anchor, so that what people write can never take the name of something of ours.
 */
export function renderMarkdown(source: string, prefix = ""): Rendered {
  const tokens = parser.parse(source.slice(0, MOST_CHARACTERS), {});
  const headings = anchorHeadings(tokens, prefix);
  for (const token of tokens) if (token.type === "inline") markLinksAndSteps(token);
  const markup = parser.renderer.render(tokens, parser.options, {});
  return { html: trust(sanitizeHtml(markup, ALLOWED)), headings, text: plainText(tokens) };
}

type Token = ReturnType<typeof parser.parse>[number];

/** Headings of what people write start at the second level: the page's own title is the first. */
function anchorHeadings(tokens: Token[], prefix: string): Heading[] {
  const headings: Heading[] = [];
  for (const [place, token] of tokens.entries()) {
    if (token.type !== "heading_open" && token.type !== "heading_close") continue;
    token.tag = `h${Math.min(4, Math.max(2, Number(token.tag.slice(1))))}`;
    if (token.type === "heading_close") continue;
    const text = textOf(tokens[place + 1]);
    const anchor = prefix + freeAnchor(text, headings, prefix);
    token.attrSet("id", anchor);
    headings.push({ level: Number(token.tag.slice(1)), text, anchor });
  }
  return headings;
}

function freeAnchor(text: string, taken: Heading[], prefix: string): string {
  const base =
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 60) || "section";
  const count = taken.filter(
    (one) => one.anchor === prefix + base || one.anchor.startsWith(`${prefix}${base}-`),
  ).length;
  return count === 0 ? base : `${base}-${count + 1}`;
}

const textOf = (token: Token | undefined) => (token?.children ?? []).map((child) => child.content).join("");

function markLinksAndSteps(token: Token): void {
  for (const child of token.children ?? []) {
    if (child.type === "link_open" && /^https?:/i.test(String(child.attrGet("href"))))
      child.attrSet("rel", "noopener noreferrer ugc");
    if (child.type === "image") {
      child.type = "text";
      child.content = textOf(child) || "picture";
    }
  }
  const first = token.children?.[0];
  if (first?.type === "text") first.content = first.content.replace(/^\[[ x]\] /, "☐ ");
}

function plainText(tokens: Token[]): string {
  const parts = tokens.map((token) =>
    token.type === "inline"
      ? inlineText(token)
      : token.type === "fence" || token.type === "code_block"
        ? token.content
        : "",
  );
  return parts.filter(Boolean).join("\n");
}

const inlineText = (token: Token) =>
  (token.children ?? [])
    .map((child) => (child.type === "softbreak" || child.type === "hardbreak" ? " " : child.content))
    .join("");
