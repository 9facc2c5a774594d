import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { drawRollout, lastRollout } from "#server/experiment/rolling-out.ts";
import { headline } from "#server/measure/headline.ts";
import { sampledBaseline } from "#server/measure/sampled-baseline.ts";
import { totalsOf } from "#server/measure/window.ts";
import { addPerson } from "#server/people/actions.ts";
import { WEEK } from "#server/platform/clock.ts";
import { shiftWeek } from "#server/platform/weeks.ts";
import { NOT_ADJUSTED } from "#server/reports/adjusting.ts";
import { type DeflectionReport, deflectionReport } from "#server/reports/deflection.ts";
import { brokenLink } from "#server/reports/goal.ts";
import { setGoal } from "#server/reports/goal-setting.ts";
import { goalVersions } from "#server/reports/goal-store.ts";
import { ladderOf } from "#server/reports/ladder.ts";
import { monthlyLetter } from "#server/reports/monthly-letter.ts";
import { writeNote } from "#server/reports/notes.ts";
import { programmeFigures } from "#server/reports/programme.ts";
import { firstOfEachNeed } from "#server/reports/sample-draw.ts";
import { labelSampled, sampleFor } from "#server/reports/sampling.ts";
import { counted, windowFrom } from "#server/reports/series.ts";
import { teamsReport } from "#server/reports/teams-report.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { askedBefore, FIRST_ASKED } from "./past-questions.ts";
import { fillRollout } from "./rolled-out.ts";

const GOAL = "/reports/deflection/goal";
const FORM = {
  ...{ version: "0", target: "60", from: "2026-03-16", to: "2026-05-10", denominator: "eligible" },
  ...{ definition: "It could stand in one article.", reason: "" },
};
const TERMS = {
  ...{ target: 0.6, baselineFrom: FIRST_ASKED, baselineTo: "2026-W19", denominator: "eligible" as const },
  ...{ definition: DEFINITION, reason: "" },
};

const near = (value: number | undefined, wanted: number) =>
  assert.ok(value !== undefined && Math.abs(value - wanted) < 1e-9, `${value} is not ${wanted}`);

test("of one person's questions in one category within a week the first alone is drawn from", () => {
  const asked = (at: number, requesterId = 1, category = "git") => ({ at: at * WEEK, requesterId, category });
  const first = firstOfEachNeed([asked(0), asked(0.5), asked(0.6, 2), asked(0.7, 1, "ci"), asked(1), asked(1.1)]);
  assert.deepEqual(
    first.map(({ at }) => at / WEEK),
    [0, 0.6, 0.7, 1.1],
  );
});

