import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { drawRollout, endRollout, lastRollout, waitsForTeam } from "#server/experiment/rolling-out.ts";
import { drawOrder, hashOfRollout, isOn, onFrom } from "#server/experiment/rollout.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { WEEK } from "#server/platform/clock.ts";
import { shiftWeek } from "#server/platform/weeks.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { fillRollout } from "./rolled-out.ts";

const HERE = "/reports/deflection/rollout";
const TEAMS = ["Billing", "Delivery", "Ledger", "Mobile"];
/** The week the tests begin in. */
const NOW = "2026-W24";

test("the order is drawn from its seed alone, and each place has its week", () => {
  const order = drawOrder("a seed", TEAMS);
  assert.deepEqual(order.toSorted(), TEAMS);
  assert.deepEqual(drawOrder("a seed", TEAMS.toReversed()), order, "not the order they were chosen in");
  const orders = new Set(Array.from({ length: 200 }, (_, seed) => drawOrder(`seed ${seed}`, TEAMS).join()));
  assert.equal(orders.size, 24, "every order can be drawn");
  const rollout = {
    id: 1,
    seed: "a seed",
    teams: order,
    startsWeek: "2026-W52",
    stepWeeks: 2,
    drawnBy: 1,
    drawnAt: 0,
    hash: "",
  };
  assert.equal(onFrom(rollout, order[0] ?? ""), "2026-W52");
  assert.equal(onFrom(rollout, order[1] ?? ""), "2027-W01");
  assert.equal(isOn(rollout, order[1] ?? "", "2026-W53"), false);
  assert.equal(isOn(rollout, "Another team", "2026-W01"), true);
  assert.equal(isOn(rollout, null, "2026-W01"), true);
});

/** Three people in each team; the first of each. */
async function fillTeams({ ctx }: House): Promise<Map<string, Person>> {
  const first = new Map<string, Person>();
  for (const team of TEAMS)
    for (let place = 0; place < 3; place += 1) {
      const account = {
        email: `${team}${place}@example.test`,
        name: `${team} ${place}`,
        role: "requester",
        team,
      } as const;
      const id = await addPerson(ctx, byPortal, account);
      if (place === 0) first.set(team, (await findPerson(ctx, id)) as Person);
    }
  return first;
}

