import { TEXTS_KEPT } from "#server/journeys/retention.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import { drawArticle } from "./drawing.ts";
import { oneDocument } from "./library.ts";
import type { Change } from "./replay.ts";
import * as store from "./replay-store.ts";
import { beginReplay, type Playing, playSome } from "./replaying.ts";
import { readGroups } from "./synonyms.ts";
import { readWeights } from "./weights.ts";

declare module "#server/platform/context.ts" {
  interface Context {
    /** The replay that is being played, if any. */
    replaying: { now: (Playing & { id: number }) | null };
  }
}

const MOST_WAITING = 20;
/** In ms: a request that comes meanwhile waits no longer than that. */
const SLICE = 40;

export type Asked =
  | { kind: "draft"; draft: number; save: number }
  | { kind: "title"; article: string; given: string }
  | { kind: "synonyms"; given: string }
  | { kind: "ranking"; given: string };

/** Puts it in line, and says its number. What cannot be played is said at once. */
export async function askReplay(ctx: Context, by: Person, asked: Asked): Promise<number> {
  if (!can(by, "knowledge.write")) throw notFound("page");
  const row = await rowFor(ctx, by, asked);
  await changeIn(ctx, row);
  return inTransaction(ctx, async (ctx) => {
    if ((await store.countWaiting(ctx.db)) >= MOST_WAITING) throw tooLate("Many replays wait already. Try again soon.");
    return (await store.addReplay(ctx.db, { ...row, asked_by: by.id, asked_at: ctx.clock.now() })).id;
  });
}

async function rowFor(ctx: Context, by: Person, asked: Asked): Promise<store.ReplayAsked> {
  const none = { draft_id: null, save: null, article_id: null };
  if (asked.kind === "draft") return { ...none, kind: asked.kind, draft_id: asked.draft, save: asked.save, given: "" };
  if (asked.kind !== "title") return { ...none, ...asked };
  const { kind, given, article } = asked;
  return { ...none, kind, given, article_id: (await findArticle(ctx, by, article)).id };
}

export async function findReplay(ctx: Context, by: Person, id: number) {
  const replay =
    can(by, "knowledge.write") && Number.isSafeInteger(id) ? await store.replayById(ctx.db, id) : undefined;
  if (!replay) throw notFound("replay");
  return replay;
}

async function changeIn(ctx: Context, { kind, draft_id, save, article_id, given }: store.ReplayAsked): Promise<Change> {
  if (kind === "synonyms") {
    const { groups, problems } = readGroups(given);
    const [problem] = problems;
    if (problem) throw new Refusal(422, problem.reason);
    return { kind, groups };
  }
  if (kind === "title") return titleChange(ctx, (await store.slugOf(ctx.db, article_id ?? 0)) ?? "", given);
  if (kind === "ranking") return { kind, ...readWeights(given) };
  const draft = await store.draftText(ctx.db, draft_id ?? 0, save ?? 0);
  if (!draft) throw notFound("draft");
  return articleChange(draft.source, { slug: draft.slug ?? `draft-${draft_id}`, category: draft.category });
}

/** A published article under another title; everything else of it stays. */
export async function titleChange(ctx: Context, slug: string, title: string): Promise<Change> {
  const document = await oneDocument(ctx.db, slug);
  if (!document) throw notFound("article");
  return { kind: "article", document: { ...document, title } };
}

/** A text as the search would find it, at the address it has or will have. */
export function articleChange(source: string, at: { slug: string; category: string }): Change {
  const drawn = drawArticle(source);
  if (!drawn.ok) throw new Refusal(422, `The text cannot be searched yet: ${drawn.problems[0]}`);
  const { document, outline, searchText } = drawn.drawing;
  const { title, summary, type, audience, facts } = document;
  const { errors, codes, terms, function: about } = facts;
  const headings = outline.map(({ text }) => text);
  const said = { ...at, title, summary, type, audience, headings, body: searchText };
  return { kind: "article", document: { ...said, errors, codes, terms, function: about } };
}

/** The job: plays a slice of the oldest replay that waits. One that the portal did not end is played again. */
export async function playReplays(ctx: Context): Promise<boolean> {
  const { replaying } = ctx;
  replaying.now ??= await nextReplay(ctx);
  const playing = replaying.now;
  if (!playing) return false;
  if (playSome(ctx, playing, SLICE)) return true;
  await store.endReplay(ctx.db, playing.id, {
    ...{ done_at: ctx.clock.now(), result: JSON.stringify(playing.found), failed: null },
  });
  replaying.now = null;
  await playing.trial.close();
  return true;
}

/** What is shown of people's words goes when the words go. */
async function nextReplay(ctx: Context): Promise<(Playing & { id: number }) | null> {
  const row = await store.waitingReplay(ctx.db);
  if (!row) {
    await store.forgetReplaysBefore(ctx.db, ctx.clock.now() - TEXTS_KEPT);
    return null;
  }
  try {
    return { ...(await beginReplay(ctx, await changeIn(ctx, { ...row, kind: row.what }))), id: row.id };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await store.endReplay(ctx.db, row.id, { done_at: ctx.clock.now(), result: null, failed: error.message });
    return nextReplay(ctx);
  }
}
