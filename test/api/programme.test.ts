import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findOrAddProgram } from "#server/people/programs.ts";
import { issueToken } from "#server/people/tokens.ts";
import { NO_TEAM } from "#server/reports/weekly-fact.ts";
import { accountsBetween } from "#server/reports/weekly-store.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { programOf, programWith } from "./program.ts";

const DAY = { measuredOn: "2026-06-01", source: "HR system" };
const LEAD_TIME = { name: "Lead time in days", better: "lower", baseline: 12, value: 9, ...DAY };

type Goal = { key: string; value: number | null; state: string; source: string; at: string | null; parts: object[] };

onEachEngine("the scorecard, fed by programs", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    for (const name of ["eve", "kim", "lee"])
      await house.ctx.db
        .insertInto("person")
        .values({
          ...{ email: `${name}@example.test`, name, role: "requester", team: null, theme: "system" },
          ...{ password_hash: null, time_zone: null, language: null, created_at: 0, disabled_at: null },
        })
        .execute();
  });
  after(() => house.close());

  const goal = async (key: string) => {
    const cy = await programOf(house, house.cast.cy);
    return ((await cy.get("/programme")).json.goals as Goal[]).find((one) => one.key === key) as Goal;
  };
  const done = (...names: string[]) =>
    names.map((name) => ({ email: `${name}@example.test`, doneAt: "2026-06-01T09:00:00+02:00" }));

  test("says of what nobody fed that nobody fed it", async () => {
    assert.deepEqual([(await goal("training")).state, (await goal("training")).value], ["not fed", null]);
    assert.equal((await goal("performance")).state, "not fed");
  });

  test("counts who has done every training, and each of them once", async () => {
    const cy = await programOf(house, house.cast.cy);
    const git = { training: "Git basics", completions: [...done("ada", "zoe", "eve", "kim", "ADA"), ...done("ghost")] };
    const first = await cy.post("/programme/trainings", git);
    assert.equal(first.status, 201, first.text);
    assert.deepEqual(first.json, { href: "/api/v1/programme", recorded: 4, unknown: ["ghost@example.test"] });
    assert.equal((await cy.post("/programme/trainings", git)).json.recorded, 0);
    const all = await goal("training");
    assert.deepEqual([all.value, all.state], [0.8, "reached"]);
    assert.match(all.source, /^4 of 5 people who ask have done Git basics; told by Cy Leads/);
    assert.equal(all.at, new Date(house.ctx.clock.now()).toISOString());
    await cy.post("/programme/trainings", { training: "Reviews", completions: done("ada", "bo") });
    assert.deepEqual([(await goal("training")).value, (await goal("training")).state], [0.2, "not reached"]);
  });

  test("shows how much each key figure has improved, and the goal is for the least of them", async () => {
    const cy = await programOf(house, house.cast.cy);
    assert.equal((await cy.post("/programme/key-figures", LEAD_TIME)).status, 201);
    assert.deepEqual([(await goal("performance")).value, (await goal("performance")).state], [0.25, "reached"]);
    const builds = { ...LEAD_TIME, name: "Green builds in per cent", better: "higher", baseline: 80, value: 84 };
    await cy.post("/programme/key-figures", builds);
    const both = await goal("performance");
    assert.ok(Math.abs((both.value ?? 0) - 0.05) < 1e-9);
    assert.deepEqual([both.state, both.parts.length], ["not reached", 2]);
    await cy.post("/programme/key-figures", { ...builds, value: 96, measuredOn: "2026-06-02" });
    assert.ok(Math.abs(((await goal("performance")).value ?? 0) - 0.2) < 1e-9);
    const page = await (await house.as(house.cast.cy)).get("/reports/programme");
    assert.match(page.text, /Green builds in per cent/);
    assert.match(page.text, /80 to 96/);
  });

  test("takes the figure of what it cannot compute, and refuses what makes no sense", async () => {
    const cy = await programOf(house, house.cast.cy);
    const satisfaction = { goal: "satisfaction", value: 4.7, ...DAY };
    assert.equal((await cy.post("/programme/figures", satisfaction)).status, 201);
    assert.equal((await goal("satisfaction")).value, 4.7);
    for (const [path, body] of [
      ["/programme/figures", { ...satisfaction, value: 7 }],
      ["/programme/figures", { ...satisfaction, measuredOn: "2026-02-30" }],
      ["/programme/key-figures", { ...LEAD_TIME, baseline: 0 }],
      ["/programme/trainings", { training: "Git basics", completions: [] }],
      [
        "/programme/trainings",
        { training: "Later", completions: [{ email: "a@b.test", doneAt: "2030-01-01T00:00:00Z" }] },
      ],
    ] as const) {
      const { status, json } = await cy.post(path, body);
      assert.equal(status, 422, path);
      assert.ok(String(json.detail).length > 10);
    }
    assert.equal((await goal("satisfaction")).value, 4.7);
    const trail = await house.ctx.db.selectFrom("audit_entry").select(["action", "data"]).execute();
    const fed = trail.filter(({ action }) => action === "fed a key figure");
    assert.equal(fed.length, 3);
    for (const { data } of fed) assert.ok(JSON.parse(data).token > 0, "the trail says by which token");
  });
});

onEachEngine("what a program asks by itself", (engine) => {
  test("counts as nobody's question, and no letter goes to it", async (t) => {
    const house = await buildHouse({ engine });
    t.after(() => house.close());
    const { ctx, cast } = house;
    const builds = await findOrAddProgram(ctx, cast.dee, { name: "Builds", role: "requester" });
    const wish = { name: "Night", scopes: ["tickets:read", "tickets:write"], days: 30 } as const;
    const program = await programWith(house, await issueToken(ctx, cast.dee, builds, wish));
    assert.equal((await program.post("/tickets", { subject: "Disk full", body: "On ci-7." })).status, 201);
    const bo = await programOf(house, cast.bo);
    await bo.post("/tickets/1/messages", { body: "Cleaned." });
    await house.settle();
    assert.equal(house.sent().filter(({ to }) => to === builds.email).length, 0);
    assert.equal((await accountsBetween(ctx.db, 0, ctx.clock.now() + 1)).get(NO_TEAM) ?? 0, 0);
    const kinds = await ctx.db
      .selectFrom("event")
      .select(["type", "kind"])
      .where("type", "=", "ticket_created")
      .execute();
    assert.deepEqual(kinds, [{ type: "ticket_created", kind: "service" }]);
  });
});
