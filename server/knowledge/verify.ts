import { byCommandLine, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { type ForeignDatabase, openForeign } from "#server/platform/database/foreign.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Misuse } from "#server/platform/errors.ts";
import { articlesWithChecks, type CheckTable, replaceChecks } from "./check-store.ts";
import { fileOf } from "./checked.ts";
import { findExamples } from "./examples.ts";
import { begin, type Result, runExample, STATEMENT_LIMIT } from "./running.ts";
import { nextVersion } from "./version.ts";
import { changeArticle } from "./writing-store.ts";

const BATCH = 50;
/** May read everything and change nothing; every PostgreSQL since 14 has it. */
const READER = "pg_read_all_data";
const FIRST_WITH_READER = 14;

export type VerifyWishes = {
  url: string;
  /** Also run examples that change something; they are taken back like all others. */
  mayWrite?: boolean;
  /** Become this role first. Without it, a superuser becomes one that may only read. */
  role?: string | undefined;
  say?: (line: string) => void;
};

export type VerifyReport = {
  server: string;
  database: string;
  role: string;
  articles: number;
  worked: number;
  skipped: number;
  failures: { file: string; place: number; reason: string }[];
};

/** Runs every marked example of the published articles against a database, and keeps what came of it. */
export async function verifyExamples(ctx: Context, wishes: VerifyWishes): Promise<VerifyReport> {
  const database = await openForeign(wishes.url, STATEMENT_LIMIT);
  try {
    return await verifyOn(ctx, database, wishes);
  } finally {
    await database.close();
  }
}

async function verifyOn(ctx: Context, database: ForeignDatabase, wishes: VerifyWishes): Promise<VerifyReport> {
  const { mayWrite = false, say = () => {} } = wishes;
  const becomes = roleFor(database, wishes.role);
  if (becomes !== null) await tryRole(database, becomes);
  const { version, name } = database;
  const counts = { articles: 0, worked: 0, skipped: 0 };
  const report: VerifyReport = {
    server: version,
    database: name,
    role: becomes ?? database.role,
    ...counts,
    failures: [],
  };
  for (let last = 0; ; ) {
    const articles = await articlesWithChecks(ctx.db, last, BATCH);
    for (const article of articles) {
      const results: Result[] = [];
      for (const example of findExamples(article.source).examples)
        results.push(await runExample(database, example, { becomes, mayWrite }));
      await keep(ctx, article, results, version);
      addTo(report, fileOf(article), results);
    }
    if (articles.length > 0) say(`Examples tried: ${report.articles} articles, ${report.failures.length} failures.`);
    if (articles.length < BATCH) break;
    last = articles.at(-1)?.id ?? last;
  }
  return report;
}

function roleFor(database: ForeignDatabase, wanted: string | undefined): string | null {
  if (wanted !== undefined) return wanted;
  if (!database.isSuperuser) return null;
  if (Number.parseInt(database.version, 10) >= FIRST_WITH_READER) return READER;
  throw new Misuse(
    `${database.role} may do everything here. Connect as a role that may only read, or name it: --role.`,
  );
}

/** One that cannot be taken is said once, before any example fails for it. */
async function tryRole(database: ForeignDatabase, role: string): Promise<void> {
  try {
    await begin(database, false, role);
  } catch (error) {
    throw new Misuse(`The role ${role} cannot be taken: ${error instanceof Error ? error.message : error}.`, 1);
  } finally {
    await database.ask("rollback");
  }
}

type Tried = { id: number; slug: string; revision: number };

async function keep(ctx: Context, article: Tried, results: Result[], server: string): Promise<void> {
  const checkedAt = ctx.clock.now();
  const rows = results.map(
    ({ example, outcome, reason }): CheckTable => ({
      article_id: article.id,
      place: example.place,
      revision: article.revision,
      statement: example.statement,
      outcome,
      reason,
      server,
      checked_at: checkedAt,
    }),
  );
  await inTransaction(ctx, async (ctx) => {
    // Whoever has the page already must see that it says something else now.
    const version = await nextVersion(ctx);
    await changeArticle(ctx.db, article, { version });
    await replaceChecks(ctx.db, article.id, rows);
    const failed = rows.filter(({ outcome }) => outcome === "failed").length;
    const data = { examples: rows.length, failed, server };
    await recordDeed(ctx, { by: byCommandLine, action: "tried examples", object: `article ${article.slug}`, data });
  });
}

function addTo(report: VerifyReport, file: string, results: Result[]): void {
  report.articles += 1;
  for (const { example, outcome, reason } of results) {
    if (outcome === "worked") report.worked += 1;
    if (outcome === "skipped") report.skipped += 1;
    if (outcome === "failed") report.failures.push({ file, place: example.place, reason: reason ?? "" });
  }
}
