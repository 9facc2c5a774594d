import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { type Article, type ArticleCard, TYPE_NAMES } from "./article.ts";
import { backlinks } from "./backlinks.ts";
import { newestVerification } from "./care-store.ts";
import { withOldAnchors } from "./old-anchors.ts";
import { type Row, type SubscriptionPiece, subscriptionPiece, toRow } from "./pages.ts";
import type { Proof } from "./proof.ts";
import { type Helpful, REASON_NAMES, REASONS, type Reason } from "./vote.ts";
import { voteOf } from "./vote-store.ts";
import { askAddress, inAddress, shorten, trail } from "./words.ts";

/** What somebody has said of the revision they see. */
export type Given = { helpful: Helpful; reason: Reason | null; comment: string | null };

export type FeedbackPiece = {
  action: string;
  /** Which page view it is said on; empty where the article is but a part of the page. */
  pageToken: string;
  revision: number;
  canVote: boolean;
  given: Given | null;
  reasons: { value: Reason; label: string }[];
  askHref: string;
  /** Where somebody whom it helped says that they would have asked. */
  intentAction: string;
};

type ArticlePage = {
  title: string;
  slug: string;
  kind: string;
  category: { title: string; href: string };
  /** Back to the search they came from. */
  results: { words: string; href: string } | null;
  isForStaff: boolean;
  updatedAt: number;
  appliesTo: string[];
  /** What became of its examples when they last ran. */
  proof: Proof | null;
  summary: string;
  html: SafeHtml;
  outline: { text: string; href: string }[];
  related: Row[];
  feedback: FeedbackPiece;
  editHref: string | null;
  historyHref: string | null;
  /** When somebody last said that this very text is right. */
  verifiedAt: number | null;
  addressHref: string | null;
  /** Who leads here: for those who write, who must know what they break. */
  backlinks: { title: string; href: string }[];
  subscription: SubscriptionPiece | null;
};
export const articleView = view<ArticlePage>("knowledge/article");

export type Shown = { article: Article; words: string; given: Given | null; pageToken?: string };
/** The page itself also knows whether its examples work. */
export type ShownWhole = Shown & { proof: Proof | null; isSubscribed: boolean; related: ArticleCard[] };

/** What they said, if they may say anything. */
export async function givenBy(ctx: Context, person: Person | null, article: Article): Promise<Given | null> {
  return (person && (await voteOf(ctx.db, article.id, article.revision, person.id))) ?? null;
}

export async function articlePage(
  ctx: Context,
  person: Person | null,
  { article, words, given, pageToken = "", proof, isSubscribed, related }: ShownWhole,
): Promise<ArticlePage> {
  const verified = await newestVerification(ctx.db, article.id);
  return {
    title: article.title,
    slug: article.slug,
    kind: TYPE_NAMES[article.type],
    category: { title: article.categoryTitle, href: `/categories/${article.category}` },
    results: words === "" ? null : { words: shorten(words), href: `/search?q=${inAddress(words)}` },
    isForStaff: article.audience === "staff",
    updatedAt: article.updatedAt,
    appliesTo: article.facts.appliesTo,
    proof,
    summary: article.summary,
    html: withOldAnchors(article.html, article.oldAnchors),
    outline: article.outline
      .filter(({ level }) => level === 2)
      .map(({ text, anchor }) => ({ text, href: `#${encodeURIComponent(anchor)}` })),
    related: related.map((card, place) => toRow(card, trail(words, "related", place + 1))),
    feedback: feedbackPiece(person, { article, words, given, pageToken }, `/articles/${article.slug}/feedback`),
    editHref: can(person, "knowledge.write") ? `/articles/${article.slug}/edit` : null,
    historyHref: can(person, "knowledge.write") ? `/articles/${article.slug}/history` : null,
    verifiedAt: verified?.revision === article.revision ? verified.at : null,
    addressHref: can(person, "knowledge.publish") ? `/articles/${article.slug}/address` : null,
    subscription: subscriptionPiece(person, `/articles/${article.slug}`, isSubscribed),
    backlinks: can(person, "knowledge.write") ? await backlinks(ctx, person, article) : [],
  };
}

export function feedbackPiece(
  person: Person | null,
  { article, words, given, pageToken = "" }: Shown,
  address: string,
): FeedbackPiece {
  return {
    pageToken,
    action: words === "" ? address : `${address}?q=${inAddress(words)}`,
    revision: article.revision,
    canVote: can(person, "knowledge.feedback"),
    given,
    reasons: REASONS.map((value) => ({ value, label: REASON_NAMES[value] })),
    askHref: askAddress(words, article.slug),
    intentAction: `/articles/${article.slug}/intent`,
  };
}