onEachEngine("A goal against a labelled sample", (engine) => {
  test("is sealed with its draw, silent until all of it is labelled, then the headline with F10's variance", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    const cy = await house.as(cast.cy);
    const early = await cy.post(GOAL, { ...FORM, basis: "sample" });
    assert.equal(early.status, 422);
    assert.match(early.text, /There are 0 questions to draw from in these weeks; a sample needs 30\./);
    await askedBefore(house);
    assert.equal((await cy.post(GOAL, { ...FORM, basis: "sample" })).status, 303);
    const [goal] = await goalVersions(ctx.db);
    assert.equal(goal?.basis, "sample");
    assert.match(goal?.seal ?? "", /^[0-9a-f]{64}$/);
    assert.ok(goal && brokenLink([{ ...goal, seal: "another draw" }]), "the seal is in the hash");
    await assert.rejects(ctx.db.updateTable("goal_draw").set({ drawn: "[]" }).execute(), /append-only/);
    for (let count = 0; count < 80; count += 1) {
      if (count % 40 === 0) {
        const { headline, sentence, sample } = await deflectionReport(ctx);
        assert.deepEqual([headline, sample], [null, null], "whoever could stop now could choose the figure");
        const page = (await cy.get("/reports/deflection")).text;
        assert.match(page, new RegExp(`Label the drawn questions of the baseline, ${80 - count} are left`));
        assert.equal(sentence, `Not enough data yet: ${count} of 80 drawn questions of the baseline are labelled.`);
      }
      const next = (await sampleFor(ctx, cast.cy))?.next?.id ?? 0;
      await labelSampled(ctx, cast.cy, next, count % 4 === 0 ? "not-basic" : "basic");
    }
    const report = await deflectionReport(ctx);
    const found = report.headline;
    const window = (name: "baseline" | "current") => windowFrom(counted(report.weeks, name));
    const [baseline, current] = [window("baseline"), window("current")];
    near(found?.totals.baseline.tickets, 60);
    const without = headline({ baseline, current });
    near((found?.plain.standardError ?? 0) ** 2, without.plain.standardError ** 2 + 1 / 60 - 1 / 80);
    const asWritten = sampledBaseline({
      ...{ tickets: 80, sampled: 80, basic: 60, currentTickets: totalsOf(current).tickets, phi: found?.phi ?? 1 },
      ...{ baselineExposure: totalsOf(baseline).exposure, currentExposure: totalsOf(current).exposure },
    });
    near(found?.reduction, asWritten.reduction);
    assert.ok((found?.low ?? 1) <= asWritten.low, "never narrower than F10");
    assert.match(report.sentence, /^\d\d% fewer basic questions per developer than March to May/);
    assert.notEqual(report.verdict, "not enough data");

    const page = (await cy.get("/reports/deflection")).text;
    assert.match(page, /id="def-sample"/);
    assert.match(page, /This is the baseline of the goal/);
    const csv = (await cy.get("/reports/deflection.csv")).text.split("\r\n");
    assert.match(csv[1] ?? "", /^2026-W12,2026-03-16,baseline,7\.5,2\.5,/);
    const json = JSON.parse((await cy.get("/reports/deflection.json")).text);
    near(json.headline.reduction, asWritten.reduction);
    assert.equal(json.goal.seal, goal?.seal);
    const mail = await monthlyLetter[1](ctx, cast.cy, {});
    assert.ok(mail?.text?.includes(report.sentence), mail?.text);
    assert.match(mail?.subject ?? "", /of a goal of 60%/);
    assert.deepEqual((await teamsReport(ctx)).teams, []);
    const scored = (await programmeFigures(ctx)).find(({ key }) => key === "basic");
    near(scored?.value ?? undefined, asWritten.reduction);
    assert.match(scored?.source ?? "", /counted against a labelled sample/);
    const goalText = (await cy.get(GOAL)).text;
    assert.match(goalText, /60% less than a labelled sample of 16 Mar to 10 May 2026/);
    assert.doesNotMatch(goalText, /does not fit its hash/);

    await writeNote(ctx, cast.cy, { week: "2026-W15", sentence: "Outage", isLeftOut: true });
    const left = await deflectionReport(ctx);
    assert.deepEqual([left.sample?.tickets, left.sample?.drawn], [70, 70], "its week is left out of the draw, too");
  });

  test("what was drawn stays drawn when more questions come to light, and spam is no basic question", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await askedBefore(house);
    await setGoal(ctx, cast.cy, 0, { ...TERMS, basis: "sample" });
    const first = (await sampleFor(ctx, cast.cy))?.next?.id ?? 0;
    await ctx.db.updateTable("ticket").set({ spam_at: 1 }).where("id", "=", first).execute();
    const sample = await sampleFor(ctx, cast.cy);
    assert.deepEqual([sample?.tickets, sample?.drawn, sample?.sampled, sample?.basic], [80, 80, 1, 0]);
    assert.notEqual(sample?.next?.id, first);
  });
});

const TEAMS = ["Billing", "Delivery", "Ledger", "Mobile", "Search", "Web"];
const NOW = "2026-W24";

async function fillTeams({ ctx }: House): Promise<void> {
  for (const team of TEAMS)
    for (let place = 0; place < 3; place += 1) {
      const email = `${team}${place}@example.test`;
      await addPerson(ctx, byPortal, { email, name: `${team} ${place}`, role: "requester", team });
    }
}

