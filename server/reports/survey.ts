import { queueMessage } from "#server/notifications/outbox.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { randomToken } from "#server/platform/keys.ts";
import * as store from "./survey-store.ts";

export const SURVEY = "reports.survey";

/** A random twentieth, the next day, nobody more than once in thirty days. */
const SHARE = 0.05;
const REST = 30 * DAY;

/** The job: asks some of those who left without a word yesterday whether they found what they needed. */
export async function askTheSilent(ctx: Context): Promise<boolean> {
  const now = ctx.clock.now();
  const quiet = await store.quietBetween(ctx.db, now - 2 * DAY, now - DAY, now - REST);
  const drawn = quiet.filter(({ journey }) => lotOf(ctx, journey) < SHARE);
  const once = new Map(drawn.map((one) => [one.personId, one]));
  for (const { personId, journey, outcome, week } of once.values())
    await inTransaction(ctx, async (ctx) => {
      const id = randomToken();
      await store.addSurvey(ctx.db, { id, person_id: personId, journey, outcome, week, asked_at: now, answer: null });
      await store.letRest(ctx.db, personId, now);
      const to = { id: personId };
      await queueMessage(ctx, { kind: SURVEY, to, reason: `survey ${id}`, about: "one question", payload: { id } });
    });
  return false;
}

/** The same journey draws the same lot, however often the job looks at it. */
function lotOf(ctx: Context, journey: string): number {
  const drawn = Buffer.from(ctx.keys.sign("journal", `survey ${journey}`), "base64url");
  return drawn.readUInt32BE(0) / 2 ** 32;
}

/** Somebody else's question looks like none. */
export async function findSurvey(ctx: Context, by: Person, id: string) {
  const survey = await store.surveyFor(ctx.db, id, by.id);
  if (!survey) throw notFound("question, or it was answered");
  return survey;
}

export async function answerSurvey(ctx: Context, by: Person, id: string, answer: store.Answer): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await findSurvey(ctx, by, id);
    await store.keepAnswer(ctx.db, id, answer);
  });
}
