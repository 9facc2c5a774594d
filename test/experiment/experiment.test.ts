import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lastEvidence } from "#server/experiment/evidence.ts";
import { placeOf } from "#server/experiment/placing.ts";
import { startExperiment, stopExperiment } from "#server/experiment/registering.ts";
import { endedExperiments, openExperiment, recordsOf } from "#server/experiment/store.ts";
import { resultNow, watchExperiments } from "#server/experiment/watching.ts";
import { optOut } from "#server/journeys/opting-out.ts";
import type { Reader } from "#server/journeys/reader.ts";
import type { Person } from "#server/people/person.ts";
import { addPerson, personById } from "#server/people/store.ts";
import { Refusal } from "#server/platform/errors.ts";
import { noteOutage } from "#server/platform/outages.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const DAY = 86_400_000;
const WISH = {
  question: "Do suggestions keep questions from becoming tickets?",
  unit: "week" as const,
  share: 0.5,
  expectedShare: 0.4,
  shareToSee: 0.28,
  flowsNeeded: 504,
};
const FORM = { question: WISH.question, unit: "week", share: "50", expected: "40", effect: "30" };
const reader = (id: number): Reader => ({ personId: id, kind: "dev", token: "t" });
const dayIn = (at: number) => new Date(at).toISOString().slice(0, 10);

