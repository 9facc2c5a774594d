import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // When the first word was said about a ticket: from then on it may be changed for two weeks. And who said it.
  await run(db, "alter table ticket_label add column set_at $int not null default 0");
  await run(
    db,
    "alter table ticket_label add column source $text not null default 'agent' check (source in ('agent', 'rule', 'classifier'))",
  );
  await run(db, "alter table ticket_label add column score $real");
  await run(db, "update ticket_label set set_at = labelled_at");
  // What was changed after that, kept for ever: the figures go on standing on what was said in time.
  await createTable(
    db,
    "label_correction",
    `id $id,
     ticket_id $int not null references ticket (id),
     from_label $text not null check (from_label in ('basic', 'basic-uncovered', 'not-basic')),
     from_article_id $int references article (id),
     from_source $text not null check (from_source in ('agent', 'rule', 'classifier')),
     to_label $text not null check (to_label in ('basic', 'basic-uncovered', 'not-basic')),
     to_article_id $int references article (id),
     reason $text not null,
     corrected_by $int not null references person (id),
     corrected_at $int not null`,
  );
  await makeAppendOnly(db, "label_correction");
  await run(db, "create index label_correction_by_ticket on label_correction (ticket_id, id)");
  // Nothing could be said of it yet; it is looked at again later.
  await createTable(
    db,
    "unlabelled_look",
    "ticket_id $int primary key references ticket (id), looked_at $int not null",
  );
  // Basic questions answered in chat or in the hall. Who asked is kept for a week, to count one need once.
  await createTable(
    db,
    "answered_elsewhere",
    `id $id,
     category $text references category (slug),
     article_id $int references article (id),
     asker_id $int references person (id),
     many $int not null check (many > 0),
     counted $int not null check (counted >= 0),
     answered_at $int not null,
     recorded_by $int not null references person (id),
     withdrawn_at $int`,
  );
  await run(db, "create index answered_elsewhere_by_time on answered_elsewhere (answered_at)");
  await run(db, "create index answered_elsewhere_by_recorder on answered_elsewhere (recorded_by, id)");
  await run(
    db,
    "create index answered_elsewhere_by_end on answered_elsewhere (withdrawn_at) where withdrawn_at is not null",
  );
  await run(db, "create index answered_elsewhere_by_asker on answered_elsewhere (asker_id) where asker_id is not null");
  // What corrections and labels that nobody gave would change in a week, and what was asked elsewhere.
  for (const column of [
    "corrected",
    "guessed",
    "guessed_by_score",
    "basic_corrected",
    "basic_told",
    "elsewhere",
    "twice",
  ])
    await run(db, `alter table weekly_fact add column ${column} $int not null default 0`);
  // As many as were seen to be active while the week ran: whoever opts out later leaves the count as it was.
  await run(db, "alter table weekly_exposure add column active $int not null default 0");
  await run(db, "update weekly_fact set basic_corrected = basic, basic_told = basic");
  // What was set aside as spam, or taken back, changes the week it was asked in.
  await run(db, "create index ticket_event_of_spam on ticket_event (at) where kind in ('spammed', 'unspammed')");
  // Readers whom no week of the quarter before had: they can be added up to people.
  await run(db, "alter table weekly_article add column newcomers $int not null default 0");
  await run(
    db,
    "insert into stale_article_week (week) select distinct week from weekly_article where week not in (select week from stale_article_week)",
  );
  // The order in which teams get the suggestions, drawn before anything is counted, for where there is no past.
  await createTable(
    db,
    "rollout",
    `id $id,
     seed $text not null,
     teams $text not null,
     starts_week $text not null,
     step_weeks $int not null,
     drawn_by $int not null references person (id),
     drawn_at $int not null,
     hash $text not null`,
  );
  await makeAppendOnly(db, "rollout");
  await createTable(
    db,
    "rollout_end",
    `rollout_id $int primary key references rollout (id),
     ended_at $int not null,
     ended_by $int not null references person (id),
     reason $text not null`,
  );
  await makeAppendOnly(db, "rollout_end");
  // What somebody said of the tickets that were drawn from a baseline nobody had labelled.
  await createTable(
    db,
    "sampled_label",
    `ticket_id $int primary key references ticket (id),
     label $text not null check (label in ('basic', 'not-basic')),
     coded_by $int not null references person (id),
     coded_at $int not null`,
  );
  await makeAppendOnly(db, "sampled_label");
}
