import { createTable, type MigrationDb, makeAppendOnly, run } from "#server/platform/database/schema.ts";

export async function up(db: MigrationDb): Promise<void> {
  // Weeks counted elsewhere, before the portal or beside it.
  await createTable(
    db,
    "weekly_count",
    "week $text not null, source $text not null, basic $int not null, other $int not null, exposure $int not null, imported_at $int not null, primary key (week, source)",
  );
  // How many could have asked, as it was seen in that week: accounts change their role and come back later.
  await createTable(db, "weekly_exposure", "week $text primary key, accounts $int not null");
  // Derived from tickets, accounts, events and imported counts; kept for ever, so that no page counts anything.
  await createTable(
    db,
    "weekly_fact",
    `week $text primary key,
     basic $int not null,
     other $int not null,
     unlabelled $int not null,
     exposure $int not null,
     active $int,
     asked $int not null,
     asked_again $int not null,
     reopened $int not null`,
  );
  // The same by team, and who asked: for what mix and few people may have done to the figure.
  await createTable(
    db,
    "weekly_team",
    "week $text not null, team $text not null, basic $int not null, exposure $int not null, primary key (week, team)",
  );
  await createTable(
    db,
    "weekly_asker",
    "week $text not null, person_id $int not null, basic $int not null, primary key (week, person_id)",
  );
  await createTable(db, "stale_week", "week $text primary key");
  await run(db, "create index label_by_time on ticket_label (labelled_at)");
  // What each article did in a week, and where in the lists of results it stood and was chosen.
  await createTable(
    db,
    "weekly_article",
    `week $text not null,
     article $text not null,
     readers $int not null,
     reads $int not null,
     solved $int not null,
     credit $real not null,
     last_touch $real not null,
     primary key (week, article)`,
  );
  await createTable(
    db,
    "weekly_journey",
    "week $text not null, outcome $text not null, journeys $int not null, primary key (week, outcome)",
  );
  await createTable(
    db,
    "weekly_place",
    "week $text not null, article $text not null, position $int not null, shown $int not null, clicked $int not null, primary key (week, article, position)",
  );
  await createTable(db, "stale_article_week", "week $text primary key");
  // Reports that are too much work for a page, as a job found them last.
  await createTable(db, "prepared_report", "name $text primary key, data $text not null, made_at $int not null");
  // A goal is never changed: each edit is a new version beside the old ones, and each names the hash of the one before.
  await createTable(
    db,
    "goal_version",
    `version $int primary key,
     target $real not null,
     baseline_from $text not null,
     baseline_to $text not null,
     denominator $text not null check (denominator in ('eligible', 'active')),
     definition $text not null,
     reason $text not null,
     made_by $int not null references person (id),
     made_at $int not null,
     previous_hash $text not null,
     hash $text not null`,
  );
  await makeAppendOnly(db, "goal_version");
  // The baseline as it was when its labels froze.
  await createTable(
    db,
    "goal_baseline",
    `version $int not null references goal_version (version),
     week $text not null,
     basic $int not null,
     other $int not null,
     exposure $int not null,
     active $int,
     locked_at $int not null,
     primary key (version, week)`,
  );
  await makeAppendOnly(db, "goal_baseline");
  // What a second person said of a ticket without seeing what the first had said.
  await createTable(
    db,
    "second_label",
    `ticket_id $int primary key references ticket (id),
     label $text not null check (label in ('basic', 'not-basic')),
     coded_by $int not null references person (id),
     coded_at $int not null`,
  );
  await makeAppendOnly(db, "second_label");
  // One question to a few of those who left without a word; once answered, nothing says whose answer it is.
  await createTable(
    db,
    "survey",
    `id $text primary key,
     person_id $int references person (id),
     journey $text not null unique,
     outcome $text not null check (outcome in ('probable', 'silent')),
     week $text not null,
     asked_at $int not null,
     answer $text check (answer in ('yes', 'no'))`,
  );
  await run(db, "create index survey_by_week on survey (week)");
  await createTable(db, "survey_rest", "person_id $int primary key references person (id), asked_at $int not null");
  // Goals of the roll-out that are measured elsewhere.
  await createTable(
    db,
    "programme_figure",
    `id $id,
     name $text not null,
     value $real not null,
     measured_on $text not null,
     source $text not null,
     entered_by $int not null references person (id),
     entered_at $int not null`,
  );
  await makeAppendOnly(db, "programme_figure");
  await createTable(
    db,
    "annotation",
    `id $id,
     week $text not null,
     sentence $text not null,
     is_left_out $int not null,
     made_by $int references person (id),
     made_at $int not null,
     withdrawn_by $int references person (id),
     withdrawn_at $int`,
  );
  await run(db, "create index annotation_by_week on annotation (week)");
}
