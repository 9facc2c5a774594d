import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { ArticleCard } from "#server/knowledge/article.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type CodeBook, codeBook } from "./code-book.ts";
import type { FoundTicket } from "./finding.ts";
import { type LabelLine, labelLine } from "./label-line.ts";
import { answerChoices } from "./likely-answers.ts";
import { listMessages } from "./listing.ts";
import { addressOf, LABELS, nameOf } from "./ticket.ts";
import { LABEL_NAMES } from "./words.ts";

const NEWS_SHOWN = 10;

type ResolutionPage = {
  title: string;
  heading: string;
  name: string;
  subject: string;
  requester: string;
  action: string;
  button: string;
  back: string;
  codeBook: CodeBook;
  /** What stands there already; a frozen one changes only with a reason. */
  kept: LabelLine | null;
  labels: Option[];
  choices: { slug: string; title: string; summary: string; href: string }[];
  draft: ResolutionDraft;
  /** The place of the last message they have seen with this page. */
  seen: number;
  /** What was said while they were about to resolve. */
  news: { author: string; isNote: boolean; body: string; at: number }[];
};
type ResolutionDraft = Draft<"label" | "article" | "named" | "reason">;
export type ResolutionErrors = ResolutionDraft["errors"];
export const resolutionView = view<ResolutionPage>("tickets/resolution", "staff");

export type ResolutionWishes = {
  draft?: ResolutionDraft;
  offered?: ArticleCard[];
  back?: string;
  overtakenAt?: number;
};

/** Asks the one thing a resolution asks; afterwards the same page puts the answer right. */
export async function resolutionPage(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  { draft, offered = [], back = addressOf(ticket), overtakenAt }: ResolutionWishes = {},
): Promise<ResolutionPage> {
  const isResolved = ticket.status === "resolved";
  const known = await answerChoices(ctx, by, ticket);
  const choices = [...offered, ...known.filter(({ slug }) => !offered.some((one) => one.slug === slug))];
  const kept = await labelLine(ctx, ticket);
  const heading = isResolved ? "What kind of question was it?" : "Resolve";
  return {
    title: `${heading} ${nameOf(ticket)}`,
    heading,
    name: nameOf(ticket),
    subject: ticket.subject,
    requester: ticket.requesterName,
    action: `${addressOf(ticket)}/${isResolved ? "label" : "resolution"}`,
    button: isResolved ? "Save label" : "Resolve ticket",
    back,
    codeBook: await codeBook(ctx),
    kept,
    labels: LABELS.map((value) => ({ value, label: LABEL_NAMES[value] })),
    choices: choices.map(({ slug, title, summary }) => ({ slug, title, summary, href: `/articles/${slug}` })),
    draft: draft ?? blankDraft({ label: kept?.label ?? "", article: kept?.article?.slug ?? "", named: "", reason: "" }),
    seen: ticket.messages,
    news: overtakenAt === undefined ? [] : await newsSince(ctx, by, ticket, overtakenAt),
  };
}

async function newsSince(ctx: Context, by: Person, ticket: FoundTicket, seen: number): Promise<ResolutionPage["news"]> {
  const { messages } = await listMessages(ctx, by, ticket, { limit: NEWS_SHOWN });
  return messages
    .filter(({ place }) => place > seen)
    .map(({ author, kind, body, sentAt }) => ({ author, isNote: kind === "note", body, at: sentAt }));
}
