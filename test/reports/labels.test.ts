import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY } from "#server/platform/clock.ts";
import { noteOutage } from "#server/platform/outages.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { brokenLink, hashOf } from "#server/reports/goal.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { goalVersions } from "#server/reports/goal-store.ts";
import { rebuildWeeks } from "#server/reports/rebuilding.ts";
import { codeBook, DEFINITION } from "#server/tickets/code-book.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { mergeTickets } from "#server/tickets/merging.ts";
import { labelTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { setAside } from "#server/tickets/spam.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf } from "#test/tickets/question.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const TERMS = {
  target: 0.6,
  baselineFrom: "2026-W15",
  baselineTo: "2026-W22",
  denominator: "eligible" as const,
  definition: DEFINITION,
  reason: "",
};

/** Four basic questions of four needs, each with a label. */
async function askFour(house: House): Promise<number[]> {
  const { ctx, cast } = house;
  const numbers: number[] = [];
  for (const person of [cast.ada, cast.zoe])
    for (const category of ["branches", null]) {
      const number = await ask(house, person, "How do I rename a branch?", { category });
      await resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, { label: "basic-uncovered", article: null });
      numbers.push(number);
    }
  return numbers;
}

onEachEngine("Labels in the report", (engine) => {
  test("corrections after the freeze leave the figure and the weeks as they were, and stand beside them", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait, settle } = house;
    const numbers = await askFour(house);
    await wait(20 * DAY);
    await countElsewhere(ctx, EXAMPLE, "2026-W26");
    const before = await deflectionReport(ctx);
    assert.equal(before.labels.withCorrections, null);
    assert.equal(before.weeks.at(-3)?.basic, 16, "twelve counted elsewhere and four asked here");
    for (const number of numbers.slice(0, 3))
      await labelTicket(ctx, cast.cy, readerOf(cast.cy), number, { label: "not-basic", article: null }, "A defect.");
    await wait(DAY);
    await settle();
    const { labels, headline, weeks } = await deflectionReport(ctx, { from: "2026-W23", to: "2026-W26" });
    assert.deepEqual(labels.corrections, { baseline: 0, current: 3 });
    assert.equal(weeks.at(-3)?.basic, 16);
    assert.equal(headline?.reduction, before.headline?.reduction);
    const fewer = 3 / (EXAMPLE.basic.slice(8).reduce((sum, basic) => sum + basic, 0) + 4);
    const wanted = 1 - (1 - (headline?.reduction ?? 0)) * (1 - fewer);
    assert.ok(Math.abs((labels.withCorrections?.reduction ?? 0) - wanted) < 1e-9, String(labels.withCorrections));
    const facts = () => ctx.db.selectFrom("weekly_fact").selectAll().orderBy("week").execute();
    const counted = await facts();
    await rebuildWeeks(ctx);
    assert.deepEqual(await facts(), counted);
    const cy = await house.as(cast.cy);
    const page = (await cy.get("/reports/deflection?from=2026-06-01&to=2026-06-28")).text;
    assert.match(page, /3 labels were corrected after they froze; the figure is \d+%.* with the corrections\./);
    assert.match(page, /Figure with the corrections/);
    const csv = (await cy.get("/reports/deflection.csv?from=2026-W23&to=2026-W26")).text;
    assert.match(csv, /corrected_labels,basic_with_corrections/);
    assert.match(csv, /2026-W24,.*,3,13,0,16,0/);
  });

  test("a locked baseline keeps its figures, and shows what corrections in it would change", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait, settle } = house;
    const numbers = await askFour(house);
    await wait(20 * DAY);
    await countElsewhere(ctx, { basic: [...EXAMPLE.basic], exposure: [...EXAMPLE.exposure] }, "2026-W26");
    await wait(7 * 7 * DAY);
    await countElsewhere(ctx, { basic: [9, 12, 8, 11], exposure: [110, 110, 112, 112] }, "2026-W32");
    await setGoal(ctx, cast.cy, 0, { ...TERMS, baselineFrom: "2026-W19", baselineTo: "2026-W26" });
    for (const number of numbers)
      await labelTicket(ctx, cast.cy, readerOf(cast.cy), number, { label: "not-basic", article: null }, "A defect.");
    await wait(DAY);
    await settle();
    const { labels, weeks, headline } = await deflectionReport(ctx, { from: "2026-W29", to: "2026-W32" });
    const week = weeks.find((line) => line.week === "2026-W24");
    assert.deepEqual([week?.isLocked, week?.basic, week?.basic_corrected], [true, 16, 12]);
    assert.deepEqual(labels.corrections, { baseline: 4, current: 0 });
    assert.ok((labels.withCorrections?.reduction ?? 1) < (headline?.reduction ?? 0));
  });

  test("everybody judges by the definition of the goal, and its hash holds the definition", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    assert.equal((await codeBook(ctx)).definition, DEFINITION);
    await countElsewhere(ctx, EXAMPLE);
    await setGoal(ctx, cast.cy, 0, TERMS);
    await setGoal(ctx, cast.cy, 1, { ...TERMS, definition: "Basic is what one article answers.", reason: "Shorter." });
    assert.equal((await codeBook(ctx)).definition, "Basic is what one article answers.");
    const number = await ask(house, cast.ada, "How?");
    const page = (await (await house.as(cast.bo)).get(`/tickets/${number}/resolution`)).text;
    assert.match(page, /Basic is what one article answers\./);
    const versions = await goalVersions(ctx.db);
    assert.equal(brokenLink(versions), null);
    const [first, second] = versions;
    assert.ok(first && second);
    assert.notEqual(hashOf({ ...second, definition: DEFINITION }), second.hash);
    assert.equal(brokenLink([{ ...first, definition: "Something else." }, second])?.version, 1);
  });
});

