import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { noteEvent } from "#server/journeys/journal.ts";
import { optOut } from "#server/journeys/opting-out.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { askAboutElsewhere, askTheSilent, SURVEY } from "#server/reports/survey.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

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
    const kept = await ctx.db.selectFrom("survey").selectAll().where("answer", "is not", null).executeTakeFirst();
    assert.deepEqual([kept?.answer, kept?.person_id, kept?.journey, kept?.asked_at], ["yes", null, null, null]);
    assert.notEqual(kept?.id, first?.id);
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
            question: "found",
            person_id: null,
            journey: null,
            outcome,
            week,
            asked_at: null,
            many: null,
            answer: count < yes ? "yes" : "no",
          })
          .execute();
    };
    await answer("probable", 8, 2);
    await answer("silent", 6, 14);
    const { journeys } = await deflectionReport(ctx, { from: "2026-W20", to: "2026-W22" });
    near(journeys.bounds?.lower, 0.2);
    near(journeys.bounds?.upper, 0.8);
    near(journeys.bounds?.estimate?.share, 0.43);
    near(journeys.bounds?.estimate?.low, 0.3218);
    near(journeys.bounds?.estimate?.high, 0.5538);
    assert.deepEqual(journeys.survey?.silent, { successes: 6, trials: 20 });
    const silent = ctx.db.deleteFrom("survey").where("outcome", "=", "silent");
    await silent.where("id", "not in", ["silent 0", "silent 1"]).execute();
    const few = (await deflectionReport(ctx, { from: "2026-W20", to: "2026-W22" })).journeys;
    assert.deepEqual([few.survey, few.bounds?.estimate], [null, null], "two answers would say what somebody said");
  });
});

