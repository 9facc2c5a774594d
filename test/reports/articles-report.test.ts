import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { moveArticle } from "#server/knowledge/addresses.ts";
import { addPerson } from "#server/people/actions.ts";
import { HOUR } from "#server/platform/clock.ts";
import { mondayOf } from "#server/platform/weeks.ts";
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

  test("votes are sorted by what they say at least, and one or two of them say nothing", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx } = house;
    const articles = await ctx.db
      .selectFrom("article")
      .select(["id", "slug", "revision"])
      .orderBy("id")
      .limit(3)
      .execute();
    const [many, few, two] = articles.map(({ slug }) => slug);
    await saveArticleWeek(
      ctx.db,
      "2026-W20",
      articles.map(({ slug }) => week("2026-W20", slug, 12, 1)),
    );
    const people: number[] = [];
    for (let at = 0; at < 10; at += 1)
      people.push(
        await addPerson(ctx, byPortal, { email: `v${at}@example.test`, name: `V${at}`, role: "requester", team: null }),
      );
    const voted_at = mondayOf("2026-W20") + HOUR;
    for (const [place, [yes, all]] of [
      [8, 10],
      [3, 3],
      [2, 2],
    ].entries())
      for (const [at, person_id] of people.slice(0, all).entries()) {
        const { id: article_id, revision } = articles[place] ?? { id: 0, revision: 0 };
        const helpful = at < (yes ?? 0) ? "yes" : "no";
        await ctx.db
          .insertInto("vote")
          .values({ article_id, revision, person_id, helpful, reason: null, comment: null, voted_at })
          .execute();
      }
    const { rows } = await articlesReport(ctx, { from: "2026-W20", to: "2026-W20" });
    const votes = new Map(rows.map((row) => [row.slug, row.votes]));
    // The small example of F24.
    assert.ok(Math.abs((votes.get(many ?? "")?.low ?? 0) - 0.4902) < 0.0005);
    assert.ok(Math.abs((votes.get(many ?? "")?.high ?? 0) - 0.9433) < 0.0005);
    assert.equal(votes.get(two ?? ""), null);
    const cy = await house.as(house.cast.cy);
    const { text } = await cy.get("/reports/articles?from=2026-W20&to=2026-W20&sort=votes");
    assert.match(text, /8 of 10 said yes, at least 49%/);
    assert.doesNotMatch(text, /2 of 2 said yes/);
    const place = (slug: string | undefined) => text.indexOf(`href="/articles/${slug}"`);
    assert.ok(place(many) < place(few) && place(few) < place(two), "8 of 10 before 3 of 3, and both before two");
    const [head = "", first = ""] = (await cy.get("/reports/articles.csv?from=2026-W20&to=2026-W20")).text.split(
      /\r?\n/,
    );
    assert.match(head, /votes,votes_yes,votes_yes_at_least/);
    assert.match(first, /,(10,8,0\.49|3,3,0\.438|,,),/);
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