onEachEngine("an experiment", (engine) => {
  let house: House;
  /** Enough for both arms. */
  const many: Person[] = [];
  before(async () => {
    house = await buildHouse({ engine });
    for (let at = 0; at < 40; at++) {
      const account = { name: `Asker ${at}`, email: `asker${at}@example.test`, role: "requester" as const, team: null };
      const { id } = await addPerson(house.ctx.db, { ...account, created_at: house.ctx.clock.now() });
      many.push((await personById(house.ctx.db, id)) as Person);
    }
  });
  after(() => house.close());
  const refused = (work: Promise<unknown>, sentence: RegExp) =>
    assert.rejects(work, (error: unknown) => error instanceof Refusal && sentence.test(error.message));

  test("nobody is drawn while none runs", async () => {
    await house.wait(15 * DAY);
    assert.equal(await placeOf(house.ctx, house.cast.ada, reader(house.cast.ada.id), "normal"), null);
  });

  test("only an admin gets to the page, and to starting one", async () => {
    const { cast, ctx } = house;
    for (const person of [cast.ada, cast.bo, cast.cy, null]) {
      const visitor = await house.as(person);
      assert.ok([303, 404].includes((await visitor.get("/admin/experiment")).status));
      assert.ok((await visitor.post("/admin/experiment", FORM)).status >= 303);
    }
    await refused(startExperiment(ctx, cast.cy, { ...WISH, endsAt: ctx.clock.now() + 30 * DAY }), /Only admins/);
    assert.equal(await openExperiment(ctx.db), undefined);
  });

  test("the planner shows what could be learnt before anyone starts, and a bad form comes back with its words", async () => {
    const dee = await house.as(house.cast.dee);
    const page = await dee.get("/admin/experiment");
    assert.equal(page.status, 200);
    assert.match(page.text, /What could be learnt here/);
    const bad = await dee.post("/admin/experiment", { ...FORM, share: "60", endsOn: "2027-13-45" });
    assert.equal(bad.status, 422);
    assert.match(bad.text, /share of the holdout must lie between 5 and 50/);
    assert.match(bad.text, /value="60"/);
    const long = await dee.post("/admin/experiment", { ...FORM, endsOn: dayIn(house.ctx.clock.now() + 300 * DAY) });
    assert.match(long.text, /runs for 1 to 24 weeks/);
  });

  test("registering is starting, and what was registered is shown and cannot be changed", async () => {
    const { ctx, cast } = house;
    const dee = await house.as(cast.dee);
    const sent = { ...FORM, endsOn: dayIn(ctx.clock.now() + 30 * DAY), _once: "once-and-only-once-1" };
    assert.equal((await dee.post("/admin/experiment", sent)).location, "/admin/experiment");
    assert.equal((await dee.post("/admin/experiment", sent)).status, 303);
    const running = await openExperiment(ctx.db);
    assert.equal(running?.question, WISH.question);
    assert.ok(Math.abs((running?.shareToSee ?? 0) - 0.28) < 1e-9);
    assert.match((await dee.get("/admin/experiment")).text, /Running/);
    await assert.rejects(ctx.db.updateTable("experiment").set({ share: 0.1 }).execute(), /append-only/);
    await refused(startExperiment(ctx, cast.dee, { ...WISH, endsAt: ctx.clock.now() + 30 * DAY }), /already/);
  });

  test("the lot: the same person stays in the same arm all week; some are never drawn", async () => {
    const { ctx, cast } = house;
    const place = await placeOf(ctx, cast.ada, reader(cast.ada.id), "normal");
    assert.ok(place);
    assert.deepEqual(await placeOf(ctx, cast.ada, reader(cast.ada.id), "low"), place);
    assert.equal(await placeOf(ctx, cast.ada, reader(cast.ada.id), "high"), null);
    assert.equal(await placeOf(ctx, cast.bo, { ...reader(cast.bo.id), kind: "support" }, "normal"), null);
    assert.equal(await placeOf(ctx, cast.zoe, { ...reader(cast.zoe.id), kind: "bot" }, "normal"), null);
    await optOut(ctx, cast.zoe);
    assert.equal(await placeOf(ctx, cast.zoe, reader(cast.zoe.id), "normal"), null);
  });

  test("nobody is drawn in the hour after an outage; a clock that was set back is none", async () => {
    const { ctx, cast, wait } = house;
    const now = ctx.clock.now();
    const place = () => placeOf(ctx, cast.ada, reader(cast.ada.id), "normal");
    await noteOutage(ctx, { from: now - 60_000, to: now, reason: "clock set back" });
    assert.ok(await place());
    await noteOutage(ctx, { from: now - 600_000, to: now, reason: "stood still" });
    assert.equal(await place(), null);
    await wait(3_600_000);
    assert.equal(await place(), null, "to the end of the hour");
    await wait(1);
    assert.ok(await place());
  });

  test("the form says which arm it was, and the count finds it", async () => {
    const { ctx, cast } = house;
    const ada = await house.as(cast.ada);
    assert.equal((await ada.get("/ask")).status, 200);
    await house.settle();
    const running = await openExperiment(ctx.db);
    assert.ok(running);
    const { units, waiting } = await resultNow(ctx, running);
    assert.deepEqual([units.holdout + units.treatment, waiting], [1, 1]);
    const place = await placeOf(ctx, cast.ada, reader(cast.ada.id), "normal");
    assert.equal(units[place?.arm ?? "holdout"], 1);
  });

  test("the holdout sees a link instead of suggestions, with and without scripts, and the link shows them", async () => {
    const { ctx } = house;
    const arms = await Promise.all(many.map((one) => placeOf(ctx, one, reader(one.id), "normal")));
    const held = many[arms.findIndex((place) => place?.arm === "holdout")];
    assert.ok(held && arms.some((place) => place?.arm === "treatment"), "forty people, and all in one arm");
    const ada = await house.as(held);
    const question = {
      subject: "create_branch fails",
      body: "ERROR:  No commits found - cannot create branch",
      category: "branches",
      urgency: "normal",
    };
    const withheld = await ada.post("/ask/suggestions", question);
    assert.match(withheld.text, /data-withheld/);
    assert.doesNotMatch(withheld.text, /data-article/);
    const shown = await ada.post("/ask/suggestions", { ...question, suggestions: "show" });
    assert.match(shown.text, /data-article/);
    assert.match((await ada.post("/ask/suggestions", { ...question, urgency: "high" })).text, /data-article/);
    assert.equal((await ada.post("/ask", question)).location, "/ask/check");
    const check = await ada.get("/ask/check");
    assert.match(check.text, /Show suggestions/);
    assert.doesNotMatch(check.text, /No article seems to answer/);
    assert.match((await ada.get("/ask/check?suggestions=show")).text, /Does one of these answer it/);
    assert.match((await ada.get("/ask?suggestions=show")).text, /name="suggestions" value="show"/);
    await house.settle();
    const rows = await ctx.db.selectFrom("event").select("type").execute();
    for (const type of ["suggest_withheld", "suggest_shown"] as const)
      assert.ok(
        rows.some((row) => row.type === type),
        type,
      );
  });

  test("stopping it needs a reason, and everybody gets suggestions again", async () => {
    const { ctx, cast } = house;
    const dee = await house.as(cast.dee);
    const running = await openExperiment(ctx.db);
    const id = String(running?.id);
    assert.equal((await dee.post("/admin/experiment/end", { id, why: "" })).status, 422);
    assert.equal((await dee.post("/admin/experiment/end", { id, why: "We learnt enough" })).status, 303);
    assert.equal(await placeOf(ctx, cast.ada, reader(cast.ada.id), "normal"), null);
    await refused(stopExperiment(ctx, cast.dee, Number(id), "again"), /ended already/);
    assert.match((await dee.get("/admin/experiment")).text, /We learnt enough/);
  });

  test("the result is recorded once, a week after the end", async () => {
    const { ctx, cast } = house;
    const [ended] = await endedExperiments(ctx.db, 1);
    assert.ok(ended);
    assert.equal((await recordsOf(ctx.db, [ended.id])).length, 0);
    await house.wait(7 * DAY);
    const [record] = await recordsOf(ctx.db, [ended.id]);
    assert.ok(record);
    await house.wait(DAY);
    assert.deepEqual(await recordsOf(ctx.db, [ended.id]), [record]);
    assert.equal((await lastEvidence(ctx))?.question, WISH.question);
    const page = await (await house.as(cast.dee)).get("/admin/experiment");
    assert.match(page.text, /There were too few questions for a result/);
  });

  test("the last day ends it by itself", async () => {
    const { ctx, cast } = house;
    await startExperiment(ctx, cast.dee, { ...WISH, endsAt: ctx.clock.now() + 7 * DAY });
    await house.wait(7 * DAY);
    assert.equal(await watchExperiments(ctx), false);
    const [ended] = await endedExperiments(ctx.db, 1);
    assert.deepEqual([ended?.reason, ended?.endedBy], ["end date", null]);
  });
});
