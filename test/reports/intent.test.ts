import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { avoidedBy, type Evidence } from "#server/experiment/evidence.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { countSearches } from "#server/knowledge/replay-store.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { aboutToAsk } from "#server/reports/journey-figures-store.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

onEachEngine("Whoever an article helped", (engine) => {
  test("may say that they were about to ask: once, and from three people on the report says how many", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await openLibrary(ctx, () => {});
    await countElsewhere(ctx, EXAMPLE);
    const account = { email: "fay@example.test", name: "Fay", role: "requester", team: null } as const;
    const fay = (await findPerson(ctx, await addPerson(ctx, byPortal, account))) as Person;
    const intent = "/articles/create-branch/intent";
    const said = async () => {
      await wait(MINUTE);
      return (await deflectionReport(ctx, { from: "2026-W22", to: "2026-W24" })).journeys.aboutToAsk;
    };
    assert.equal(await said(), 0);
    for (const person of [cast.ada, cast.zoe]) {
      const visitor = await house.as(person);
      assert.doesNotMatch((await visitor.get("/articles/create-branch")).text, /I was about to ask/);
      await visitor.post("/articles/create-branch/feedback", {
        revision: "1",
        helpful: "yes",
        reason: "",
        comment: "",
      });
      assert.match((await visitor.get("/articles/create-branch")).text, /action="\/articles\/create-branch\/intent"/);
      for (const _twice of [1, 2]) assert.equal((await visitor.post(intent)).status, 303);
    }
    assert.equal(await said(), null, "two people are counted and not shown");
    assert.equal((await ctx.db.selectFrom("event").selectAll().where("type", "=", "intent").execute()).length, 2);
    assert.equal((await (await house.as(fay)).post(intent)).status, 303);
    assert.equal(await said(), 3);
    assert.equal((await (await house.as(cast.bo)).post(intent)).status, 303);
    assert.equal(await said(), 3, "what staff press counts in no figure");
    const report = (await (await house.as(cast.cy)).get("/reports/deflection?from=2026-05-25&to=2026-06-14")).text;
    assert.match(report, /Of all, people who said that they had been about to ask/);
    assert.equal((await (await house.as(cast.ada)).post("/articles/no-such-article/intent")).status, 404);
    assert.equal((await (await house.as(null)).post(intent)).status, 403);
  });
});

onEachEngine("Whoever looks at results", (engine) => {
  test("may say the same of what they searched for: without scripts, once, and it is no second search", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    const ada = await house.as(cast.ada);
    const events = async () => {
      await wait(MINUTE);
      return ctx.db
        .selectFrom("event")
        .leftJoin("search_text", "search_text.event_id", "event.id")
        .select(["event.type", "event.article", "search_text.text"])
        .where("event.type", "in", ["search", "intent"])
        .orderBy("search_text.text")
        .orderBy("event.type", "desc")
        .execute();
    };
    for (const words of ["branch", "qqzzy"]) {
      const page = (await ada.get(`/search?q=${words}`)).text;
      assert.equal(page.match(/action="\/search\/intent"/g)?.length, 1, "one form");
      assert.match(page, new RegExp(`name="_csrf"[^>]*><input type="hidden" name="q" value="${words}">`));
      for (const q of [words, ` ${words.toUpperCase()}`]) {
        const { status, location } = await ada.post("/search/intent", { q });
        assert.equal(status, 303);
        const back = (await ada.get(location ?? "")).text;
        assert.doesNotMatch(back, /I was about to ask/);
      }
    }
    const search = (text: string) => ({ type: "search", article: null, text });
    const intent = (text: string) => ({ type: "intent", article: null, text });
    assert.deepEqual(await events(), [search("branch"), intent("branch"), search("qqzzy"), intent("qqzzy")]);
    assert.equal(await countSearches(ctx.db, 0), 2, "what is said of a search is none");
    assert.equal(await aboutToAsk(ctx.db, 0, ctx.clock.now() + 1), 1, "people, not presses");
    assert.equal((await ada.post("/search/intent", { q: " " })).status, 400);
    assert.equal((await (await house.as(null)).post("/search/intent", { q: "branch" })).status, 403);
    assert.doesNotMatch((await ada.get("/search?q=")).text, /about to ask/);
  });
});

test("tickets are avoided only where an experiment surely shows it, in arms of the sizes that were drawn", () => {
  const evidence = (verdict: string, isBlocked = false) =>
    ({
      result: {
        published: { effect: -0.15, verdict },
        flows: { treatment: 120, holdout: 40 },
        sampleRatio: { isBlocked },
      },
    }) as unknown as Evidence;
  assert.equal(avoidedBy(null), null);
  assert.equal(avoidedBy(evidence("no effect shown yet")), null);
  assert.equal(avoidedBy(evidence("fewer tickets with suggestions")), 18, "the small example of F16");
  assert.equal(avoidedBy(evidence("fewer tickets with suggestions", true)), null);
});
