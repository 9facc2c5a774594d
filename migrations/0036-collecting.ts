import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // What the browser's own clock said, for which page view something was told, which route was asked, and by which
  // version of the portal and of its way of recording it was written down. Older events know none of it.
  for (const column of ["client_at $int", "page $text", "route $text", "app $text", "schema $int"])
    await run(db, `alter table event add column ${column}`);
  // How well events were collected, week by week: kept for ever, while events are forgotten. Lists are JSON.
  await createTable(
    db,
    "weekly_collector",
    `week $text primary key,
     events $int not null,
     clocks $int not null,
     skewed $int not null,
     schemas $text not null,
     apps $text not null`,
  );
  // Whether anything was asked within the time that has nothing to do with the journey: for the strict reading of it.
  await run(db, "alter table journey add column other_ticket $int not null default 0");
  await run(db, `update journey set other_ticket = 1 where data like '%"hasOtherTicket":true%'`);
  await run(db, "alter table weekly_journey add column other_ticket $int not null default 0");
  // Journeys in which an article was seen to its end, and in which code was copied out of it.
  for (const column of ["to_end", "copied"])
    await run(db, `alter table weekly_article add column ${column} $int not null default 0`);
  await run(
    db,
    `insert into stale_article_week (week) select distinct week from weekly_journey
     where week not in (select week from stale_article_week)`,
  );
  // Two questions share the rules of asking. An answer keeps nothing that leads to whoever gave it: no person, no journey,
  // not the hour, and not the id that was in the letter.
  await run(db, "drop index survey_by_week");
  await run(db, "alter table survey rename to survey_before");
  await createTable(
    db,
    "survey",
    `id $text primary key,
     question $text not null check (question in ('found', 'elsewhere')),
     person_id $int references person (id),
     journey $text unique,
     outcome $text check (outcome in ('probable', 'silent')),
     week $text not null,
     asked_at $int,
     answer $text check (answer in ('yes', 'no')),
     many $int check (many between 0 and 99)`,
  );
  await run(
    db,
    `insert into survey (id, question, person_id, journey, outcome, week, asked_at, answer)
     select id, 'found', person_id, case when answer is null then journey end, outcome, week,
       case when answer is null then asked_at end, answer
     from survey_before`,
  );
  await run(db, "drop table survey_before");
  await run(db, "create index survey_by_week on survey (week)");
  await run(db, "create index survey_waiting on survey (asked_at) where person_id is not null");
}
