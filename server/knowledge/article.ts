import type { SafeHtml } from "#server/platform/html.ts";
import type { Heading } from "#server/platform/markdown.ts";
import type { OldAnchors } from "./old-anchors.ts";

export const ARTICLE_TYPES = ["troubleshooting", "how-to", "reference", "explanation", "runbook"] as const;
export type ArticleType = (typeof ARTICLE_TYPES)[number];

export const AUDIENCES = ["everyone", "signed-in", "staff"] as const;
export type Audience = (typeof AUDIENCES)[number];

export const TYPE_NAMES: Record<ArticleType, string> = {
  troubleshooting: "Troubleshooting",
  "how-to": "How-to",
  reference: "Reference",
  explanation: "Explanation",
  runbook: "Runbook",
};

/** Sections an article of each type must have, in this order. */
export const REQUIRED_HEADINGS: Record<ArticleType, readonly string[]> = {
  troubleshooting: ["Symptom", "Cause", "Fix", "Check that it worked", "When to escalate"],
  "how-to": ["Before you start", "Steps", "Check that it worked"],
  reference: ["What it does", "Signature", "Result", "Example", "Errors", "Good to know"],
  explanation: [],
  runbook: ["When to use this", "Steps", "Afterwards"],
};

/** What an article says of itself beside its text. */
export type Facts = {
  appliesTo: string[];
  /** The fixed parts of messages people paste. */
  errors: string[];
  codes: string[];
  /** What people type who do not know our words. */
  terms: string[];
  function: string | null;
  /** Ids of the facts it covers. */
  covers: string[];
  related: string[];
};

/** An article as lists show it. */
export type ArticleCard = {
  id: number;
  slug: string;
  title: string;
  summary: string;
  category: string;
  categoryTitle: string;
  type: ArticleType;
  audience: Audience;
  updatedAt: number;
};

export type Article = ArticleCard & {
  revision: number;
  html: SafeHtml;
  /** Its first steps, for places with little room. */
  brief: SafeHtml;
  outline: Heading[];
  oldAnchors: OldAnchors;
  facts: Facts;
  words: number;
  /** The number of its last change, whatever it was. */
  version: number;
};

export type Category = { slug: string; title: string; summary: string; icon: string; count: number };

export const pathOf = (slug: string) => `/articles/${slug}`;

/** Lower case, digits, single hyphens: fit for an address and a file name. */
export const isSlug = (text: string) => text.length <= 100 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
