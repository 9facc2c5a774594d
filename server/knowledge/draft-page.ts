import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { linkWarnings } from "./checking-links.ts";
import { difference, type Line } from "./difference.ts";
import { canPublish, type Draft, isWaiting } from "./draft.ts";
import { findDraft } from "./drafting.ts";
import { type Preview, previewOf } from "./edit-page.ts";
import { originOf } from "./origins.ts";
import { approverWanted } from "./reviewing.ts";
import { newestSaves, saveOf } from "./save-store.ts";
import { categoryBySlug } from "./shelf-store.ts";
import { revisionOf } from "./store.ts";
import { type TestPiece, testsOf } from "./trial-page.ts";

const MOST_SAVES = 30;

type State = "draft" | "returned" | "review" | "published" | "dropped";

const STATE_WORDS: Record<State, string> = {
  draft: "Draft",
  returned: "Sent back",
  review: "Waits for review",
  published: "Published",
  dropped: "Dropped",
};

type SaveLine = { number: number; author: string; at: number; isAside: boolean; isPresent: boolean; href: string };

type DraftPage = {
  title: string;
  id: number;
  save: number;
  state: State;
  stateWords: string;
  category: string;
  articleHref: string | null;
  author: string;
  updatedAt: number;
  submitted: { by: string; at: number } | null;
  returned: { by: string; at: number; note: string } | null;
  problems: string[];
  preview: Preview | null;
  /** What differs from what readers see now; null where that would take too long, or there is nothing to compare. */
  lines: Line[] | null;
  published: string | null;
  source: string;
  /** Readers have got another revision since this was made from it. */
  hasMoved: boolean;
  isOpen: boolean;
  canSubmit: boolean;
  canPublish: boolean;
  canReturn: boolean;
  /** Why the one button that is missing is missing. */
  whyNot: string | null;
  saves: SaveLine[];
  tests: TestPiece[];
  /** Links of this text that lead nowhere. It can be published all the same. */
  warnings: string[];
  /** The ticket it was made of. */
  origin: { name: string; href: string; words: string } | null;
};
export const draftView = view<DraftPage>("knowledge/draft", "staff");

export async function draftPage(ctx: Context, by: Person, id: number, problems?: string[]): Promise<DraftPage> {
  const draft = await findDraft(ctx, by, id);
  const { preview, problems: lacking } = previewOf(draft.source);
  const published =
    draft.articleId === null || draft.published === null
      ? null
      : ((await revisionOf(ctx.db, draft.articleId, draft.published))?.source ?? null);
  const state = stateOf(draft);
  const mayPublish = canPublish(by, draft, await approverWanted(ctx));
  const isOpen = draft.closedAt === null;
  return {
    ...facts(draft),
    category: (await categoryBySlug(ctx.db, draft.category))?.title ?? draft.category,
    state,
    stateWords: STATE_WORDS[state],
    problems: problems ?? (isOpen ? lacking : []),
    preview,
    lines: published === null ? null : difference(published, draft.source),
    published,
    hasMoved: isOpen && draft.published !== null && draft.published > draft.baseRevision,
    isOpen,
    canSubmit: isOpen && !isWaiting(draft),
    canPublish: mayPublish && lacking.length === 0,
    canReturn: isWaiting(draft) && can(by, "knowledge.publish"),
    whyNot: isOpen && !mayPublish && can(by, "knowledge.publish") ? WHY_NOT : null,
    saves: (await newestSaves(ctx.db, id, MOST_SAVES)).map(({ number, author, savedAt, setAsideAt }) => ({
      ...{ number, author, at: savedAt, isAside: setAsideAt !== null, isPresent: number === draft.save },
      href: `/knowledge/drafts/${id}/saves/${number}`,
    })),
    tests: await testsOf(ctx, draft.id),
    warnings: isOpen ? await linkWarnings(ctx, draft.source, draft.slug ?? "") : [],
    origin: await originLine(ctx, draft.id),
  };
}

async function originLine(ctx: Context, id: number): Promise<DraftPage["origin"]> {
  const origin = await originOf(ctx, id);
  return origin ? { name: `T-${origin.ticket}`, href: `/tickets/${origin.ticket}`, words: origin.words } : null;
}

const WHY_NOT = "Somebody else approves it: not whoever wrote it last or asked for the review.";

function facts(draft: Draft) {
  const { id, save, title, slug, author, updatedAt, source, submitter, submittedAt, returner, returnedAt, note } =
    draft;
  return {
    ...{ id, save, title, author, updatedAt, source },
    articleHref: slug === null ? null : `/articles/${slug}`,
    submitted: submittedAt === null ? null : { by: submitter ?? "", at: submittedAt },
    returned: returnedAt === null ? null : { by: returner ?? "", at: returnedAt, note },
  };
}

function stateOf(draft: Draft): State {
  if (draft.outcome !== null) return draft.outcome;
  if (isWaiting(draft)) return "review";
  return draft.returnedAt === null ? "draft" : "returned";
}

type SavePage = {
  title: string;
  draft: { id: number; title: string; save: number; base: number; category: string; isOpen: boolean };
  number: number;
  author: string;
  at: number;
  isAside: boolean;
  source: string;
  present: string;
  lines: Line[] | null;
};
export const saveView = view<SavePage>("knowledge/save", "staff");

/** One of the texts a draft had, or one that came too late for it. */
export async function savePage(ctx: Context, by: Person, id: number, number: number): Promise<SavePage | null> {
  const draft = await findDraft(ctx, by, id);
  const save = Number.isSafeInteger(number) ? await saveOf(ctx.db, id, number) : undefined;
  if (!save) return null;
  const { title, baseRevision, category, closedAt } = draft;
  return {
    title: `Text ${number} of ${title}`,
    draft: { id, title, save: draft.save, base: baseRevision, category, isOpen: closedAt === null },
    ...{ number, author: save.author, at: save.savedAt, isAside: save.setAsideAt !== null },
    ...{ source: save.source, present: draft.source, lines: difference(save.source, draft.source) },
  };
}
