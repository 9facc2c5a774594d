import assert from "node:assert/strict";
import { test } from "node:test";
import { optOut } from "#server/journeys/opting-out.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { rebuildWeeks } from "#server/reports/rebuilding.ts";
import { type Answered, recordElsewhere } from "#server/tickets/elsewhere.ts";
import { countElsewhere, EXAMPLE } from "#test/reports/weeks.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf } from "./question.ts";

const HERE = "/desk/elsewhere";
let forms = 0;
const once = () => ({ _once: `a-form-of-its-own-${forms++}` });

const record = ({ ctx, cast }: House, wishes: Partial<Answered>) =>
  recordElsewhere(ctx, cast.bo, readerOf(cast.bo), {
    category: "branches",
    articleId: null,
    asker: null,
    many: 1,
    ...wishes,
  });
const rows = ({ ctx }: House) => ctx.db.selectFrom("answered_elsewhere").selectAll().orderBy("id").execute();
const total = async (house: House) =>
  (await rows(house)).reduce((sum, { counted, withdrawn_at }) => sum + (withdrawn_at === null ? counted : 0), 0);

onEachEngine("What is answered elsewhere", (engine) => {
  test("is recorded with one click, or with more said, and taken back by who recorded it", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { cast, wait } = house;
    const bo = await house.as(cast.bo);
    assert.match((await bo.get("/desk")).text, /href="\/desk\/elsewhere"/);
    assert.match((await bo.get(HERE)).text, /name="category" value="branches"/);
    const click = { category: "branches", ...once() };
    assert.equal((await bo.post(HERE, click)).status, 303);
    assert.equal((await bo.post(HERE, click)).status, 303, "sent twice it is one");
    assert.equal(await total(house), 1);
    const full = { category: "branches", named: "Branch already exists", asker: "ada@example.test", many: "1" };
    assert.equal((await bo.post(HERE, { ...full, ...once() })).status, 303);
    assert.match((await bo.get(HERE)).text, /<a href="\/articles\/branch-already-exists">/);
    for (const [wrong, sentence] of [
      [{ named: "qqzzy" }, /No article has this title\./],
      [{ asker: "nobody@example.test" }, /Nobody has an account with this address/],
      [{ asker: "x" }, /not an e-mail address/],
      [{ many: "0" }, /must lie between 1 and 50/],
      [{ many: "3" }, /One person asked one question/],
    ] as const) {
      const answer = await bo.post(HERE, { ...full, ...wrong, ...once() });
      assert.equal(answer.status, 422);
      assert.match(answer.text, sentence);
      assert.match(answer.text, /value="(Branch already exists|qqzzy)"/, "nothing typed is lost");
    }
    assert.equal((await bo.post(HERE, { category: "no-such", ...once() })).status, 404);
    const [first] = await rows(house);
    const other = await house.as(cast.cy);
    assert.equal((await other.post(`${HERE}/${first?.id}/withdrawal`)).status, 404, "their own alone");
    assert.equal((await bo.post(`${HERE}/${first?.id}/withdrawal`)).status, 303);
    assert.equal(await total(house), 1);
    await wait(14 * DAY);
    const late = await house.as(cast.bo);
    assert.equal((await late.post(`${HERE}/2/withdrawal`)).status, 409);
    for (const person of [cast.ada, null])
      assert.notEqual((await (await house.as(person)).get(HERE)).status, 200, "requesters have no such page");
  });

  test("counts one need once, forgets who asked after a week, and never knows whoever opted out", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await record(house, { asker: cast.ada });
    await record(house, { asker: cast.ada });
    await record(house, { asker: cast.ada, category: null });
    await record(house, { asker: cast.zoe });
    assert.equal(await total(house), 3);
    await ask(house, cast.zoe, "By ticket first", { category: null });
    await record(house, { asker: cast.zoe, category: null });
    assert.equal(await total(house), 3, "a ticket counted this need");
    await optOut(ctx, cast.zoe);
    await record(house, { asker: cast.zoe });
    assert.equal((await rows(house)).at(-1)?.asker_id, null);
    assert.equal(await total(house), 4);
    await wait(7 * DAY + HOUR);
    assert.ok((await rows(house)).every(({ asker_id }) => asker_id === null));
    await record(house, { asker: cast.ada });
    assert.equal(await total(house), 5, "after a week it is a new need");
    const events = await ctx.db.selectFrom("event").select(["kind", "data"]).where("type", "=", "off_portal").execute();
    assert.equal(events.length, 7);
    assert.ok(events.every(({ kind, data }) => kind === "support" && JSON.parse(data).count === 1));
  });

  test("is no part of the figure, warns when it grows, and shows the figure as if it had been asked here", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait, settle } = house;
    await countElsewhere(ctx, EXAMPLE, "2026-W23");
    await wait(0);
    for (const many of [4, 5]) {
      await record(house, { many });
      await wait(21 * DAY);
    }
    await countElsewhere(ctx, { basic: [...EXAMPLE.basic], exposure: [...EXAMPLE.exposure] }, "2026-W29");
    await settle();
    const period = { from: "2026-W27", to: "2026-W29" };
    const report = await deflectionReport(ctx, { ...period, from: "2026-W26" });
    const weeks = report.weeks.filter(({ elsewhere }) => elsewhere > 0).map(({ week, elsewhere }) => [week, elsewhere]);
    assert.deepEqual(weeks, [
      ["2026-W24", 4],
      ["2026-W27", 5],
    ]);
    const check = report.trust.results.find(({ key }) => key === "off-portal");
    const { baseline, current, growth } = report.elsewhere;
    assert.deepEqual([baseline, current], [4, 5], "thirteen weeks before, four in the period");
    assert.ok(Math.abs((growth ?? 0) - (5 / 4 / (4 / 13) - 1)) < 1e-9, String(growth));
    assert.equal(check?.outcome, "fail");
    assert.match(report.sentence, /disputed: questions moved to other places/);
    assert.ok(report.elsewhere.ifAskedHere);
    assert.notEqual(report.elsewhere.ifAskedHere?.reduction, report.headline?.reduction);
    const facts = () => ctx.db.selectFrom("weekly_fact").selectAll().orderBy("week").execute();
    const counted = await facts();
    await rebuildWeeks(ctx);
    assert.deepEqual(await facts(), counted);
    const page = (await (await house.as(cast.cy)).get("/reports/deflection?from=2026-W26&to=2026-W29")).text;
    assert.match(page, /Figure if all that was recorded had been asked here/);
  });
});
