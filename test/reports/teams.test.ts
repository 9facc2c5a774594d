import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { largeEnough } from "#server/reports/teams-report.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const weeks = (team: string, ...people: number[]) =>
  people.map((exposure, place) => ({ team, week: `2026-W0${place + 1}`, basic: 0, exposure }));
const shownOf = (...teams: ReturnType<typeof weeks>[]) => {
  const { shown, hidden } = largeEnough(new Map(teams.map((rows) => [rows[0]?.team ?? "", rows])), 2);
  return [[...shown.keys()].sort().join(), hidden];
};

test("a team is shown when it had three people in every week, and when nobody's figure can be found by taking it away", () => {
  assert.deepEqual(shownOf(weeks("a", 3, 3), weeks("b", 9, 9)), ["a,b", 0]);
  assert.deepEqual(
    shownOf(weeks("a", 3, 2), weeks("b", 4, 4), weeks("c", 9, 9)),
    ["b,c", 1],
    "three were found among them once",
  );
  assert.deepEqual(shownOf(weeks("a", 2, 2), weeks("b", 4, 4), weeks("c", 9, 9)), ["c", 2], "two would be the rest");
  assert.deepEqual(shownOf(weeks("a", 2, 2), weeks("z", 2, 2), weeks("c", 9, 9)), ["c", 2], "four are not found");
  assert.deepEqual(shownOf(weeks("a", 5), weeks("b", 4, 4)), ["b", 1], "not there in every week");
  assert.deepEqual(shownOf(weeks("a", 1, 1)), ["", 1]);
});

onEachEngine("the teams", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const counted = await countElsewhere(house.ctx, EXAMPLE);
    const rows = counted.flatMap((week, place) => {
      const share = (part: number) => Math.round((EXAMPLE.basic[place] ?? 0) * part);
      return [
        { week, team: "Payments", basic: share(0.6), exposure: 60 },
        { week, team: "Billing", basic: share(0.3), exposure: 30 },
        { week, team: "Pair", basic: 4, exposure: 2 },
        { week, team: "Twins", basic: 4, exposure: 2 },
      ];
    });
    for (const week of counted) await house.ctx.db.deleteFrom("weekly_team").where("week", "=", week).execute();
    await house.ctx.db.insertInto("weekly_team").values(rows).execute();
  });
  after(() => house.close());

  const json = async (query = "") =>
    JSON.parse((await (await house.as(house.cast.cy)).get(`/reports/teams.json${query}`)).text);

  test("stand by name with their own figure and range, and none of fewer than three people", async () => {
    const { teams, offered, hidden } = await json();
    assert.deepEqual(offered, ["Billing", "Payments"]);
    assert.deepEqual(
      teams.map(({ team }: { team: string }) => team),
      ["Billing", "Payments"],
    );
    assert.equal(hidden, 2);
    const [, payments] = teams;
    assert.ok(payments.low < payments.reduction && payments.reduction < payments.high);
    assert.ok(Math.abs(payments.reduction - 0.54) < 0.05, String(payments.reduction));
    assert.equal(payments.course.length, 12);
  });

  test("are chosen, and one that may not be shown is not there", async () => {
    assert.deepEqual(
      (await json("?team=Payments")).teams.map(({ team }: { team: string }) => team),
      ["Payments"],
    );
    assert.equal((await json("?team=Payments&team=Billing")).teams.length, 2);
    assert.deepEqual((await json("?team=Pair")).teams, []);
    const cy = await house.as(house.cast.cy);
    const { text } = await cy.get("/reports/teams?team=Billing");
    assert.match(text, /value="Billing" checked/);
    assert.match(text, /2 teams are counted in every total and not shown/);
    for (const page of [text, (await cy.get("/reports/teams.csv?team=Pair")).text])
      assert.doesNotMatch(page, /Pair|Twins/);
    assert.match(text, /href="\/reports\/teams\.csv\?from=[\w-]+&#?\w*;?to=[\w-]+&#?\w*;?team=Billing"/);
  });

  test("are for managers", async () => {
    for (const person of [house.cast.ada, house.cast.bo])
      assert.equal((await (await house.as(person)).get("/reports/teams")).status, 404);
  });
});
