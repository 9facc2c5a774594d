import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readDocument } from "./document.ts";
import { findOpenDraft } from "./drafting.ts";
import type { Section } from "./trial.ts";
import { stuckIn, type Test, testsOfArticle, testsOfDraft } from "./trial-store.ts";
import { findTrial, newReadersFor, sectionsIn } from "./trying.ts";

const MOST_TESTS = 30;

/** What a new reader met with, for whoever wrote the text. */
export type TestPiece = {
  reader: string;
  revision: number | null;
  askedAt: number;
  doneAt: number | null;
  isBegun: boolean;
  /** "12 minutes", from the first look to the last word. */
  took: string | null;
  stuck: { heading: string; words: string }[];
  comment: string;
};

export const testsOf = async (ctx: Context, draftId: number): Promise<TestPiece[]> =>
  withPlaces(
    ctx,
    (await testsOfDraft(ctx.db, draftId, MOST_TESTS)).map((test) => ({ ...test, revision: null })),
  );

export const testsOfRevisions = async (ctx: Context, articleId: number): Promise<TestPiece[]> =>
  withPlaces(ctx, await testsOfArticle(ctx.db, articleId, MOST_TESTS));

async function withPlaces(ctx: Context, tests: (Test & { revision: number | null })[]): Promise<TestPiece[]> {
  const ids = tests.map(({ id }) => id);
  const stuck = ids.length === 0 ? [] : await stuckIn(ctx.db, ids);
  return tests.map(({ id, reader, revision, askedAt, begunAt, doneAt, comment }) => ({
    ...{ reader, revision, askedAt, doneAt, comment, isBegun: begunAt !== null },
    took: begunAt === null || doneAt === null ? null : inMinutes(doneAt - begunAt),
    stuck: stuck.filter(({ test_id }) => test_id === id).map(({ heading, words }) => ({ heading, words })),
  }));
}

function inMinutes(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

type ReadersPage = {
  title: string;
  draft: { id: number; title: string };
  readers: { id: number; name: string }[];
};
export const readersView = view<ReadersPage>("knowledge/readers", "staff");

export async function readersPage(ctx: Context, by: Person, draftId: number): Promise<ReadersPage> {
  const draft = await findOpenDraft(ctx, by, draftId);
  const readers = await newReadersFor(ctx, draft);
  return {
    title: "Send to a new reader",
    draft: { id: draft.id, title: draft.title },
    readers: readers.map(({ id, name }) => ({ id, name })),
  };
}

type Part = Section & { stuck: string[]; choices: { value: string; label: string }[] };

type TrialPage = {
  title: string;
  id: number;
  subject: string;
  summary: string;
  asker: string;
  isBegun: boolean;
  isDone: boolean;
  parts: Part[];
};
export const trialView = view<TrialPage>("knowledge/trial", "bare");

export async function trialPage(ctx: Context, by: Person, id: number): Promise<TrialPage> {
  const trial = await findTrial(ctx, by, id);
  const read = readDocument(trial.source);
  const stuck = await stuckIn(ctx.db, [id]);
  const isBegun = trial.begunAt !== null;
  return {
    title: trial.title,
    id,
    subject: trial.title,
    summary: read.ok ? read.document.summary : "",
    asker: trial.asker,
    isBegun,
    isDone: trial.doneAt !== null,
    parts: isBegun
      ? sectionsIn(trial).map((section) => ({
          ...section,
          choices: choicesOf(section),
          stuck: stuck
            .filter(({ anchor }) => anchor.split("/")[0] === section.anchor)
            .map(({ heading, words }) => (words === "" ? heading : `${heading}: ${words}`)),
        }))
      : [],
  };
}

/** Where exactly: the part as a whole, or one of its steps. */
const choicesOf = ({ anchor, steps }: Section) => [
  { value: anchor, label: "This part" },
  ...Array.from({ length: steps > 1 ? steps : 0 }, (_, place) => ({
    value: `${anchor}/${place + 1}`,
    label: `Step ${place + 1}`,
  })),
];
