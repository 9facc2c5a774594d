import { PROGRAMS } from "#server/people/person.ts";
import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

/** Did they find what they looked for; did they ask outside the portal. */
export type Question = "found" | "elsewhere";
export type Asked = "probable" | "silent";
export type Answer = "yes" | "no";

type SurveyTable = {
  id: string;
  question: Question;
  /** Whom it waits for, about which journey and since when; none of it once it was answered, or is too old. */
  person_id: number | null;
  journey: string | null;
  asked_at: number | null;
  outcome: Asked | null;
  week: Week;
  answer: Answer | null;
  /** How many questions they asked elsewhere. */
  many: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    survey: SurveyTable;
    survey_rest: { person_id: number; asked_at: number };
  }
}

/** Journeys that ended quietly in a stretch of time, with the people behind them: the one place that joins the two. */
export const quietBetween = (db: Database, from: number, to: number, restedBefore: number) =>
  db
    .selectFrom("journey")
    .innerJoin("reader", "reader.alias", "journey.reader")
    .innerJoin("person", "person.id", "reader.person_id")
    .leftJoin("survey", "survey.journey", "journey.id")
    .leftJoin("survey_rest", "survey_rest.person_id", "person.id")
    .select(["journey.id as journey", "journey.outcome", "journey.week", "person.id as personId"])
    .where("journey.ended_at", ">=", from)
    .where("journey.ended_at", "<", to)
    .where("journey.outcome", "in", ["probable", "silent"])
    .where("person.role", "=", "requester")
    .where("person.disabled_at", "is", null)
    .where("survey.id", "is", null)
    .where((where) =>
      where.or([where("survey_rest.asked_at", "is", null), where("survey_rest.asked_at", "<", restedBefore)]),
    )
    .orderBy("journey.ended_at")
    .orderBy("journey.id")
    .$narrowType<{ outcome: Asked }>()
    .execute();

/** Everybody who may be asked something: they have been here long enough and want to be known. With when they last were. */
export const askable = (db: Database, hereSince: number) =>
  db
    .selectFrom("person")
    .leftJoin("survey_rest", "survey_rest.person_id", "person.id")
    .leftJoin("reader_opt_out", "reader_opt_out.person_id", "person.id")
    .select(["person.id", "survey_rest.asked_at as askedAt"])
    .where("person.role", "=", "requester")
    .where("person.disabled_at", "is", null)
    .where("person.email", "not like", `%${PROGRAMS}`)
    .where("person.created_at", "<=", hereSince)
    .where("reader_opt_out.person_id", "is", null)
    .orderBy("person.id")
    .execute();

export const addSurvey = (db: Database, survey: SurveyTable) => db.insertInto("survey").values(survey).execute();

export const letRest = (db: Database, personId: number, at: number) =>
  db
    .insertInto("survey_rest")
    .values({ person_id: personId, asked_at: at })
    .onConflict((one) => one.column("person_id").doUpdateSet({ asked_at: at }))
    .execute();

export const surveyFor = (db: Database, id: string, personId: number) =>
  db.selectFrom("survey").selectAll().where("id", "=", id).where("person_id", "=", personId).executeTakeFirst();

const NOBODYS = { person_id: null, journey: null, asked_at: null };

/** The answer stays, and nothing says whose it is: not even the id that stood in the letter. */
export const keepAnswer = (db: Database, id: string, kept: { id: string; answer: Answer; many: number | null }) =>
  db
    .updateTable("survey")
    .set({ ...kept, ...NOBODYS })
    .where("id", "=", id)
    .execute();

/** What nobody answered is still counted as asked. */
export async function forgetBefore(db: Database, before: number): Promise<void> {
  await db
    .updateTable("survey")
    .set(NOBODYS)
    .where("person_id", "is not", null)
    .where("asked_at", "<", before)
    .execute();
  await db.deleteFrom("survey_rest").where("asked_at", "<", before).execute();
}

export const answersBetween = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("survey")
    .select(["week", "outcome", "answer", ({ fn }) => fn.countAll<number>().as("people")])
    .where("question", "=", "found")
    .where("week", ">=", from)
    .where("week", "<=", to)
    .where("answer", "is not", null)
    .groupBy(["week", "outcome", "answer"])
    .execute();

/** Who was asked about questions elsewhere in a stretch of weeks, and what they said. */
export const elsewhereAnswers = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("survey")
    .select(({ fn }) => ["week", "answer", fn.countAll<number>().as("people"), fn.sum<number>("many").as("questions")])
    .where("question", "=", "elsewhere")
    .where("week", ">=", from)
    .where("week", "<=", to)
    .groupBy(["week", "answer"])
    .execute();