onEachEngine("What becomes of tickets", (engine) => {
  test("spam is no question, and what was merged is of the kind of the whole, once for each who asked", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, settle, wait } = house;
    const bo = readerOf(cast.bo);
    await settle();
    const [whole, own, others, spam] = [
      await ask(house, cast.ada, "How do I rename a branch?"),
      await ask(house, cast.ada, "And again", { category: null }),
      await ask(house, cast.zoe, "Renaming?"),
      await ask(house, cast.zoe, "Buy this", { category: null }),
    ];
    await resolveTicket(ctx, cast.bo, bo, spam, { label: "basic-uncovered", article: null });
    const fact = async () => {
      await wait(2 * 60_000);
      const row = await ctx.db.selectFrom("weekly_fact").selectAll().where("week", "=", "2026-W24").executeTakeFirst();
      return row && [row.asked, row.basic, row.unlabelled];
    };
    assert.deepEqual(await fact(), [4, 1, 3]);
    await mergeTickets(ctx, cast.bo, bo, own, whole);
    await mergeTickets(ctx, cast.bo, bo, others, whole);
    assert.deepEqual(await fact(), [3, 1, 2]);
    await resolveTicket(ctx, cast.bo, bo, whole, { label: "basic-uncovered", article: null });
    assert.deepEqual(await fact(), [3, 3, 0]);
    await setAside(ctx, cast.bo, spam);
    assert.deepEqual(await fact(), [2, 2, 0]);
    const counted = await ctx.db.selectFrom("weekly_fact").selectAll().execute();
    await rebuildWeeks(ctx);
    assert.deepEqual(await ctx.db.selectFrom("weekly_fact").selectAll().execute(), counted);
  });

  test("the report takes the errors of the second coding out, and breaks the series where the definition changes", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await countElsewhere(ctx, EXAMPLE);
    assert.equal((await deflectionReport(ctx)).labels.coding, null);
    const numbers = [...(await askFour(house)), ...(await askFour(house)), ...(await askFour(house))];
    for (const [place, number] of numbers.entries()) {
      const label = place < 6 ? ("basic-uncovered" as const) : ("not-basic" as const);
      await labelTicket(ctx, cast.bo, readerOf(cast.bo), number, { label, article: null });
      const { id } = await findTicket(ctx, cast.bo, number);
      const second = place < 5 || place === 11 ? ("basic" as const) : ("not-basic" as const);
      await ctx.db
        .insertInto("second_label")
        .values({ ticket_id: id, label: second, coded_by: cast.cy.id, coded_at: ctx.clock.now() })
        .execute();
    }
    await setGoal(ctx, cast.cy, 0, { ...TERMS, baselineFrom: "2026-W12", baselineTo: "2026-W19" });
    const { labels, adjusted } = await deflectionReport(ctx);
    assert.equal(labels.coding?.tickets, 12);
    assert.ok(Math.abs((labels.coding?.kappa ?? 0) - 2 / 3) < 1e-9);
    // Five of six right on either side: (q - 1/6) / (2/3), with 40 of 160 basic now and 173 of 413 before.
    const share = (basic: number, other: number) => (basic / (basic + other) - 1 / 6) / (2 / 3);
    const volume = 160 / 444 / (413 / 800);
    const wanted = 1 - (share(40, 120) / share(173, 240)) * volume;
    assert.ok(
      Math.abs((labels.coding?.reduction ?? 0) - wanted) < 1e-9,
      `${labels.coding?.reduction} is not ${wanted}`,
    );
    assert.ok(adjusted.trend && !adjusted.trend.isEnough, "eight and four weeks are too few for a trend");
    const troubles = async () =>
      (await deflectionReport(ctx)).trust.results
        .find(({ key }) => key === "events")
        ?.measured.map(({ value }) => value);
    assert.deepEqual(await troubles(), [4, 0, 0], "nothing was collected in weeks counted elsewhere");
    const at = Date.parse("2026-06-03T10:00:00Z");
    await noteOutage(ctx, { from: at, to: at + 10 * 60_000, reason: "clock set back" });
    await noteOutage(ctx, { from: at, to: at + 60_000, reason: "clock set back" });
    assert.deepEqual(await troubles(), [4, 0, 1], "a clock ten minutes off, and one that was put right");
    const page = async () => (await (await house.as(cast.cy)).get("/reports/deflection")).text;
    assert.match(
      await page(),
      /Figure with the errors it shows taken out.*Against the trend of the baseline|Against the trend of the baseline.*Figure with the errors it shows taken out/s,
    );
    await setGoal(ctx, cast.cy, 1, {
      ...TERMS,
      baselineFrom: "2026-W12",
      baselineTo: "2026-W19",
      definition: "Shorter.",
      reason: "Shorter.",
    });
    const { notes } = await deflectionReport(ctx);
    assert.deepEqual(
      notes.map(({ week, sentence, madeBy }) => [week, sentence, madeBy]),
      [["2026-W24", "Another definition, goal version 2", "Cy Leads"]],
    );
    assert.match(await page(), /Another definition, goal version 2/);
    assert.doesNotMatch(await page(), /notes\/0\/withdrawal/);
  });
});