test("beside a counted figure the roll-out is a rung of evidence, and what it shows is attributed", () => {
  const figure = { reduction: 0.25, low: 0.1, high: 0.38 };
  const around = { headline: { reduction: 0.6, low: 0.5, high: 0.7 }, adjusted: NOT_ADJUSTED, experiment: null };
  const rungs = (wedge: object | null, basis = "weeks") =>
    ladderOf({ ...around, goal: { basis }, wedge } as unknown as DeflectionReport).map(
      ({ name, figure, aside, words }) => [name, figure, aside || words],
    );
  assert.deepEqual(rungs({ figure, sentence: "" }), [
    ["Counted", "60%", "50 to 70%"],
    ["Adjusted for mix and growth", "", "Needs teams, or questions that are not basic"],
    ["Shown by switching teams on", "25%", "10 to 38%"],
    ["Shown by experiment", "", "No experiment has been run yet"],
    ["Not attributed", "35", "points"],
  ]);
  const open = rungs({ figure: { ...figure, low: -0.05 }, sentence: "No effect shown yet." });
  assert.deepEqual(open[2], ["Shown by switching teams on", "", "No effect shown yet."]);
  assert.deepEqual(open.at(-1), ["Not attributed", "60", "points"]);
  assert.equal(rungs(null).length, 4);
  assert.equal(
    rungs({ figure: { ...figure, reduction: 0.8 }, sentence: "" }).at(-1)?.[1],
    "0",
    "never less than nothing",
  );
});

onEachEngine("A goal against teams that wait for their turn", (engine) => {
  test("is sealed with the order that was drawn, and the roll-out's own estimate is the headline", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await fillTeams(house);
    await house.settle();
    const cy = await house.as(cast.cy);
    const wedge = { ...FORM, basis: "wedge", from: "", to: "" };
    const early = await cy.post(GOAL, wedge);
    assert.equal(early.status, 422);
    assert.match(early.text, /Draw the order of the teams first/);
    assert.equal((await cy.post(GOAL, { ...wedge, basis: "weeks" })).status, 422, "weeks need their dates");
    await drawRollout(ctx, cast.cy, { teams: TEAMS, startsWeek: shiftWeek(NOW, 3), stepWeeks: 1 });
    assert.equal((await cy.post(GOAL, wedge)).status, 303);
    const rollout = await lastRollout(ctx);
    const [goal] = await goalVersions(ctx.db);
    assert.deepEqual([goal?.basis, goal?.seal], ["wedge", rollout?.hash]);
    assert.deepEqual([goal?.baselineFrom, goal?.baselineTo], [shiftWeek(NOW, 1), shiftWeek(NOW, 2)]);
    assert.match((await deflectionReport(ctx)).sentence, /^Not enough data yet: 0 of 6 teams\.$/);

    await wait(9 * WEEK);
    assert.ok(rollout);
    await fillRollout(house, rollout, NOW, 8, 0.3);
    const report = await deflectionReport(ctx);
    const { headline, wedge: shown, verdict, sentence } = report;
    near(headline?.reduction, shown?.figure?.reduction ?? 0);
    near(headline?.low, shown?.figure?.low ?? 0);
    assert.ok(headline && Math.abs(headline.reduction - 0.7) < 0.05, JSON.stringify(headline));
    assert.equal(verdict, "reached");
    assert.match(sentence, /^\d\d% fewer basic questions where the suggestions are on \(95% range .*Goal 60%: reached/);
    assert.deepEqual([report.adjusted.strata, report.outlook, report.expectedPer100], [null, null, null]);

    const later = await house.as(cast.cy);
    const page = (await later.get("/reports/deflection")).text;
    assert.match(page, /fewer basic questions where the suggestions are on than where they wait\./);
    assert.match(page, /Shown by switching teams on<\/a><\/dt><dd>\d\d%/);
    assert.doesNotMatch(page, /Not attributed/);
    const json = JSON.parse((await later.get("/reports/deflection.json")).text);
    near(json.headline.reduction, headline.reduction);
    assert.match((await later.get(GOAL)).text, /60% less than teams that wait for their turn/);
    const mail = await monthlyLetter[1](ctx, cast.cy, {});
    assert.match(mail?.text ?? "", /fewer basic questions where the suggestions are on/);
    assert.doesNotMatch(mail?.text ?? "", /were expected/, "there is no past to expect anything from");
    const scored = (await programmeFigures(ctx)).find(({ key }) => key === "basic");
    assert.deepEqual([scored?.state, scored?.source], ["reached", "reached; shown by switching teams on"]);
  });
});
