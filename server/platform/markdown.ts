import MarkdownIt from "markdown-it";
import sanitizeHtml from "sanitize-html";
import { type SafeHtml, trust } from "./html.ts";

export type Heading = { level: number; text: string; anchor: string };
export type Rendered = { html: SafeHtml; headings: Heading[]; text: string };

const MOST_CHARACTERS = 200_000;

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false, maxNesting: 40 });
parser.validateLink = (url) => /^(https?:|mailto:|\/(?!\/)|#)/i.test(url.trim());
// A wide table scrolls by itself; the page around it never does.
parser.renderer.rules.table_open = () => '<div class="scroll-x"><table>';
parser.renderer.rules.table_close = () => "</table></div>";

/** Never from elsewhere: whoever fetches a picture tells its owner that, when and from where it is read. */
const OWN_PICTURE = /^\/attachments\/[\w-]{22}$/;
const SHOWN_PICTURE = /^\/attachments\/[\w-]{22}\/picture$/;

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
    "div",
    "img",
  ],
  allowedAttributes: {
    a: ["href", "rel"],
    div: ["class"],
    h2: ["id"],
    h3: ["id"],
    h4: ["id"],
    code: ["class"],
    th: ["class"],
    td: ["class"],
    li: ["class"],
    span: ["class"],
    ol: ["start"],
    img: ["src", "alt", "loading"],
  },
  allowedClasses: { code: [/^language-[a-z0-9]+$/], li: ["step"], span: ["box"], div: ["scroll-x"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
  exclusiveFilter: ({ tag, attribs }) => tag === "img" && !SHOWN_PICTURE.test(attribs.src ?? ""),
};

export type Wishes = {
  /** Goes before every anchor, so that what people write can never take the name of something of ours. */
  prefix?: string;
  /** Each heading leads to itself, for whoever wants to point at it. */
  linkHeadings?: boolean;
  /** Pictures the portal keeps are shown; without it, and from elsewhere, only their words are. */
  pictures?: boolean;
};

/** Markdown to markup that may stand in a page, with its headings and its plain text. */
export function renderMarkdown(source: string, wishes: Wishes | string = {}): Rendered {
  const {
    prefix = "",
    linkHeadings = false,
    pictures = false,
  } = typeof wishes === "string" ? { prefix: wishes } : wishes;
  const tokens = parser.parse(source.slice(0, MOST_CHARACTERS), {});
  const text = plainText(tokens);
  const headings = anchorHeadings(tokens, prefix, linkHeadings);
  for (const [place, token] of tokens.entries())
    if (token.type === "inline") {
      markPictures(token, pictures);
      markLinksAndSteps(token, prefix, tokens[place - 2]);
    }
  const markup = parser.renderer.render(tokens, parser.options, {});
  return { html: trust(sanitizeHtml(markup, ALLOWED)), headings, text };
}

type Token = ReturnType<typeof parser.parse>[number];

/** Headings of what people write start at the second level: the page's own title is the first. */
function anchorHeadings(tokens: Token[], prefix: string, linkHeadings: boolean): Heading[] {
  const headings: Heading[] = [];
  const anchors = freeAnchors();
  for (const [place, token] of tokens.entries()) {
    if (token.type !== "heading_open" && token.type !== "heading_close") continue;
    token.tag = `h${Math.min(4, Math.max(2, Number(token.tag.slice(1))))}`;
    if (token.type === "heading_close") continue;
    const words = tokens[place + 1];
    const text = textOf(words);
    const anchor = prefix + anchors(text);
    token.attrSet("id", anchor);
    if (linkHeadings && words) leadToItself(words, anchor);
    headings.push({ level: Number(token.tag.slice(1)), text, anchor });
  }
  return headings;
}

/** Names for headings, no two the same. Counted, not searched: fifty thousand equal headings took 38 seconds. */
function freeAnchors(): (text: string) => string {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return (text) => {
    const words = text.slice(0, 200).toLowerCase();
    const base =
      words
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60) || "section";
    let count = counts.get(base) ?? 1;
    while (taken.has(count === 1 ? base : `${base}-${count}`)) count += 1;
    counts.set(base, count);
    const anchor = count === 1 ? base : `${base}-${count}`;
    taken.add(anchor);
    return anchor;
  };
}

/** Parsing a link for each heading took four times as long as everything else, so one is copied. */
const [LINK_OPEN, , LINK_CLOSE] = parser.parseInline("[x](#x)", {})[0]?.children ?? [];

function leadToItself(words: Token, anchor: string): void {
  const children = words.children ?? [];
  if (!LINK_OPEN || !LINK_CLOSE) return;
  if (children.length === 0 || children.some((child) => child.type === "link_open")) return;
  const open = Object.assign(Object.create(Object.getPrototypeOf(LINK_OPEN)), LINK_OPEN) as Token;
  open.attrs = [["href", `#${encodeURIComponent(anchor)}`]];
  words.children = [open, ...children, LINK_CLOSE];
}

const textOf = (token: Token | undefined) => (token?.children ?? []).map((child) => child.content).join("");

function markPictures(token: Token, areShown: boolean): void {
  for (const child of token.children ?? []) {
    if (child.type !== "image") continue;
    const src = String(child.attrGet("src"));
    if (areShown && OWN_PICTURE.test(src)) {
      // Not as it was sent: drawn anew.
      child.attrSet("src", `${src}/picture`);
      child.attrSet("loading", "lazy");
      continue;
    }
    child.type = "text";
    child.content = textOf(child) || "picture";
  }
}

function markLinksAndSteps(token: Token, prefix: string, around: Token | undefined): void {
  for (const child of token.children ?? []) {
    const goal = child.type === "link_open" ? String(child.attrGet("href")) : "";
    if (goal.startsWith("#") && !goal.startsWith(`#${prefix}`)) child.attrSet("href", `#${prefix}${goal.slice(1)}`);
    if (child.type === "link_open" && /^https?:/i.test(String(child.attrGet("href"))))
      child.attrSet("rel", "noopener noreferrer ugc");
  }
  const first = token.children?.[0];
  if (first?.type !== "text" || !/^\[[ x]\] /.test(first.content)) return;
  first.content = first.content.replace(/^\[[ x]\]/, "☐");
  if (around?.type === "list_item_open") around.attrSet("class", "step");
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
