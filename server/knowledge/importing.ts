import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { applySteps, type Prepared } from "./applying.ts";
import { DRAWN_WITH, drawArticle } from "./drawing.ts";
import { type Problem, readFolder } from "./files.ts";
import { planImport, type Step } from "./plan.ts";
import { followRenames, formerSlugs, keepRedirects, readRedirects } from "./redirects.ts";
import { drawnColumns } from "./rows.ts";
import { putCategories } from "./shelf-store.ts";
import { readSynonyms } from "./synonyms.ts";
import { sourcesDrawnBefore } from "./transfer-store.ts";
import { nextVersion } from "./version.ts";
import * as store from "./writing-store.ts";

const BATCH = 100;
const WORTH_SAYING = 1000;

export type ImportReport = {
  added: number;
  updated: number;
  archived: number;
  revived: number;
  conflicts: number;
  unchanged: number;
  problems: Problem[];
};

type Say = (line: string) => void;

/** Brings the database to what a folder of Markdown files says. Safe to repeat; nothing edited here is overwritten. */
export async function importArticles(ctx: Context, folder: string, say: Say = () => {}): Promise<ImportReport> {
  const { files, present, shelves, problems } = readFolder(folder);
  problems.push(...readSynonyms(folder).problems);
  if (files.length === 0) problems.push({ file: folder, reason: "It holds no article; what was there before stays." });
  if (shelves.length > 0) await inTransaction(ctx, (ctx) => putCategories(ctx.db, shelves));
  const { redirects, problems: unread } = readRedirects(folder);
  await followRenames(ctx, redirects, present);
  const { steps, unchanged, strays } = planImport(
    { files, present },
    await store.knownArticles(ctx.db),
    await formerSlugs(ctx),
  );
  problems.push(...unread, ...strays.map(({ name }) => ({ file: name, reason: STRAY })));
  const tell = progress(say, "Reading articles", steps.length);
  const done: Step[] = [];
  for (let from = 0; from < steps.length; from += BATCH) {
    done.push(...(await applySteps(ctx, prepare(steps.slice(from, from + BATCH), problems))));
    tell(from + BATCH);
  }
  problems.push(...(await keepRedirects(ctx, redirects)));
  const foundAt = ctx.clock.now();
  const rows = [...new Map(problems.map((one) => [one.file, { ...one, found_at: foundAt }])).values()];
  await inTransaction(ctx, (ctx) => store.replaceProblems(ctx.db, rows));
  for (const problem of problems) ctx.log.warn(problem, "An article file was not taken.");
  const report = { ...countsOf(done), unchanged, problems };
  if (done.length > 0) ctx.log.info({ ...report, problems: problems.length }, "Articles were brought in from files.");
  return report;
}

const STRAY = "Its address leads to an article whose own file lies here, too. Take it away, or give it another name.";

function prepare(steps: Step[], problems: Problem[]): Prepared[] {
  return steps.flatMap((step): Prepared[] => {
    const file = "file" in step && step.kind !== "agree" ? step.file : null;
    if (!file) return [{ step, drawing: null }];
    const drawn = drawArticle(file.source);
    if (drawn.ok) return [{ step, drawing: drawn.drawing }];
    problems.push({ file: file.name, reason: drawn.problems.join(" ") });
    return [];
  });
}

function countsOf(steps: Step[]) {
  const count = (...kinds: Step["kind"][]) => steps.filter((step) => kinds.includes(step.kind)).length;
  return {
    added: count("add"),
    updated: count("update", "agree"),
    archived: count("archive"),
    revived: count("revive"),
    conflicts: count("conflict"),
  };
}

/** Draws anew what an older renderer drew, from the revision that is shown. */
export async function redrawOld(ctx: Context, say: Say = () => {}): Promise<void> {
  const tell = progress(say, "Drawing articles anew", Number.POSITIVE_INFINITY);
  for (let count = 0; ; count += BATCH) {
    const old = await sourcesDrawnBefore(ctx.db, DRAWN_WITH, BATCH);
    if (old.length === 0) return;
    const drawn = old.map((one) => ({ ...one, drawn: drawArticle(one.source) }));
    await inTransaction(ctx, async (ctx) => {
      const version = await nextVersion(ctx);
      // One that today's rules would refuse stays as it was drawn.
      for (const { drawn: one, ...article } of drawn)
        await store.changeArticle(
          ctx.db,
          article,
          one.ok ? { ...drawnColumns(one.drawing), version } : { drawn_with: DRAWN_WITH },
        );
    });
    tell(count + old.length);
  }
}

/** A line a second, and none when it is done before. */
function progress(say: Say, what: string, whole: number): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < WORTH_SAYING) return;
    last = performance.now();
    say(`${what}: ${Math.min(done, whole)}${Number.isFinite(whole) ? ` of ${whole}` : ""}.`);
  };
}
