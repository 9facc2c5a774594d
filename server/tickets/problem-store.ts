import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

type ProblemTable = {
  id: Id;
  title: string;
  cause: string;
  article_id: number | null;
  opened_by: number;
  opened_at: number;
  solved_at: number | null;
  version: number;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    problem: ProblemTable;
  }
}

const problems = (db: Database) =>
  db
    .selectFrom("problem")
    .leftJoin("article", "article.id", "problem.article_id")
    .select([
      "problem.id",
      "problem.title",
      "problem.cause",
      "problem.opened_at as openedAt",
      "problem.solved_at as solvedAt",
      "problem.version",
      "article.slug as slug",
    ]);

export const problemById = (db: Database, id: number) => problems(db).where("problem.id", "=", id).executeTakeFirst();

/** Newest first. */
export const problemsBefore = (db: Database, before: number, limit: number) =>
  problems(db).where("problem.id", "<", before).orderBy("problem.id", "desc").limit(limit).execute();

export const openProblems = (db: Database, limit: number) =>
  problems(db).where("problem.solved_at", "is", null).orderBy("problem.id", "desc").limit(limit).execute();

type Content = Pick<ProblemTable, "title" | "cause" | "article_id" | "solved_at">;

export const addProblem = (db: Database, problem: Content & Pick<ProblemTable, "opened_by" | "opened_at">) =>
  db
    .insertInto("problem")
    .values({ ...problem, version: 1 })
    .returning("id")
    .executeTakeFirstOrThrow();

/** Only on the version somebody saw. Says whether it was. */
export const changeProblem = async (db: Database, id: number, version: number, change: Content): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable("problem")
    .set((set) => ({ ...change, version: set("version", "+", 1) }))
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
