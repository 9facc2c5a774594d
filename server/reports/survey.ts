import { queueMessage } from "#server/notifications/outbox.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Week, weekCalendar } from "#server/platform/weeks.ts";
import * as store from "./survey-store.ts";

export const SURVEY = "reports.survey";

/** Nobody is asked more than once in thirty days, whatever the question. */
const REST = 30 * DAY;

/** Of quiet journeys a random twentieth, the next day. */
const SHARE = 0.05;

/** About questions elsewhere a tenth of all who may ask, spread over the month: every day has its thirtieth of them. */
const SHARE_A_DAY = 0.1 / 30;

/** Among fewer people an answer would say whose it is. */
const FEWEST = 20;

/** The job: asks some of those who left without a word yesterday whether they found what they needed. */
export async function askTheSilent(ctx: Context): Promise<boolean> {
  const now = ctx.clock.now();
  const quiet = await store.quietBetween(ctx.db, now - 2 * DAY, now - DAY, now - REST);
  const drawn = quiet.filter(({ journey }) => lotOf(ctx, `survey ${journey}`) < SHARE);
  const once = new Map(drawn.map((one) => [one.personId, one]));
  for (const one of once.values()) await askOne(ctx, { question: "found", ...one });
  return false;
}

/** The job: asks some of all who may ask whether they asked somebody outside the portal instead. */
export async function askAboutElsewhere(ctx: Context): Promise<boolean> {
  const now = ctx.clock.now();
  const day = Math.floor(now / DAY);
  const people = await store.askable(ctx.db, now - WEEK);
  const rested = people.filter(({ askedAt }) => askedAt === null || askedAt < now - REST);
  const drawn = rested.filter(({ id }) => lotOf(ctx, `elsewhere ${id} ${day}`) < SHARE_A_DAY);
  if (drawn.length === 0 || people.length < FEWEST) return false;
  // The seven days before lie in two weeks; most of them in the one that holds their middle.
  const week = weekCalendar((await readSettings(ctx)).timeZone).weekOf(now - WEEK / 2);
  const about = { question: "elsewhere" as const, journey: null, outcome: null, week };
  for (const { id } of drawn) await askOne(ctx, { ...about, personId: id });
  return false;
}

type Asking = {
  question: store.Question;
  personId: number;
  journey: string | null;
  outcome: store.Asked | null;
  week: Week;
};

async function askOne(ctx: Context, { personId, ...about }: Asking): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [id, now] = [randomToken(), ctx.clock.now()];
    await store.addSurvey(ctx.db, { ...about, id, person_id: personId, asked_at: now, answer: null, many: null });
    await store.letRest(ctx.db, personId, now);
    const to = { id: personId };
    await queueMessage(ctx, { kind: SURVEY, to, reason: `survey ${id}`, about: "one question", payload: { id } });
  });
}

/** The same text draws the same lot, however often the job looks at it. */
function lotOf(ctx: Context, text: string): number {
  const drawn = Buffer.from(ctx.keys.sign("journal", text), "base64url");
  return drawn.readUInt32BE(0) / 2 ** 32;
}

/** The job: whom a question waits for is forgotten after thirty days, and so is who was asked. */
export async function forgetWhoWasAsked(ctx: Context): Promise<boolean> {
  await store.forgetBefore(ctx.db, ctx.clock.now() - REST);
  return false;
}

/** Somebody else's question looks like none. */
export async function findSurvey(ctx: Context, by: Person, id: string) {
  const survey = await store.surveyFor(ctx.db, id, by.id);
  if (!survey) throw notFound("question, or it was answered");
  return survey;
}

/** `many`: how many questions they asked elsewhere; null where that was not the question. */
export async function answerSurvey(
  ctx: Context,
  by: Person,
  id: string,
  said: { answer: store.Answer; many: number | null },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await findSurvey(ctx, by, id);
    await store.keepAnswer(ctx.db, id, { id: randomToken(), ...said });
  });
}
