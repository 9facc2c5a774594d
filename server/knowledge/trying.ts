import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { whoNeverOpened } from "#server/journeys/newcomers.ts";
import { notify } from "#server/notifications/notifying.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { readDocument } from "./document.ts";
import type { Draft } from "./draft.ts";
import { findOpenDraft } from "./drafting.ts";
import { drawArticle } from "./drawing.ts";
import { writersOf } from "./save-store.ts";
import { placeIn, type Section, sectionsOf, TRIAL } from "./trial.ts";
import * as store from "./trial-store.ts";

/** The topic of a draft: the article, or where there is none yet those it names as related. */
function topicOf({ slug, source }: Draft): string[] {
  if (slug !== null) return [slug];
  const read = readDocument(source);
  return read.ok ? read.document.facts.related : [];
}

/** Who may see drafts, never wrote in this one, and never opened its topic. */
export async function newReadersFor(ctx: Context, draft: Draft): Promise<Person[]> {
  const writers = new Set(await writersOf(ctx.db, draft.id, draft.articleId));
  const asked = new Set((await store.testsOfDraft(ctx.db, draft.id, 500)).map(({ personId }) => personId));
  const others = (await staff(ctx)).filter(
    (person) => can(person, "knowledge.write") && !writers.has(person.id) && !asked.has(person.id),
  );
  const ids = others.map(({ id }) => id);
  const never = new Set(await whoNeverOpened(ctx, ids, topicOf(draft)));
  return others.filter(({ id }) => never.has(id));
}

/** Asks one of them to read it as it stands. */
export async function askNewReader(ctx: Context, by: Person, draftId: number, personId: number): Promise<void> {
  const draft = await findOpenDraft(ctx, by, draftId);
  const readers = await newReadersFor(ctx, draft);
  if (!readers.some(({ id }) => id === personId))
    throw new Refusal(422, "Choose somebody who has not read about this and did not write it.");
  await inTransaction(ctx, async (ctx) => {
    const who = { draft_id: draftId, save: draft.save, person_id: personId, asked_by: by.id };
    const test = await store.addTest(ctx.db, { ...who, asked_at: ctx.clock.now() });
    if (!test) return;
    await notify(ctx, {
      ...{ kind: TRIAL, to: { id: personId }, about: `draft ${draftId}`, payload: { test: test.id } },
      ...{ reason: `asked to read draft ${draftId}`, urgency: "normal", address: `/knowledge/trials/${test.id}` },
      ...{ sentence: "Somebody asks you to try an article as a new reader.", rule: "You have not read about it" },
    });
    const data = { save: draft.save, reader: personId };
    await recordDeed(ctx, { by: byPerson(by), action: "asked a new reader", object: `draft ${draftId}`, data });
  });
}

export type Trial = NonNullable<Awaited<ReturnType<typeof store.testById>>>;

/** Theirs alone: what others met with must not be known to whoever reads it for the first time. */
export async function findTrial(ctx: Context, by: Person, id: number): Promise<Trial> {
  const test = Number.isSafeInteger(id) && can(by, "knowledge.write") ? await store.testById(ctx.db, id) : undefined;
  if (test?.personId !== by.id) throw notFound("draft");
  return test;
}

/** What there is to read; a draft that is not whole yet is read as far as it goes. */
export function sectionsIn({ source }: Pick<Trial, "source">): Section[] {
  const drawn = drawArticle(source);
  return drawn.ok ? sectionsOf(String(drawn.drawing.html)) : [];
}

export async function beginTrial(ctx: Context, by: Person, id: number): Promise<void> {
  await findTrial(ctx, by, id);
  await store.beginTest(ctx.db, id, ctx.clock.now());
}

/** They got stuck here, and why. */
export async function sayStuck(ctx: Context, by: Person, id: number, said: { anchor: string; words: string }) {
  const trial = await findTrial(ctx, by, id);
  const place = placeIn(sectionsIn(trial), said.anchor);
  if (!place) throw new Refusal(422, "Say at which place of the text.");
  await inTransaction(ctx, async (ctx) => {
    await beingRead(ctx, by, id);
    await store.putStuck(ctx.db, { test_id: id, ...place, words: said.words, stuck_at: ctx.clock.now() });
  });
}

export async function endTrial(ctx: Context, by: Person, id: number, comment: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { draftId, save } = await beingRead(ctx, by, id);
    if (!(await store.endTest(ctx.db, id, ctx.clock.now(), comment))) throw over();
    await recordDeed(ctx, {
      ...{ by: byPerson(by), action: "read a draft as a new reader", object: `draft ${draftId}` },
      data: { save, test: id },
    });
  });
}

async function beingRead(ctx: Context, by: Person, id: number): Promise<Trial> {
  const trial = await findTrial(ctx, by, id);
  if (trial.doneAt !== null) throw over();
  if (trial.begunAt === null) throw tooLate("Begin to read first: it counts how long it takes.");
  return trial;
}

const over = () => tooLate("You have said that you are done. Thank you.");
