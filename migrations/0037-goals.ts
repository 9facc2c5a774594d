import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What a goal is compared with: weeks as they were counted, a sample that is labelled afterwards, or teams that wait.
  await run(
    db,
    "alter table goal_version add column basis $text not null default 'weeks' check (basis in ('weeks', 'sample', 'wedge'))",
  );
  // Of what was drawn for it: the questions of the sample, or the order of the teams.
  await run(db, "alter table goal_version add column seal $text not null default ''");
  // Which questions were drawn, and of how many in each week, before anybody labels them for this goal.
  await createTable(
    db,
    "goal_draw",
    "version $int primary key references goal_version (version), asked $text not null, drawn $text not null",
  );
  await makeAppendOnly(db, "goal_draw");
  // The article whose title is tried; the title itself stands where synonyms and rankings stand.
  await run(db, "alter table search_replay add column article_id $int references article (id)");
}