onEachEngine("The survey of questions elsewhere", (engine) => {
  async function withPeople(t: { after(close: () => Promise<void>): void }, many: number) {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx } = house;
    for (let count = 0; count < many; count += 1)
      await addPerson(ctx, byPortal, {
        email: `reader${count}@example.test`,
        name: `Reader ${count}`,
        role: "requester",
        team: null,
      });
    return house;
  }
  const asked = (house: House) =>
    house.ctx.db.selectFrom("survey").selectAll().where("question", "=", "elsewhere").execute();

  /** What the job does in a stretch of days, without everything else that happens in them. */
  async function days({ ctx }: House, from: number, to: number): Promise<void> {
    for (let day = from; day < to; day += 1) {
      const later = { ...ctx, clock: { now: () => ctx.clock.now() + day * DAY } };
      await askAboutElsewhere(later);
      await askAboutElsewhere(later);
    }
  }

  test("asks about one in ten each month, nobody twice in thirty days, and nobody who opted out", async (t) => {
    const house = await withPeople(t, 200);
    const { ctx } = house;
    await days(house, 0, 7);
    assert.equal((await asked(house)).length, 0, "who came this week has no week behind them here");
    const shy = await ctx.db.selectFrom("person").select("id").where("email", "like", "reader%5@%").execute();
    for (const { id } of shy) await optOut(ctx, (await findPerson(ctx, id)) as Person);
    await days(house, 7, 97);
    const all = await asked(house);
    assert.ok(all.length >= 25 && all.length <= 90, `${all.length} of 180 people in three months`);
    const byPerson = Map.groupBy(all, ({ person_id }) => person_id);
    for (const times of byPerson.values()) {
      const at = times.map(({ asked_at }) => asked_at as number).sort((one, other) => one - other);
      for (const [place, one] of at.entries()) assert.ok(place === 0 || one - (at[place - 1] ?? 0) > 30 * DAY);
    }
    for (const { id } of shy) assert.ok(!byPerson.has(id));
    assert.ok(new Set(all.map(({ week }) => week)).size >= 8, "spread over the weeks");
  });

  test("nobody is asked where an answer would say whose it is", async (t) => {
    const house = await withPeople(t, 10);
    await days(house, 7, 200);
    assert.equal((await asked(house)).length, 0);
  });

  test("one click and a number, once; what stays leads to nobody", async (t) => {
    const house = await withPeople(t, 0);
    const { ctx, cast, sent, settle } = house;
    const wait = async (person: Person, id: string) => {
      const about = { question: "elsewhere", journey: null, outcome: null, week: "2026-W23" } as const;
      const row = { ...about, id, person_id: person.id, asked_at: ctx.clock.now(), answer: null, many: null };
      await ctx.db.insertInto("survey").values(row).execute();
      const to = { id: person.id };
      await queueMessage(ctx, { kind: SURVEY, to, reason: `survey ${id}`, about: "one question", payload: { id } });
    };
    await wait(cast.ada, "ada-asked-this-once");
    await wait(cast.zoe, "zoe-asked-this-once");
    await settle();
    const mail = sent().find(
      ({ to, subject }) => to === "ada@example.test" && subject === "Did you ask somewhere else?",
    );
    assert.match(mail?.text ?? "", /Between 2 Jun 2026 and 9 Jun 2026/);
    const [ada, zoe] = [await house.as(cast.ada), await house.as(cast.zoe)];
    const address = "/survey/ada-asked-this-once";
    assert.equal((await zoe.get(address)).status, 404);
    assert.match((await ada.get(address)).text, /Between 2 Jun 2026 and 9 Jun 2026/);
    const wrong = await ada.post(address, { answer: "yes", many: "lots" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /The number of questions is not a number\./);
    assert.match(wrong.text, /value="lots"/);
    assert.equal((await ada.post(address, { answer: "yes", many: "51" })).status, 422);
    assert.equal((await ada.post(address, { answer: "yes", many: "3" })).location, "/survey/thanks");
    assert.equal((await ada.post(address, { answer: "yes", many: "3" })).status, 404, "once");
    assert.equal((await zoe.post("/survey/zoe-asked-this-once", { answer: "no", many: "7" })).status, 303);
    const kept = await asked(house);
    assert.deepEqual(kept.map(({ answer, many }) => [answer, many]).sort(), [
      ["no", 0],
      ["yes", 3],
    ]);
    for (const row of kept) assert.deepEqual([row.person_id, row.journey, row.asked_at], [null, null, null]);
    assert.ok(!JSON.stringify(kept).includes("asked-this-once"), "the id of the letter is gone");
  });

  test("who did not answer is forgotten after a month, and stays counted as asked", async (t) => {
    const house = await withPeople(t, 0);
    const { ctx, cast, wait } = house;
    const row = { id: "x", question: "found", journey: "j", outcome: "silent", week: "2026-W23" } as const;
    const asked = { person_id: cast.ada.id, asked_at: ctx.clock.now(), answer: null, many: null };
    await ctx.db
      .insertInto("survey")
      .values({ ...row, ...asked })
      .execute();
    await ctx.db.insertInto("survey_rest").values({ person_id: cast.ada.id, asked_at: ctx.clock.now() }).execute();
    await wait(30 * DAY);
    assert.equal((await ctx.db.selectFrom("survey_rest").selectAll().execute()).length, 1);
    await wait(2 * HOUR);
    const [left] = await ctx.db.selectFrom("survey").selectAll().execute();
    assert.deepEqual([left?.person_id, left?.journey, left?.asked_at, left?.answer], [null, null, null, null]);
    assert.equal((await ctx.db.selectFrom("survey_rest").selectAll().execute()).length, 0);
    assert.equal((await (await house.as(cast.ada)).get("/survey/x")).status, 404);
  });

  test("from twenty answers a side on, the check takes records and survey together", async (t) => {
    const house = await withPeople(t, 0);
    const { ctx, close: _close } = house;
    await countElsewhere(ctx, EXAMPLE);
    const said = async (week: string, people: number, yes: number, each: number) => {
      const one = (place: number) => ({
        id: `${week} ${place}`,
        question: "elsewhere" as const,
        person_id: null,
        journey: null,
        asked_at: null,
        outcome: null,
        week,
        answer: place < yes ? ("yes" as const) : ("no" as const),
        many: place < yes ? each : 0,
      });
      await ctx.db
        .insertInto("survey")
        .values(Array.from({ length: people }, (_, place) => one(place)))
        .execute();
    };
    const read = async () => {
      const { elsewhere, trust } = await deflectionReport(ctx);
      return { elsewhere, check: trust.results.find(({ key }) => key === "off-portal")?.outcome };
    };
    await said("2026-W13", 2, 1, 1);
    assert.deepEqual([(await read()).elsewhere.survey.baseline.answers, (await read()).check], [null, "not measured"]);
    await said("2026-W14", 18, 3, 1);
    await said("2026-W15", 5, 0, 0);
    await ctx.db.updateTable("survey").set({ answer: null, many: null }).where("week", "=", "2026-W15").execute();
    await said("2026-W21", 19, 4, 2);
    assert.equal((await read()).elsewhere.isSurveyed, false, "nineteen are too few");
    await said("2026-W22", 1, 0, 0);
    const { elsewhere, check } = await read();
    const { baseline, current } = elsewhere.survey;
    assert.deepEqual([baseline.answers, current.answers], [20, 20]);
    near(baseline.rate?.rate, 4 / 20);
    near(baseline.perWeek?.estimate, 20);
    near(current.rate?.rate, 8 / 20);
    near(elsewhere.growth ?? undefined, ((8 / 20) * 111) / 20 - 1);
    assert.equal(check, "fail");
    assert.ok(baseline.perWeek && baseline.perWeek.low < 20 && baseline.perWeek.high > 20);
    await ctx.db.updateTable("weekly_fact").set({ elsewhere: 30 }).where("week", "<=", "2026-W19").execute();
    await ctx.db.updateTable("weekly_fact").set({ elsewhere: 3 }).where("week", ">", "2026-W19").execute();
    near((await read()).elsewhere.growth ?? undefined, ((8 / 20) * 111 + 3) / 50 - 1);
    const page = await (await house.as(house.cast.cy)).get("/reports/deflection");
    assert.match(
      page.text,
      /20 answers of 25 who were asked, 20% of them had asked elsewhere \(8 to 42%\): about 20\.0 questions a week/,
    );
  });
});

const near = (value: number | undefined, wanted: number) =>
  assert.ok(Math.abs((value ?? Number.NaN) - wanted) < 0.0005, `${value}, not ${wanted}`);
