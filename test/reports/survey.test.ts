import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { noteEvent } from "#server/journeys/journal.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { askTheSilent } from "#server/reports/survey.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";

onEachEngine("The survey of the silent", (engine) => {
  test("asks about a twentieth, the next day, once a month, and keeps no name with the answer", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait, sent } = house;
    for (let count = 0; count < 120; count += 1) {
      const email = `reader${count}@example.test`;
      const id = await addPerson(ctx, byPortal, { email, name: `Reader ${count}`, role: "requester", team: null });
      const reader = { personId: id, kind: "dev" as const, token: email };
      noteEvent(ctx, reader, { type: "search", q: `words ${count}`, results: 1, source: "page" });
    }
    noteEvent(
      ctx,
      { personId: cast.bo.id, kind: "support", token: "desk" },
      { type: "search", q: "x", results: 1, source: "page" },
    );
    await wait(MINUTE);
    assert.equal((await ctx.db.selectFrom("survey").selectAll().execute()).length, 0);
    await wait(DAY + HOUR);
    await askTheSilent(ctx);
    const asked = await ctx.db.selectFrom("survey").selectAll().execute();
    assert.ok(asked.length >= 1 && asked.length <= 16, `${asked.length} of 120 were asked`);
    await wait(HOUR);
    assert.equal((await ctx.db.selectFrom("survey").selectAll().execute()).length, asked.length);
    const mails = sent().filter(({ subject }) => subject === "Did you find what you needed?");
    assert.equal(mails.length, asked.length);

    const [first] = asked;
    const person = (await findPerson(ctx, first?.person_id ?? 0)) as Person;
    const stranger = await house.as(cast.zoe);
    assert.equal((await stranger.get(`/survey/${first?.id}`)).status, 404);
    assert.equal((await stranger.post(`/survey/${first?.id}`, { answer: "yes" })).status, 404);
    const visitor = await house.as(person);
    assert.match((await visitor.get(`/survey/${first?.id}`)).text, /Yes, I found it/);
    assert.equal((await visitor.post(`/survey/${first?.id}`, { answer: "perhaps" })).status, 400);
    assert.equal((await visitor.post(`/survey/${first?.id}`, { answer: "yes" })).location, "/survey/thanks");
    assert.equal((await visitor.get(`/survey/${first?.id}`)).status, 404);
    const kept = await ctx.db
      .selectFrom("survey")
      .selectAll()
      .where("id", "=", first?.id ?? "")
      .executeTakeFirst();
    assert.deepEqual([kept?.answer, kept?.person_id], ["yes", null]);
  });

  test("answers of both kinds give an estimate between the bounds", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    const week = "2026-W22";
    const journey = (outcome: "confirmed" | "probable" | "silent" | "failed", count: number) =>
      ctx.db.insertInto("weekly_journey").values({ week: "2026-W20", outcome, journeys: count }).execute();
    await journey("confirmed", 20);
    await journey("probable", 10);
    await journey("silent", 50);
    await journey("failed", 20);
    const answer = async (outcome: "probable" | "silent", yes: number, no: number) => {
      for (let count = 0; count < yes + no; count += 1)
        await ctx.db
          .insertInto("survey")
          .values({
            id: `${outcome} ${count}`,
            person_id: null,
            journey: `${outcome} ${count}`,
            outcome,
            week,
            asked_at: 0,
            answer: count < yes ? "yes" : "no",
          })
          .execute();
    };
    await answer("probable", 8, 2);
    await answer("silent", 6, 14);
    const { journeys } = await deflectionReport(ctx, { from: "2026-W20", to: "2026-W22" });
    const near = (value: number | undefined, wanted: number) =>
      assert.ok(Math.abs((value ?? 0) - wanted) < 0.0005, String(value));
    near(journeys.bounds?.lower, 0.2);
    near(journeys.bounds?.upper, 0.8);
    near(journeys.bounds?.estimate?.share, 0.43);
    near(journeys.bounds?.estimate?.low, 0.3218);
    near(journeys.bounds?.estimate?.high, 0.5538);
  });
});
