import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { ArticleCard } from "#server/knowledge/article.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { FoundTicket } from "./finding.ts";
import { answerChoices } from "./likely-answers.ts";
import { labelOf } from "./store.ts";
import { addressOf, LABELS, nameOf } from "./ticket.ts";
import { CODE_BOOK, LABEL_NAMES } from "./words.ts";

type ResolutionPage = {
  title: string;
  heading: string;
  name: string;
  subject: string;
  requester: string;
  action: string;
  button: string;
  back: string;
  codeBook: string;
  labels: Option[];
  choices: { slug: string; title: string; summary: string; href: string }[];
  draft: Draft<"label" | "article" | "named">;
};
export const resolutionView = view<ResolutionPage>("tickets/resolution", "staff");

export type ResolutionWishes = { draft?: ResolutionPage["draft"]; offered?: ArticleCard[]; back?: string };

/** Asks the one thing a resolution asks; afterwards the same page puts the answer right. */
export async function resolutionPage(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  { draft, offered = [], back = addressOf(ticket) }: ResolutionWishes = {},
): Promise<ResolutionPage> {
  const isResolved = ticket.status === "resolved";
  const known = await answerChoices(ctx, by, ticket);
  const choices = [...offered, ...known.filter(({ slug }) => !offered.some((one) => one.slug === slug))];
  const label = await labelOf(ctx.db, ticket.id);
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
    codeBook: CODE_BOOK,
    labels: LABELS.map((value) => ({ value, label: LABEL_NAMES[value] })),
    choices: choices.map(({ slug, title, summary }) => ({ slug, title, summary, href: `/articles/${slug}` })),
    draft: draft ?? blankDraft({ label: label?.label ?? "", article: label?.slug ?? "", named: "" }),
  };
}
