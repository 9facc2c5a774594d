import { type VerifyReport, verifyExamples } from "#server/knowledge/verify.ts";
import { type Command, misuse, readCall } from "./command.ts";
import { withPortal } from "./opening.ts";

const CALL = {
  name: "knowledge verify",
  usage: "--database URL [--allow-writes] [--role NAME] [--json]",
};

/** Runs the articles' marked examples against a database that its owner names. */
export const knowledgeVerify: Command = {
  ...CALL,
  summary: "runs the SQL blocks marked as checks against a PostgreSQL database, and shows the results on the articles",
  details: () =>
    [
      "  Each example runs in a transaction of its own that is always taken back, reading only, with a time limit of 5 seconds.",
      "  A superuser first becomes pg_read_all_data, a role that may only read. Give the address of a role with few rights all the same.",
      "",
      "  In an article a block is marked behind its three backticks: sql check, and if wanted",
      "    fails 42804    it must end with this error (for what is known to be broken)",
      "    rows 5         its last statement must give five rows",
      "    needs schema   skipped where the database has no such schema, or schema.function",
      "    writes         it changes something: skipped without --allow-writes, and taken back with it",
    ].join("\n"),
  examples: [
    "portal knowledge verify --database postgres://reader@db.example.test/app",
    "portal knowledge verify --database postgres://owner@localhost/scratch --allow-writes --role developer",
  ],
  run: async (given, terminal) => {
    const { values } = readCall(CALL, given, {
      options: {
        database: { type: "string" },
        role: { type: "string" },
        "allow-writes": { type: "boolean" },
        json: { type: "boolean" },
      },
    });
    const { database: url, role, "allow-writes": mayWrite = false, json = false } = values;
    if (url === undefined) throw misuse(CALL, "--database is missing");
    const report = await withPortal(terminal, (ctx) =>
      verifyExamples(ctx, { url, role, mayWrite, say: terminal.tell }),
    );
    if (json) terminal.say(JSON.stringify(report));
    else for (const line of inWords(report)) terminal.say(line);
    return report.failures.length > 0 ? 1 : 0;
  },
};

function inWords({ server, database, role, articles, worked, skipped, failures }: VerifyReport): string[] {
  if (articles === 0) return ["No published article has an example that is marked as a check."];
  return [
    ...failures.map(({ file, place, reason }) => `${file}, example ${place}: ${reason}`),
    `${worked} worked, ${failures.length} failed, ${skipped} skipped, in ${articles} ${articles === 1 ? "article" : "articles"}, ` +
      `on PostgreSQL ${server}, database ${database}, as ${role}.`,
  ];
}
