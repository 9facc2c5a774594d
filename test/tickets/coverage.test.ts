import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listLadders, saveLadder } from "#server/escalation/ladder-editing.ts";
import { addAbsence, saveRota } from "#server/escalation/rotas.ts";
import { USUAL } from "#server/notifications/channels.ts";
import { choose } from "#server/notifications/choosing.ts";
import { addWebhook, changeWebhook } from "#server/notifications/webhook-store.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { coverNow, shareWithin, worstWait } from "#server/tickets/covering.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

const on = (text: string) => Date.parse(`${text}Z`);

onEachEngine("coverage", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const waitAt = async (text: string) => {
    const [cover] = await coverNow(house.ctx);
    assert.ok(cover);
    return worstWait(cover.heard, on(text), on(text) + 1).wait;
  };
  const notices = () => house.ctx.db.selectFrom("notice").selectAll().where("kind", "=", "coverage.hole").execute();

  test("of a portal as it comes, the night and the weekend wait for the morning, and there is no hole", async () => {
    const covers = await coverNow(house.ctx);
    assert.equal(covers.length, 3, "each urgency has a promise of its own");
    for (const { heard, holes } of covers) {
      assert.deepEqual(holes, []);
      const { at, wait } = worstWait(heard, heard[0]?.from ?? 0, heard.at(-1)?.to ?? 0);
      assert.deepEqual([new Date(at).toISOString(), wait / HOUR], ["2026-06-12T17:00:00.000Z", 64]);
      // Office hours are 40 of 168; who asks in the last hour before they begin waits an hour at most, too.
      assert.ok(Math.abs(shareWithin(heard, HOUR) - 45 / 168) < 0.01, String(shareWithin(heard, HOUR)));
    }
    assert.equal(await waitAt("2026-06-10T10:00"), 0);
    assert.equal(await waitAt("2026-06-10T20:00"), 13 * HOUR);
  });

  test("what the proof says of a question is what happens to it", async () => {
    const { ctx, cast } = house;
    await choose(ctx, cast.bo, { ...USUAL, normal: { mail: "off", webhook: false } });
    const predicted = await waitAt("2026-06-09T09:00");
    assert.equal(predicted, 30 * MINUTE, "nobody hears of the question itself, so it is the first step");
    const before = house.sent().length;
    await ask(house, cast.ada, "Is anybody there");
    await house.wait(predicted - MINUTE);
    assert.equal(house.sent().length, before);
    await house.wait(MINUTE);
    await house.settle();
    assert.deepEqual(
      house
        .sent()
        .slice(before)
        .map(({ to }) => to),
      ["bo@example.test"],
    );
    await choose(ctx, cast.bo, USUAL);
  });

  test("an absence that opens a hole is told to the leads once, and others are not", async () => {
    const { ctx, cast } = house;
    const away = (personId: number, from: string, to: string) =>
      addAbsence(ctx, cast.dee, { personId, deputyId: null, from: on(from), to: on(to) });
    await away(cast.dee.id, "2026-06-15T00:00", "2026-06-16T00:00");
    await house.settle();
    assert.deepEqual(await notices(), [], "others would hear in time");
    await away(cast.bo.id, "2026-06-15T00:00", "2026-06-16T00:00");
    await house.settle();
    const told = await notices();
    assert.deepEqual(
      told.map((row) => row.person_id),
      [cast.cy.id],
    );
    // The promise for what is urgent is an hour, and the leads are told after an hour and a half.
    assert.equal(
      told[0]?.sentence,
      "While Bo Answers is away, nobody would hear in time of what is asked in Support: Fri 12 Jun, 17:00–Mon 15 Jun, 16:00.",
    );
    await house.wait(DAY);
    assert.equal((await notices()).length, 1);
    assert.ok(
      house.sent().some(({ to, subject }) => to === "cy@example.test" && subject === "An absence opens a hole"),
    );
  });

  test("a manager sees the strip, the holes and why; others do not come there", async () => {
    const cy = await house.as(house.cast.cy);
    const { status, text } = await cy.get("/reports/coverage");
    assert.equal(status, 200);
    assert.match(text, /<svg class="cover"[^>]*role="img" aria-label="Support · high urgency/);
    assert.match(text, /class="hole"/);
    assert.match(text, /while away: Dee Runs, Bo Answers/);
    assert.match(text, /<td>Fri, 12 Jun 2026, 17:00:00[^<]*<\/td><td class="r">/);
    for (const person of [house.cast.ada, house.cast.bo])
      assert.equal((await (await house.as(person)).get("/reports/coverage")).status, 404);
  });

  test("whoever is on call is reached in the night; a night without anybody is seen", async () => {
    const { ctx, cast } = house;
    const layer = {
      startsOn: "2026-06-01",
      handOver: "09:00",
      lengthDays: 1,
      hours: [],
      members: [cast.bo.id, cast.dee.id],
    };
    const rotaId = await saveRota(ctx, cast.dee, null, { name: "Nights", timeZone: "UTC", layers: [layer] });
    const [present] = await listLadders(ctx);
    const [first] = present?.ladder.steps ?? [];
    assert.ok(present && first);
    const night = { ...first, groups: [], rotas: [rotaId], counts: "calendar" as const, afterMinutes: 15 };
    await saveLadder(ctx, cast.dee, present.id, { ...present.ladder, steps: [night, ...present.ladder.steps] });
    assert.equal(await waitAt("2026-06-20T02:00"), 15 * MINUTE);
    assert.equal(await waitAt("2026-06-15T02:00"), 8 * HOUR, "both who take turns are away: the leads hear at ten");
  });

  test("each queue is proved by itself: whose members are away has a hole, and the others have not", async () => {
    const { ctx, cast } = house;
    const { id } = await ctx.db
      .insertInto("queue")
      .values({ name: "Registry", made_at: ctx.clock.now(), retired_at: null })
      .returning("id")
      .executeTakeFirstOrThrow();
    const member = { queue_id: id, person_id: cast.dee.id, part: "member" as const, since: ctx.clock.now() };
    await ctx.db.insertInto("queue_member").values(member).execute();
    await choose(ctx, cast.bo, USUAL);
    const ladder = (await listLadders(ctx))[0]?.ladder;
    assert.ok(ladder);
    const slow = { ...ladder, steps: ladder.steps.slice(1).map((one) => ({ ...one, afterMinutes: 10_000 })) };
    await saveLadder(ctx, cast.dee, 1, slow);
    const away = { personId: cast.dee.id, deputyId: null, from: on("2026-07-06T00:00"), to: on("2026-07-11T00:00") };
    await addAbsence(ctx, cast.dee, away);
    const holesIn = async (name: string) =>
      (await coverNow(ctx)).filter(({ queue }) => queue === name).flatMap(({ holes }) => holes.map(({ from }) => from));
    const inJuly = (at: number) => at > on("2026-07-01T00:00") && at < on("2026-07-15T00:00");
    assert.ok((await holesIn("Registry")).some(inJuly));
    assert.ok(!(await holesIn("Support")).some(inJuly));
  });

  test("where a step asks for a tag, a team or how it stands, both cases are shown; a webhook is nobody, yet the next waits", async () => {
    const { ctx, cast } = house;
    const ladder = (await listLadders(ctx))[0]?.ladder;
    const [first] = ladder?.steps ?? [];
    assert.ok(ladder && first);
    await choose(ctx, cast.bo, { ...USUAL, normal: { mail: "off", webhook: false } });
    const calls = { ...first, counts: "calendar" as const, afterMinutes: 10, groups: ["agents" as const] };
    const save = (...steps: (typeof first)[]) => saveLadder(ctx, cast.dee, 1, { ...ladder, steps, categories: [] });
    const waits = async () => {
      const found: Record<string, number> = {};
      for (const { queue, priorities, only, heard } of await coverNow(ctx))
        if (queue === "Support" && priorities.includes("Normal"))
          found[only ?? "any"] = worstWait(heard, on("2026-08-04T10:00"), on("2026-08-04T10:01")).wait / MINUTE;
      return found;
    };
    const guard = { ...calls, onlyTags: ["outage"] };
    const other = { ...calls, afterMinutes: 60 };
    await save({ ...guard, onlyTeams: [] }, other);
    assert.deepEqual(await waits(), { any: 10, "tagged outage": 10 }, "what is not meant is passed at once");
    await save(other, guard);
    assert.deepEqual(await waits(), { any: 60, "tagged outage": 60 });
    await save({ ...calls, onlyTeams: ["Payments"], groups: ["managers" as const], people: [] }, other);
    assert.deepEqual(await waits(), { any: 10, "asked by Payments": 10 });
    await save({ ...calls, onlyClasses: ["open"], afterMinutes: 30, groups: ["watchers" as const] }, other);
    assert.deepEqual(await waits(), { any: 30, "after an answer": 30 }, "nobody watches");
    const { id } = await addWebhook(ctx.db, {
      ...{ name: "Room", url: "https://room.example.test/", shape: "json", hears: "[]" },
      ...{ person_id: null, made_by: cast.dee.id, made_at: ctx.clock.now() },
    });
    await save({ ...calls, groups: [], webhooks: [id] }, other);
    assert.deepEqual(await waits(), { any: 70 });
    await save({ ...guard, groups: [], webhooks: [id] }, other);
    assert.deepEqual(await waits(), { any: 10, "tagged outage": 70 });
    await changeWebhook(ctx.db, id, { disabled_at: ctx.clock.now() });
    assert.deepEqual(await waits(), { any: 10, "tagged outage": 10 }, "one that is off is not called");
    const page = await (await house.as(cast.cy)).get("/reports/coverage");
    assert.match(page.text, /high urgency · tagged outage/);
  });
});
