import assert from "node:assert/strict";
import { test } from "node:test";
import { deflectionReport } from "#server/reports/deflection.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const PAGES = [
  "/reports",
  "/reports/deflection",
  "/reports/deflection.csv",
  "/reports/deflection.json",
  "/reports/deflection/goal",
];

async function withHistory(engine: "sqlite" | "postgres"): Promise<House> {
  const house = await buildHouse({ engine });
  await countElsewhere(house.ctx, EXAMPLE);
  return house;
}

const GOAL = {
  version: "0",
  target: "60",
  basis: "weeks",
  from: "2026-03-16",
  to: "2026-05-10",
  denominator: "eligible",
  definition: "It could stand in one article.",
  reason: "",
};

onEachEngine("The report pages", (engine) => {
  test("are open to managers and admins, and to nobody else", async (t) => {
    const house = await withHistory(engine);
    t.after(house.close);
    for (const person of [house.cast.cy, house.cast.dee]) {
      const visitor = await house.as(person);
      for (const page of PAGES) assert.ok([200, 303].includes((await visitor.get(page)).status), page);
    }
    for (const person of [house.cast.ada, house.cast.bo]) {
      const visitor = await house.as(person);
      for (const page of PAGES) assert.equal((await visitor.get(page)).status, 404, page);
      assert.equal((await visitor.post("/reports/deflection/goal", GOAL)).status, 403);
      assert.equal(
        (await visitor.post("/reports/deflection/notes", { week: "2026-W20", sentence: "x y z" })).status,
        403,
      );
      assert.equal((await visitor.post("/reports/deflection/notes/1/withdrawal")).status, 403);
    }
    const stranger = await house.as(null);
    assert.match((await stranger.get("/reports/deflection")).location ?? "", /^\/sign-in/);
  });

  test("say the same on the page, in the file and to programs", async (t) => {
    const house = await withHistory(engine);
    t.after(house.close);
    const cy = await house.as(house.cast.cy);
    const page = await cy.get("/reports/deflection");
    assert.match(page.text, />58%</);
    assert.match(page.text, /fewer basic questions per developer than March to May\./);
    assert.match(page.text, /Goal 60%: not yet, undecided/);
    assert.match(page.text, /Nobody has set a goal yet/);
    assert.doesNotMatch(page.text, /\bsaved\b|\bdeflected\b/i);
    const json = JSON.parse((await cy.get("/reports/deflection.json")).text);
    assert.deepEqual(json, JSON.parse(JSON.stringify(await deflectionReport(house.ctx))));
    const csv = (await cy.get("/reports/deflection.csv")).text.trim().split("\r\n");
    assert.equal(csv.length, 13);
    assert.equal(csv[1], "2026-W12,2026-03-16,baseline,20,30,0,100,,20,21.63,,0,20,0,20,0");
  });

  test("a manager sets the goal once, and the next version keeps the first in sight", async (t) => {
    const house = await withHistory(engine);
    t.after(house.close);
    const cy = await house.as(house.cast.cy);
    assert.match((await cy.get("/reports/deflection/goal")).text, /16 Mar to 10 May 2026/);
    assert.equal((await cy.post("/reports/deflection/goal", { ...GOAL, to: "2026-04-12" })).status, 422);
    const wrong = await cy.post("/reports/deflection/goal", { ...GOAL, target: "a lot", definition: "My own <words>" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /My own &lt;words&gt;/);
    assert.equal((await cy.post("/reports/deflection/goal", GOAL)).status, 303);
    const late = await cy.post("/reports/deflection/goal", { ...GOAL, target: "30" });
    assert.equal(late.status, 422);
    assert.match(late.text, /Somebody changed the goal meanwhile/);
    const silent = await cy.post("/reports/deflection/goal", { ...GOAL, version: "1", target: "30" });
    assert.match(silent.text, /Say why the goal changes/);
    const second = { ...GOAL, version: "1", target: "55", reason: "Agreed with the teams." };
    assert.equal((await cy.post("/reports/deflection/goal", second)).status, 303);
    const { text } = await cy.get("/reports/deflection/goal");
    assert.match(text, /Version 2: 55% less/);
    assert.match(text, /Version 1: 60% less/);
    assert.match(text, /Agreed with the teams\./);
  });

  test("a note sent twice is one note, and a wrong one comes back with its words", async (t) => {
    const house = await withHistory(engine);
    t.after(house.close);
    const cy = await house.as(house.cast.cy);
    const note = { week: "2026-W22", sentence: "Release 2.0 <b>", leftOut: "yes", _once: "a-submission-of-this-test" };
    await cy.post("/reports/deflection/notes", note);
    await cy.post("/reports/deflection/notes", note);
    const { text } = await cy.get("/reports/deflection");
    assert.equal(text.match(/>Withdraw</g)?.length, 1);
    assert.match(text, /Release 2\.0 &lt;b&gt;, left out/);
    const wrong = await cy.post("/reports/deflection/notes", { week: "2026-W99", sentence: "Kept words" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /Kept words/);
    assert.equal((await cy.post("/reports/deflection/notes/x/withdrawal")).status, 404);
  });

  test("a wrong period gets a sentence, and an empty portal says what is missing", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const cy = await house.as(house.cast.cy);
    const empty = await cy.get("/reports/deflection");
    assert.equal(empty.status, 200);
    assert.match(empty.text, /Not enough data yet/);
    assert.match(empty.text, /0 of 8/);
    const wrong = await cy.get("/reports/deflection?from=May");
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /neither a week like/);
  });
});
