import assert from "node:assert/strict";
import { test } from "node:test";
import { ENDPOINTS } from "#server/api/endpoints.ts";
import { recordEvent } from "#server/journeys/journal.ts";
import { DAY, HOUR, WEEK } from "#server/platform/clock.ts";
import { saveArticleWeek } from "#server/reports/article-week-store.ts";
import type { JourneyFigures } from "#server/reports/journey-figures.ts";
import { hiddenAmong, withoutSmallCells } from "#server/reports/small-cells.ts";
import { rooms } from "#server/rooms.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

/** Columns and fields that count people, or journeys, of which each is one person's. */
const PEOPLE = new Set(
  `people people_who_failed people_who_asked failed ticketed before lately readers newcomers reads solved toEnd copied
   seen_to_the_end code_copied votes answered answers trials aboutToAsk confirmed probable silent unsolved browse pending
   exposure active active_people searches journeys`.split(/\s+/),
);

/** Where one or two are told. */
function tellingIn(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one, place) => tellingIn(one, `${path}[${place}]`));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, one]) =>
    PEOPLE.has(name) && (one === 1 || one === 2)
      ? [`${path}.${name} is ${one}`]
      : tellingIn(one, path === "" ? name : `${path}.${name}`),
  );
}

function tellingInTable(text: string): string[] {
  const [head = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, "")) ?? []);
  return rows.flatMap((row) =>
    row.flatMap((cell, place) =>
      PEOPLE.has(head[place] ?? "") && (cell === "1" || cell === "2") ? [`${head[place]} is ${cell}`] : [],
    ),
  );
}

onEachEngine("What one or two people did", (engine) => {
  test("stands in no file, and in nothing that programs get", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await countElsewhere(ctx, EXAMPLE);
    const as = (personId: number, token: string) => ({ personId, kind: "dev" as const, token });
    const readers = [as(cast.ada.id, "a"), as(cast.zoe.id, "z")];
    for (const reader of readers) {
      await recordEvent(ctx, reader, { type: "search", q: "merge fails", results: 0, source: "page" });
      await recordEvent(ctx, reader, { type: "intent", q: "merge fails" });
    }
    await wait(2 * DAY);
    const [ada = as(cast.ada.id, "a")] = readers;
    await recordEvent(ctx, ada, { type: "search", q: "branch", results: 1, source: "page" });
    await recordEvent(ctx, ada, { type: "view", article: "create-branch", revision: 1 });
    await recordEvent(ctx, ada, { type: "solved", article: "create-branch", where: "article" });
    await ask(house, cast.zoe, "Merge fails");
    const { id: ticket_id } = await ctx.db.selectFrom("ticket").select("id").executeTakeFirstOrThrow();
    const at = ctx.clock.now();
    const rating = { cycle: 1, token_hash: "x", asked_at: at, score: 5, comment: "", rated_at: at };
    await ctx.db
      .insertInto("ticket_rating")
      .values({ ticket_id, ...rating })
      .execute();
    await wait(2 * WEEK);
    const row = { newcomers: 3, reads: 2, solved: 1, credit: 1, last_touch: 1, to_end: 2, copied: 1 };
    await saveArticleWeek(ctx.db, "2026-W23", [{ week: "2026-W23", article: "no-commits-found", readers: 5, ...row }]);
    await wait(HOUR);
    const cy = await house.as(cast.cy);
    const isFile = (path: string) => /^\/(reports|experiment).*\.(csv|json)$/.test(path);
    const files = rooms(ctx).filter(({ method, path }) => method === "get" && isFile(path));
    assert.ok(files.length >= 14, `${files.length} files`);
    for (const { path } of files) {
      const { status, text } = await cy.get(`${path}?from=2026-W20&to=2026-W26`);
      assert.equal(status, 200, path);
      const telling = path.endsWith(".csv") ? tellingInTable(text) : tellingIn(JSON.parse(text), "");
      assert.deepEqual(telling, [], path);
    }
    const deflection = JSON.parse((await cy.get("/reports/deflection.json?from=2026-W20&to=2026-W26")).text);
    assert.deepEqual(
      [deflection.journeys.counts.silent, deflection.journeys.counts.confirmed, deflection.journeys.bounds],
      [null, null, null],
      "there is something to hide",
    );
    const isHidden = ({ exposure, per100 }: { exposure: unknown; per100: unknown }) =>
      exposure === null && per100 === null;
    assert.ok(deflection.weeks.some(isHidden), "weeks of two people");
    const { rows } = JSON.parse((await cy.get("/reports/satisfaction.json")).text);
    assert.deepEqual([rows[0]?.asked, rows[0]?.answered], [null, null]);
    const reports = ENDPOINTS.filter(({ method, path }) => method === "get" && path.startsWith("/reports/"));
    assert.ok(reports.length >= 7, `${reports.length} endpoints`);
    for (const { path, work } of reports) {
      const query = path.match(/service|satisfaction/) ? { months: 6 } : { from: "2026-W20", to: "2026-W26" };
      const call = { query, params: {}, body: undefined } as unknown as Parameters<typeof work>[2];
      const answer = await work(
        ctx,
        { person: cast.cy } as Parameters<typeof work>[1],
        call,
        (() => {}) as unknown as Parameters<typeof work>[3],
      );
      assert.deepEqual(tellingIn(JSON.parse(JSON.stringify(answer)), ""), [], `api ${path}`);
    }
  });
});

test("what is hidden cannot be found by taking the rest from the whole", () => {
  assert.deepEqual(hiddenAmong([5, 1, 9]), [null, null, 9]);
  assert.deepEqual(hiddenAmong([5, 2, 2, 9]), [null, null, null, 9], "four in two cells are two and two");
  assert.deepEqual(hiddenAmong([5, 1, 2, 0]), [5, null, null, 0]);
  assert.deepEqual(hiddenAmong([3, 0, 7]), [3, 0, 7]);
  const figures = (counts: Partial<JourneyFigures["counts"]>) =>
    withoutSmallCells({
      counts: { confirmed: 20, probable: 10, silent: 50, unsolved: 5, failed: 15, browse: 0, pending: 0, ...counts },
      bounds: { journeys: 100, lower: 0.2, upper: 0.8, estimate: null },
      strict: { lower: 0.15, upper: 0.75 },
    } as JourneyFigures);
  assert.deepEqual(figures({}).bounds?.lower, 0.2);
  assert.equal(figures({ confirmed: 2 }).bounds, null, "the lower bound is their share");
  const one = figures({ probable: 1 });
  assert.deepEqual([one.counts.probable, one.counts.silent, one.counts.confirmed], [null, null, 20]);
  assert.equal(figures({ unsolved: 1, failed: 1 }).bounds, null);
});
