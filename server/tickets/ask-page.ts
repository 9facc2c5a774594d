import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Announcement } from "#server/knowledge/announcement.ts";
import { announcementsNow } from "#server/knowledge/announcements.ts";
import { articlesBySlugs, listCategories } from "#server/knowledge/articles.ts";
import { readWords } from "#server/knowledge/words.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type AskDraft, EMPTY, findDraft } from "./asking.ts";
import { type FieldsPiece, fieldsAsked } from "./field-page.ts";
import { type FileLine, waitingFiles } from "./files.ts";
import { LONGEST_BODY, LONGEST_SUBJECT } from "./forms.ts";
import { type Banner, banners } from "./incident-pieces.ts";
import { knownFor } from "./known.ts";
import { type SecretsPiece, secretsPiece } from "./masking.ts";
import { NO_SUGGESTIONS, type SuggestionsPiece } from "./suggestions.ts";
import { articleMark, joinMarks, readMarks, searchMark } from "./tried.ts";

type Chip = { name: string; mark: string; kind: "search" | "article"; text: string };

type AskPage = {
  title: string;
  draft: Draft;
  categories: Option[];
  urgencies: readonly Option[];
  chips: Chip[];
  files: FileLine[];
  fields: FieldsPiece;
  /** They may open it for somebody else. */
  canBeForOthers: boolean;
  longest: { subject: number; body: number };
  /** When a draft from before was brought back. */
  savedAt: number | null;
  suggestions: SuggestionsPiece;
  announcements: Announcement[];
  banners: Banner[];
  hasDraft: boolean;
  /** They asked for the suggestions that an experiment left out. */
  wantsSuggestions: boolean;
  /** Whose text waits in a tab; nobody else gets to see it. */
  owner: number;
  /** Ties what is told of the form to the moment it was opened. */
  pageToken: string;
};
export const askView = view<AskPage>("tickets/ask");

const URGENCY_OPTIONS = [
  { value: "low", label: "Low: whenever there is time" },
  { value: "normal", label: "Normal" },
  { value: "high", label: "High: I cannot go on working" },
] as const;

type Wishes = {
  errors?: Draft["errors"];
  savedAt?: number | null;
  suggestions?: SuggestionsPiece;
  wantsSuggestions?: boolean;
  pageToken: string;
};

export async function askPage(ctx: Context, by: Person, draft: AskDraft, wishes: Wishes): Promise<AskPage> {
  const categories = await listCategories(ctx, by);
  const { tried, files, fields, ...values } = draft;
  return {
    title: "Ask support",
    draft: { ...blankDraft(values), errors: wishes.errors ?? {} },
    categories: [
      { value: "", label: "I am not sure" },
      ...categories.map(({ slug, title }) => ({ value: slug, label: title })),
    ],
    urgencies: URGENCY_OPTIONS,
    chips: await chips(ctx, by, tried),
    files: await waitingFiles(ctx, by, files),
    fields: await fieldsAsked(ctx, draft.category, fields, wishes.errors),
    canBeForOthers: can(by, "ticket.open-for"),
    longest: { subject: LONGEST_SUBJECT, body: LONGEST_BODY },
    announcements: await announcementsNow(ctx, by),
    banners: await banners(ctx, by),
    hasDraft: (wishes.savedAt ?? null) !== null,
    savedAt: wishes.savedAt ?? null,
    suggestions: wishes.suggestions ?? { ...NO_SUGGESTIONS, known: await knownAtOnce(ctx, by, draft) },
    wantsSuggestions: wishes.wantsSuggestions ?? false,
    owner: by.id,
    pageToken: wishes.pageToken,
  };
}

/** Before anything is typed; articles wait for the panel, which asks the experiment first. */
async function knownAtOnce(ctx: Context, by: Person, draft: AskDraft) {
  const known = await knownFor(ctx, by, draft);
  return known && (known.incident || known.own) ? { ...known, article: null } : null;
}

async function chips(ctx: Context, by: Person, tried: readonly string[]): Promise<Chip[]> {
  const marks = await readMarks(ctx, by, tried);
  return marks.map(({ mark, kind, text }, place) => ({ name: `tried_${place}`, mark, kind, text }));
}

/** Their draft from before, or a new one; the search and the article they come from ride along. */
export async function startAsking(
  ctx: Context,
  by: Person,
  query: Record<string, unknown>,
): Promise<{ draft: AskDraft; savedAt: number | null }> {
  const words = readWords(query.q);
  const from = typeof query.from === "string" ? query.from : "";
  const kept = await findDraft(ctx, by);
  const marks = [words === "" ? "" : searchMark(words), from === "" ? "" : articleMark(from)].filter(Boolean);
  const address = typeof query.for === "string" ? query.for.slice(0, 254) : "";
  const draft = { ...(kept?.draft ?? startFrom(words)), ...(address === "" ? {} : { for: address }) };
  return { draft: { ...draft, tried: joinMarks(draft.tried, marks) }, savedAt: kept?.savedAt ?? null };
}

/** What the search knows is not typed again: a line becomes the subject, a pasted text what happened. */
function startFrom(words: string): AskDraft {
  const isLine = !words.includes("\n") && words.length <= 100;
  return isLine ? { ...EMPTY, subject: words } : { ...EMPTY, body: words };
}

type CheckPage = {
  title: string;
  question: AskDraft;
  marks: { name: string; mark: string }[];
  files: FileLine[];
  fields: FieldsPiece;
  secrets: SecretsPiece;
  suggestions: SuggestionsPiece;
};
export const checkView = view<CheckPage>("tickets/check");

/** Before it is sent, for whoever asks without scripts: what may answer it already. */
export async function checkPage(
  ctx: Context,
  by: Person,
  draft: AskDraft,
  suggestions: SuggestionsPiece,
): Promise<CheckPage> {
  return {
    title: "Before you send",
    question: draft,
    files: await waitingFiles(ctx, by, draft.files),
    fields: await fieldsAsked(ctx, draft.category, draft.fields),
    secrets: secretsPiece(draft),
    marks: draft.tried.map((mark, place) => ({ name: `tried_${place}`, mark })),
    suggestions: { ...suggestions, isFirstOpen: true },
  };
}

type ThanksPage = { title: string; article: { title: string; href: string } | null };
export const thanksView = view<ThanksPage>("tickets/thanks");

export async function thanksPage(ctx: Context, by: Person, slug: unknown): Promise<ThanksPage> {
  const [article] = typeof slug === "string" ? await articlesBySlugs(ctx, by, [slug]) : [];
  return {
    title: "Solved",
    article: article ? { title: article.title, href: `/articles/${article.slug}` } : null,
  };
}
