import assert from "node:assert/strict";
import { test } from "node:test";
import { moveArticle } from "#server/knowledge/addresses.ts";
import { saveArticleWeek } from "#server/reports/article-week-store.ts";
import { articlesReport } from "#server/reports/articles-report.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";

const week = (week: string, article: string, readers: number, credit: number) => ({
  week,
  article,
  readers,
  newcomers: readers,
  reads: readers,
  solved: 1,
  credit,
  last_touch: credit,
  to_end: readers,
  copied: 1,
});

onEachEngine("what an article did", (engine) => {
  test("what was read under its old address stays with an article that moved", async () => {
    const house = await buildHouse({ engine });
    try {
      await saveArticleWeek(house.ctx.db, "2026-W20", [week("2026-W20", "create-branch", 4, 1)]);
      await moveArticle(house.ctx, house.cast.dee, "create-branch", "make-a-branch");
      await saveArticleWeek(house.ctx.db, "2026-W21", [
        week("2026-W21", "create-branch", 3, 0.5),
        week("2026-W21", "make-a-branch", 5, 2),
      ]);
      const { rows } = await articlesReport(house.ctx, { from: "2026-05-11", to: "2026-05-24" });
      assert.deepEqual(
        rows.map(({ slug, readers, credit, course }) => ({ slug, readers, credit, course })),
        [{ slug: "make-a-branch", readers: 12, credit: 3.5, course: [1, 3.5] }],
      );
    } finally {
      await house.close();
    }
  });

  test("how many saw its end and copied from it is shown from three on, on the page and in the file", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const rows = [{ ...week("2026-W20", "create-branch", 9, 1), to_end: 7, copied: 2 }];
    await saveArticleWeek(house.ctx.db, "2026-W20", rows);
    const period = "?from=2026-W20&to=2026-W20";
    const cy = await house.as(house.cast.cy);
    const page = (await cy.get(`/reports/articles${period}`)).text;
    assert.match(page, /7 to the end/);
    assert.doesNotMatch(page, /copied code/);
    const lines = (await cy.get(`/reports/articles.csv${period}`)).text.trim().split(/\r?\n/);
    assert.match(lines[0] ?? "", /,seen_to_the_end,code_copied$/);
    assert.match(lines[1] ?? "", /,7,$/);
    const [first] = (await articlesReport(house.ctx, { from: "2026-W20", to: "2026-W20" })).rows;
    assert.deepEqual([first?.toEnd, first?.copied], [7, null]);
  });
});