onEachEngine("Switching teams on in random order", (engine) => {
  test("is drawn by managers from teams of three or more, once, and sealed", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    const cy = await house.as(cast.cy);
    assert.match((await cy.get(HERE)).text, /fewer than two teams of three people/);
    await fillTeams(house);
    const page = (await cy.get(HERE)).text;
    for (const team of TEAMS) assert.match(page, new RegExp(`value="${team}" checked`));
    assert.doesNotMatch(page, /value="Payments"/, "a team of one");
    assert.match((await cy.get("/reports/deflection")).text, /href="\/reports\/deflection\/rollout"/);
    const form = { team_0: "Billing", team_1: "Ledger", team_2: "Mobile", startsOn: "2026-07-01", stepWeeks: "2" };
    for (const [wrong, sentence] of [
      [{ team_1: "", team_2: "" }, /no team {2}of 3|There is no team/],
      [{ team_0: "Payments" }, /There is no team Payments of 3 people or more\./],
      [{ startsOn: "2026-06-15" }, /Leave one full week before the first team/],
      [{ startsOn: "2026-02-31" }, /The first day is no date\./],
      [{ stepWeeks: "99" }, /must lie between 1 and 13/],
    ] as const) {
      const answer = await cy.post(HERE, { ...form, ...wrong });
      assert.equal(answer.status, 422);
      assert.match(answer.text, sentence);
      assert.match(answer.text, /value="Mobile"/);
    }
    assert.equal((await cy.post(HERE, { startsOn: "2026-07-01", stepWeeks: "2", team_0: "Billing" })).status, 422);
    assert.equal((await cy.post(HERE, form)).status, 303);
    assert.equal((await cy.post(HERE, form)).status, 409, "one order at a time");
    const rollout = await lastRollout(ctx);
    assert.ok(rollout);
    assert.deepEqual(rollout.teams.toSorted(), ["Billing", "Ledger", "Mobile"]);
    assert.deepEqual(rollout.teams, drawOrder(rollout.seed, rollout.teams));
    assert.equal(rollout.startsWeek, "2026-W27");
    assert.equal(hashOfRollout(rollout), rollout.hash);
    await assert.rejects(ctx.db.updateTable("rollout").set({ step_weeks: 1 }).execute(), /append-only/);
    const shown = (await cy.get(HERE)).text;
    assert.match(shown, /Seed and seal/);
    assert.match(shown, new RegExp(`${rollout.teams[0]}</th><td>29 Jun 2026</td>`));
    for (const person of [cast.ada, cast.bo])
      assert.equal((await (await house.as(person)).get(HERE)).status, 404, "not for them");
    await assert.rejects(
      drawRollout(ctx, cast.bo, { teams: TEAMS, startsWeek: "2026-W30", stepWeeks: 1 }),
      /Only managers/,
    );
  });

  test("lets suggestions wait for a team until its week, never for who cannot work, and not after its end", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await openLibrary(ctx, () => {});
    const people = await fillTeams(house);
    await drawRollout(ctx, cast.cy, { teams: TEAMS, startsWeek: shiftWeek(NOW, 2), stepWeeks: 1 });
    const order = (await lastRollout(ctx))?.teams ?? [];
    const waiting = async () => {
      const states = await Promise.all(order.map((team) => waitsForTeam(ctx, people.get(team) as Person, "normal")));
      return states.filter(Boolean).length;
    };
    const asked = {
      subject: "create_branch fails",
      body: "ERROR:  No commits found - cannot create branch",
      category: "branches",
    };
    const see = async (person: Person, urgency: string) =>
      (await (await house.as(person)).post("/ask/suggestions", { ...asked, urgency })).text;
    const last = people.get(order.at(-1) ?? "") as Person;
    assert.equal(await waiting(), 4);
    assert.match(await see(last, "normal"), /data-withheld/);
    assert.match(await see(last, "high"), /data-article/);
    assert.match(await see(cast.ada, "normal"), /data-article/, "a team that takes no part");
    await wait(3 * WEEK);
    assert.equal(await waiting(), 2, "two of four are on");
    assert.match(await see(people.get(order[1] ?? "") as Person, "normal"), /data-article/);
    assert.match(await see(last, "normal"), /data-withheld/);
    const id = (await lastRollout(ctx))?.id ?? 0;
    await assert.rejects(endRollout(ctx, cast.bo, id, "No."), /Only managers/);
    const cy = await house.as(cast.cy);
    assert.equal((await cy.post(`${HERE}/end`, { id: String(id), why: "" })).status, 422);
    assert.equal((await cy.post(`${HERE}/end`, { id: String(id), why: "The release came first." })).status, 303);
    assert.equal(await waiting(), 0);
    assert.match((await cy.get(HERE)).text, /The release came first\./);
  });

  test("shows in the report what the teams that are on ask less, without any past", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await fillTeams(house);
    await house.settle();
    await drawRollout(ctx, cast.cy, { teams: TEAMS, startsWeek: shiftWeek(NOW, 3), stepWeeks: 2 });
    assert.match((await deflectionReport(ctx)).wedge?.sentence ?? "", /nothing to compare/);
    await wait(11 * WEEK);
    const rollout = await lastRollout(ctx);
    assert.ok(rollout);
    await fillRollout(house, rollout, NOW, 10, 0.5);
    const { wedge } = await deflectionReport(ctx);
    assert.equal(wedge?.weeks, 10);
    const { figure } = wedge;
    assert.ok(figure && Math.abs(figure.reduction - 0.5) < 0.04, JSON.stringify(figure));
    assert.ok(figure.low < 0.5 && figure.high > 0.5 && figure.low > 0.3, JSON.stringify(figure));
    const { text } = await (await house.as(cast.cy)).get("/reports/deflection");
    assert.match(text, /\d\d% fewer basic questions where the suggestions are on \(95% range \d\d to \d\d%\)\./);
    assert.match(text, /id="def-wedge"/);
  });
});
