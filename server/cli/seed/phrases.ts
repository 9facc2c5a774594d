/** What made-up people ask about, and how they write. */

export const FIRST_NAMES =
  `Ada Alan Amara Anna Arun Bea Boris Carla Chen Dana David Elif Emil Eva Farid Fatima Femi Grace
Hana Hugo Ines Ivan Jamal Jana Jonas Kaya Kim Lars Lea Luis Maya Mehmet Mila Nadia Nils Noor Olga Omar Paula Pedro Priya
Rosa Sami Sara Sofia Tariq Tomas Uma Vera Wanda Yara Yusuf Zoe`.split(/\s+/);

export const LAST_NAMES = `Abe Adeyemi Ahmed Almeida Andersen Bauer Becker Brown Castro Chen Costa Diaz Eriksen Fischer
Garcia Gruber Haddad Hansen Ito Jensen Kaya Keller Khan Kim Klein Kowalski Kumar Larsen Lopez Maier Martin Meyer Moreau
Novak Okafor Olsen Patel Peters Popov Rossi Santos Sato Schmidt Silva Singh Suzuki Tanaka Toth Wagner Weber Wolf Yilmaz`.split(
  /\s+/,
);

export const TEAMS = [
  "Payments",
  "Search",
  "Checkout",
  "Data platform",
  "Mobile",
  "Identity",
  "Logistics",
  "Reporting",
];

export const THINGS = `create_branch delete_branch list_branches get_commit_history get_object_history diff_commits
diff_branches get_object_definition get_object_metadata get_head_sha list_objects get_current_schema check_for_alerts
get_recommendations get_dashboard_summary generate_monitoring_report validate_data_integrity detect_anomalies
analyze_storage_usage analyze_query_performance estimate_storage_growth get_object_size_distribution`.split(/\s+/);

export const TAGS = `upgrade permissions slow docs ci staging production billing regression feature-wish data-loss
first-week follow-up vip on-call`.split(/\s+/);

export const OBJECTS = `orders invoices customers payments shipments sessions products prices carts refunds ledgers
accounts webhooks exports events_2025 audit_log stock_levels coupons addresses price_history`.split(/\s+/);

export const PLACES = [
  "on staging",
  "in production",
  "in the CI job",
  "after the upgrade",
  "on the read replica",
  "in a fresh database",
  "after the restore",
  "with a migration tool",
  "for the reporting role",
  "since this morning",
  "in the nightly job",
  "behind the pooler",
];

export const ERRORS = [
  ["42P01", 'relation "pggit_v0.refs" does not exist'],
  ["42883", "function pggit_v0.{thing}(unknown) does not exist"],
  ["42501", "permission denied for table {object}"],
  ["42501", "permission denied for schema pggit_v0"],
  ["3F000", 'schema "pggit_v0" does not exist'],
  ["25P02", "current transaction is aborted, commands ignored until end of transaction block"],
  ["42703", 'column "{object}_id" does not exist'],
  ["23505", 'duplicate key value violates unique constraint "{object}_pkey"'],
  ["42809", "pggit_v0.{thing}(unknown) is not a procedure"],
  ["57014", "canceling statement due to statement timeout"],
  ["53300", "sorry, too many clients already"],
  ["P0001", "no commits found for branch {object}-fix"],
] as const;

export const SUBJECTS = [
  "{thing} returns nothing {place}",
  "{thing} fails {place}",
  "How do I use {thing} for {object}?",
  "Error {code} {place}",
  "{object} is missing from the history {place}",
  "Who changed {object} {place}?",
  "Can I undo a change to {object}?",
  "{thing} is slow {place}",
  "Which role may call {thing}?",
  "Branch for {object} cannot be deleted {place}",
  "Difference of {object} shows too much {place}",
  "Need access to {thing} {place}",
];

export const QUESTIONS = [
  "Since yesterday `{thing}` fails {place}. I expected a row for `{object}`, and there is none.",
  "I run\n\n    SELECT * FROM pggit_v0.{thing}('{object}');\n\nand get\n\n    ERROR:  {error}\n\nWhat am I doing wrong?",
  "We want to know who changed `{object}` {place}. Is {thing} the right way, and which role do I need for it?",
  "ERROR:  {error}\nSQLSTATE: {code}\nCONTEXT:  PL/pgSQL function {thing}(text) line 12 at RAISE\n\nThis happens {place}, every time.",
  "The documentation says `{thing}` works without arguments. {place} it asks for one.\n\n1. Open psql\n2. Call it\n3. See the error",
  "Our pipeline stops at `{object}`:\n\n```\nERROR:  {error}\n```\n\nIt worked last week. Nothing was changed that I know of.",
];

export const ANSWERS = [
  "Thank you for the exact text. `{thing}` needs its argument with a cast: `pggit_v0.{thing}('{object}'::text)`. Does it work then?",
  "That is the search path: call it with its schema, `pggit_v0.{thing}`. The article on calling functions has the details.",
  "The role you use lacks a grant. Ask the owner of the database to run\n\n```sql\nGRANT USAGE ON SCHEMA pggit_v0 TO your_role;\n```",
  "I could repeat it {place}. The history of `{object}` begins with the first commit after the install; nothing before it is kept.",
  "Which version is it? `SELECT pggit.version();` says it. Until then this query gives the same answer.",
];

export const FOLLOW_UPS = [
  "That did not change anything, the error is the same: {error}.",
  "It works on my machine now, but not {place}.",
  "Version is 0.2.1. What else do you need?",
  "One more thing: does this also hold for `{object}`?",
];

export const NOTES = [
  "Same as last week's ticket about {object}.",
  "Asked the owner of {object} for the grant; waiting.",
  "Probably {code}; see the article before answering.",
];
