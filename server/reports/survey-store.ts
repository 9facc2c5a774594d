import type { Database } from "#server/platform/database/database.ts";
import type { Week } from "#server/platform/weeks.ts";

export type Asked = "probable" | "silent";
export type Answer = "yes" | "no";

type SurveyTable = {
  id: string;
  /** Whom it waits for; nobody once it was answered. */
  person_id: number | null;
  journey: string;
  outcome: Asked;
  week: Week;
  asked_at: number;
  answer: Answer | null;
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

export const addSurvey = (db: Database, survey: SurveyTable) => db.insertInto("survey").values(survey).execute();

export const letRest = (db: Database, personId: number, at: number) =>
  db
    .insertInto("survey_rest")
    .values({ person_id: personId, asked_at: at })
    .onConflict((one) => one.column("person_id").doUpdateSet({ asked_at: at }))
    .execute();

export const surveyFor = (db: Database, id: string, personId: number) =>
  db.selectFrom("survey").selectAll().where("id", "=", id).where("person_id", "=", personId).executeTakeFirst();

/** The answer stays, and nothing says whose it is. */
export const keepAnswer = (db: Database, id: string, answer: Answer) =>
  db.updateTable("survey").set({ answer, person_id: null }).where("id", "=", id).execute();

export const answersBetween = (db: Database, from: Week, to: Week) =>
  db
    .selectFrom("survey")
    .select(["week", "outcome", "answer", ({ fn }) => fn.countAll<number>().as("people")])
    .where("week", ">=", from)
    .where("week", "<=", to)
    .where("answer", "is not", null)
    .groupBy(["week", "outcome", "answer"])
    .execute();
