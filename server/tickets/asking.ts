import { type Reader, recordEvent } from "#server/journeys/journal.ts";
import { articlesBySlugs, listCategories } from "#server/knowledge/articles.ts";
import { suggestArticles } from "#server/knowledge/searching.ts";
import { findPersonByEmail } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { Refusal } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { fingerprintOf } from "#server/search/fingerprint.ts";
import { draftOf, dropDraft, saveDraft } from "./draft-store.ts";
import { readAnswers } from "./field.ts";
import { askedIn } from "./fields.ts";
import { openTicket } from "./opening.ts";
import { addressOf, type Urgency } from "./ticket.ts";
import { type Mark, readMarks, slugsIn } from "./tried.ts";
import { writeDown } from "./writing.ts";

/** A question as far as it is written. Kept per person, so that nothing they typed is lost, whatever happens. */
export type AskDraft = {
  subject: string;
  body: string;
  category: string;
  urgency: Urgency;
  tried: Mark[];
  files: string[];
  /** What the category asks besides, by the ids of its fields. */
  fields: Record<string, string>;
  /** The address of whoever it is asked for, where that is somebody else. */
  for: string;
};

export const EMPTY: AskDraft = {
  subject: "",
  body: "",
  category: "",
  urgency: "normal",
  tried: [],
  files: [],
  fields: {},
  for: "",
};

const SUGGESTED = 4;

export async function findDraft(ctx: Context, by: Person): Promise<{ draft: AskDraft; savedAt: number } | null> {
  const row = await draftOf(ctx.db, by.id);
  return row ? { draft: { ...EMPTY, ...JSON.parse(row.draft) } as AskDraft, savedAt: row.savedAt } : null;
}

export async function keepDraft(ctx: Context, by: Person, draft: AskDraft): Promise<void> {
  const isEmpty = draft.subject.trim() === "" && draft.body.trim() === "" && draft.files.length === 0;
  if (isEmpty) await dropDraft(ctx.db, by.id);
  else await saveDraft(ctx.db, by.id, JSON.stringify(draft), ctx.clock.now());
}

export const discardDraft = (ctx: Context, by: Person) => dropDraft(ctx.db, by.id);

/** Articles that may answer it, but for those they say they have read. */
export async function suggestFor(ctx: Context, by: Person, draft: Pick<AskDraft, "subject" | "body" | "tried">) {
  const read = new Set(slugsIn(draft.tried));
  const text = `${draft.subject}\n${draft.body}`.trim();
  if (text === "") return [];
  const found = await suggestArticles(ctx, by, text, SUGGESTED + read.size);
  return found.filter(({ slug }) => !read.has(slug)).slice(0, SUGGESTED);
}

/** Sends the question once, however often its form arrives. Says where the ticket is. */
export async function sendQuestion(
  ctx: Context,
  by: Person,
  reader: Reader,
  submission: string,
  draft: AskDraft,
): Promise<string> {
  const category = await chooseCategory(ctx, by, draft);
  const question = {
    subject: draft.subject,
    message: writeDown(draft.body),
    category,
    answers: readAnswers(await askedIn(ctx, category), draft.fields).answers,
    requester: await requesterFor(ctx, by, draft.for),
    urgency: draft.urgency,
    tried: (await readMarks(ctx, by, draft.tried)).map(({ mark: _mark, ...one }) => one),
    files: draft.files,
    fingerprint: fingerprintOf(`${draft.subject}\n${draft.body}`),
  };
  try {
    return await once(ctx, submission, by.id, async (ctx) => {
      const number = await openTicket(ctx, by, reader, question);
      await dropDraft(ctx.db, by.id);
      return addressOf({ number });
    });
  } catch (error) {
    // Whatever went wrong, what they wrote is there when they come back.
    await keepDraft(ctx, by, draft);
    throw error;
  }
}

/** Whose question it is. Only those who answer may open one for others, and only for people who are known here. */
export async function requesterFor(ctx: Context, by: Person, address: string): Promise<Person> {
  if (address.trim() === "" || !can(by, "ticket.open-for")) return by;
  const person = await findPersonByEmail(ctx, address);
  if (!person || person.disabledAt !== null) throw new Refusal(422, "Nobody here has this address.");
  return person;
}

/** Nobody has to know our shelves: left open, it is the one on which the likeliest articles stand. */
export async function chooseCategory(
  ctx: Context,
  by: Person,
  draft: Pick<AskDraft, "subject" | "body" | "category">,
): Promise<string | null> {
  const known = new Set((await listCategories(ctx, by)).map(({ slug }) => slug));
  if (known.has(draft.category)) return draft.category;
  return (await suggestFor(ctx, by, { ...draft, tried: [] }))[0]?.category ?? null;
}

/** They found it themselves: nothing is sent, and the article that did it is remembered. Says where to thank them. */
export async function keepToThemselves(
  ctx: Context,
  by: Person,
  reader: Reader,
  submission: string,
  slug: string,
): Promise<string> {
  const [article] = slug === "" ? [] : await articlesBySlugs(ctx, by, [slug]);
  return once(ctx, submission, by.id, async (ctx) => {
    if (article) await recordEvent(ctx, reader, { type: "solved", article: article.slug, where: "ask form" });
    await dropDraft(ctx.db, by.id);
    return article ? `/ask/thanks?article=${article.slug}` : "/ask/thanks";
  });
}
