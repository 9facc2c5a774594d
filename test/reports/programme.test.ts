import assert from "node:assert/strict";
import { test } from "node:test";
import { programmeFigures } from "#server/reports/programme.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

onEachEngine("The programme", (engine) => {
  test("computes what it can, shows what was fed with its source, and says what nobody fed", async (t) => {
    const { ctx, cast, as, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    const cy = await as(cast.cy);
    const figure = {
      name: "training",
      value: "82.5",
      measuredOn: "2026-06-01",
      source: "Course register <b>",
      _once: "one-submission-of-a-test",
    };
    assert.equal((await cy.post("/reports/programme/figures", figure)).status, 303);
    assert.equal((await cy.post("/reports/programme/figures", figure)).status, 303);
    const wrong = await cy.post("/reports/programme/figures", { ...figure, name: "satisfaction", value: "9" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /between 1 and 5/);
    const found = new Map((await programmeFigures(ctx)).map((one) => [one.key, one]));
    assert.equal(found.get("basic")?.state, "undecided");
    assert.equal(found.get("training")?.value, 0.825);
    assert.equal(found.get("training")?.state, "reached");
    assert.equal(found.get("satisfaction")?.state, "not fed");
    assert.equal((await ctx.db.selectFrom("programme_figure").selectAll().execute()).length, 1);
    const { text } = await cy.get("/reports/programme");
    assert.match(text, /Course register &lt;b&gt;; entered by Cy Leads/);
    assert.match(text, /As of 2026-06-01/);
    assert.match(text, /Nobody has fed it yet/);
    await assert.rejects(ctx.db.updateTable("programme_figure").set({ value: 1 }).execute(), /append-only/);
  });

  test("is open to managers, and fed by them alone", async (t) => {
    const { cast, as, close } = await buildHouse({ engine });
    t.after(close);
    for (const person of [cast.ada, cast.bo]) {
      const visitor = await as(person);
      assert.equal((await visitor.get("/reports/programme")).status, 404);
      assert.equal((await visitor.post("/reports/programme/figures", {})).status, 403);
    }
    assert.equal((await (await as(cast.dee)).get("/reports/programme.csv")).status, 200);
  });
});
