import assert from "node:assert/strict";
import { test } from "node:test";
import { WEEK } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { withdrawNote, writeNote } from "#server/reports/notes.ts";
import { rebuildWeeks } from "#server/reports/rebuilding.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const near = (value: number | undefined, wanted: number) =>
  assert.ok(value !== undefined && Math.abs(value - wanted) < 0.0005, `${value} is not ${wanted}`);

const TERMS = {
  target: 0.6,
  baselineFrom: "2026-W12",
  baselineTo: "2026-W19",
  denominator: "eligible" as const,
  definition: DEFINITION,
  reason: "",
};

onEachEngine("The deflection report", (engine) => {
  test("says the small example as the specification has it", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    const report = await deflectionReport(ctx);
    near(report.headline?.reduction, 0.5834);
    near(report.headline?.low, 0.3841);
    near(report.headline?.high, 0.7182);
    near(report.sensitivity?.leaveOneOut?.low, 0.5543);
    assert.equal(report.verdict, "not yet, undecided");
    assert.equal(report.goal?.version, 0);
    assert.match(
      report.sentence,
      /^58% fewer basic questions per developer than March to May \(95% range 38 to 72%\)\. Goal 60%: not yet, undecided\. \d+ of 17 checks /,
    );
  });

  test("with three weeks it says what is missing, and no figure", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    assert.equal((await deflectionReport(ctx)).sentence, "Not enough data yet: no week is counted.");
    await countElsewhere(ctx, { basic: [20, 24, 18], exposure: [100, 100, 100] });
    const report = await deflectionReport(ctx);
    assert.equal(report.verdict, "not enough data");
    assert.equal(report.sentence, "Not enough data yet: 3 of 8 baseline weeks.");
  });

  test("the baseline stands as it was locked, whatever is counted later", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    await setGoal(ctx, cast.cy, 0, TERMS);
    await countElsewhere(ctx, { ...EXAMPLE, basic: [90, ...EXAMPLE.basic.slice(1)] });
    const report = await deflectionReport(ctx);
    near(report.headline?.reduction, 0.5834);
    assert.equal(report.weeks[0]?.isLocked, true);
  });

  test("two managers do not overwrite each other's goal, and every version stays", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    await setGoal(ctx, cast.cy, 0, TERMS);
    await assert.rejects(setGoal(ctx, cast.dee, 0, { ...TERMS, target: 0.5 }), /meanwhile/);
    await setGoal(ctx, cast.dee, 1, { ...TERMS, target: 0.5, reason: "Agreed in May." });
    assert.equal((await deflectionReport(ctx)).verdict, "on target, unproven");
    await assert.rejects(ctx.db.updateTable("goal_version").set({ target: 0.1 }).execute(), /append-only/);
    await assert.rejects(setGoal(ctx, cast.bo, 2, TERMS), /Only managers/);
  });

  test("a week that is left out counts nowhere, and counts again when the note is withdrawn", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, { ...EXAMPLE, basic: [...EXAMPLE.basic.slice(0, 11), 90] });
    await writeNote(ctx, cast.cy, { week: "2026-W23", sentence: "Sign-in outage", isLeftOut: true });
    const without = await deflectionReport(ctx);
    assert.equal(without.gate.currentWeeks, 3);
    assert.equal(without.weeks.at(-1)?.leftOut, "Sign-in outage");
    await withdrawNote(ctx, cast.cy, without.notes[0]?.id ?? 0);
    assert.equal((await deflectionReport(ctx)).gate.currentWeeks, 4);
    await assert.rejects(withdrawNote(ctx, cast.cy, without.notes[0]?.id ?? 0), /no such note/);
  });

  test("a period can be chosen by week or by date, and a wrong one gets a sentence", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    const report = await deflectionReport(ctx, { from: "2026-W20", to: "2026-05-20" });
    assert.deepEqual([report.period.from, report.period.to], ["2026-W20", "2026-W21"]);
    await assert.rejects(deflectionReport(ctx, { from: "May" }), /neither a week/);
    await assert.rejects(deflectionReport(ctx, { from: "2026-W20", to: "2026-W12" }), /ends before it begins/);
    await assert.rejects(deflectionReport(ctx, { from: "2026-W13", to: "2026-W14" }), /lies in the baseline/);
  });

  test("a week nobody has judged yet is left out until somebody has", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    const judge = (unlabelled: number) =>
      ctx.db.updateTable("weekly_fact").set({ asked: 20, unlabelled }).where("week", "=", "2026-W23").execute();
    await judge(5);
    const young = await deflectionReport(ctx);
    assert.equal(young.gate.currentWeeks, 3);
    assert.equal(young.weeks.at(-1)?.leftOut, "5 of 20 questions are not labelled yet");
    await judge(2);
    assert.equal((await deflectionReport(ctx)).gate.currentWeeks, 4);
  });

  test("the weeks of the organisation's zone are counted from tickets and accounts, and again just the same", async (t) => {
    const { ctx, cast, settle, wait, close } = await buildHouse({ engine });
    t.after(close);
    await writeSettings(ctx, { timeZone: "America/Los_Angeles" });
    const sunday = Date.parse("2026-06-08T05:00:00Z");
    await addBasic(ctx, [
      [1, cast.ada.id, sunday],
      [2, cast.zoe.id, Date.parse("2026-06-08T09:00:00Z")],
      [3, cast.bo.id, sunday],
    ]);
    await settle();
    await wait(2 * WEEK);
    const facts = () => ctx.db.selectFrom("weekly_fact").selectAll().orderBy("week").execute();
    const counted = await facts();
    assert.deepEqual(
      counted.filter(({ basic }) => basic > 0).map(({ week, basic }) => [week, basic]),
      [
        ["2026-W23", 1],
        ["2026-W24", 1],
      ],
    );
    assert.deepEqual(
      counted.map(({ exposure }) => exposure),
      [1, 2, 2, 2],
    );
    await rebuildWeeks(ctx);
    assert.deepEqual(await facts(), counted);
    await writeSettings(ctx, { timeZone: "UTC" });
    await settle();
    assert.deepEqual(
      (await facts()).filter(({ basic }) => basic > 0).map(({ week, basic }) => [week, basic]),
      [["2026-W24", 2]],
      "in another zone the weeks are counted again",
    );
  });
});

async function addBasic(ctx: Awaited<ReturnType<typeof buildHouse>>["ctx"], tickets: [number, number, number][]) {
  for (const [number, requester, at] of tickets) {
    const { id } = await ctx.db
      .insertInto("ticket")
      .values({
        number,
        subject: "How do I rebase?",
        status: "resolved",
        urgency: "normal",
        category: null,
        requester_id: requester,
        assignee_id: null,
        opened_at: at,
        updated_at: at,
        unanswered_since: null,
        first_reply_at: null,
        resolved_at: at,
        desk_place: 0,
        messages: 0,
        public_messages: 0,
        origin: "import",
        seq: 0,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const label = { label: "basic-uncovered" as const, article_id: null, labelled_by: null, labelled_at: at };
    await ctx.db
      .insertInto("ticket_label")
      .values({ ticket_id: id, ...label })
      .execute();
  }
}
