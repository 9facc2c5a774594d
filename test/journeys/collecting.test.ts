import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { readBatch } from "#server/journeys/batch.ts";
import { SCHEMA } from "#server/journeys/event.ts";
import { closeJournal } from "#server/journeys/journal.ts";
import { optOut } from "#server/journeys/opting-out.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { HOUR } from "#server/platform/clock.ts";
import { VERSION } from "#server/platform/version.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { pageTokenIn } from "./page-tokens.ts";

const ARTICLE = "create-branch";
const reading = (page: string, more: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  type: "reading",
  page,
  article: ARTICLE,
  activeMs: 16_000,
  ...more,
});

test("a batch is read event by event, and each that is refused hears why", () => {
  const good = reading("token", { clientAt: 1, scroll: 80, copied: 1 });
  const bad = [
    { ...good, mood: "good" },
    { ...good, id: "7" },
    { ...good, activeMs: -1 },
    { ...good, scroll: 101 },
    { ...good, type: "ticket_created" },
    null,
  ];
  const reasons = readBatch(JSON.stringify([good, ...bad, good]))?.map((one) => (one.ok ? "kept" : one.reason));
  assert.deepEqual(reasons?.slice(0, 2), ["kept", "knows no field mood"]);
  assert.deepEqual(
    reasons?.slice(2).map((reason) => reason.split(" ")[0]),
    ["id", "activeMs", "scroll", "type", "the", "kept"],
  );
  assert.equal(readBatch("no list"), null);
  assert.equal(readBatch('{"events":[]}'), null);
  assert.equal(readBatch(JSON.stringify(Array(51).fill(good)))?.filter(({ ok }) => ok).length, 50);
  const long = readBatch(JSON.stringify([{ ...good, activeMs: 5 * HOUR }]))?.[0];
  assert.equal(long?.ok && "activeMs" in long.event.happening && long.event.happening.activeMs, HOUR);
});

onEachEngine("What pages tell by themselves", (engine) => {
  async function open(t: { after(close: () => Promise<void>): void }) {
    const house = await buildHouse({ engine });
    t.after(house.close);
    await openLibrary(house.ctx, () => {});
    return house;
  }

  const stored = async ({ ctx }: House) => {
    await closeJournal(ctx);
    return ctx.db.selectFrom("event").selectAll().orderBy("at").execute();
  };

  test("a bad event fails nothing but itself, and what is sent again counts once", async (t) => {
    const house = await open(t);
    const ada = await house.as(house.cast.ada);
    const token = pageTokenIn((await ada.get(`/articles/${ARTICLE}`)).text);
    const good = reading(token);
    const events = JSON.stringify([good, reading(token, { mood: "good" }), good, reading(token)]);
    const answer = JSON.parse((await ada.post("/events", { events })).text);
    assert.deepEqual(answer, { kept: 3, refused: [{ place: 1, reason: "knows no field mood" }] });
    await ada.post("/events", { events });
    assert.equal((await stored(house)).filter(({ type }) => type === "reading").length, 2);
    assert.equal((await ada.post("/events", { events: "none" })).status, 400);
  });

  test("only a page this visit was shown may tell of what it shows", async (t) => {
    const house = await open(t);
    const { ctx, cast } = house;
    const [ada, zoe] = [await house.as(cast.ada), await house.as(cast.zoe)];
    const own = pageTokenIn((await ada.get(`/articles/${ARTICLE}`)).text);
    const others = pageTokenIn((await zoe.get(`/articles/${ARTICLE}`)).text);
    const forged = `${randomUUID()}.${ctx.keys.sign("page", "anything")}`;
    const events = [
      reading(others),
      reading(forged),
      reading("x"),
      reading(own, { article: "no-commits-found" }),
      reading(own.replace(/^./, (sign) => (sign === "0" ? "1" : "0"))),
    ];
    const answer = JSON.parse((await ada.post("/events", { events: JSON.stringify(events) })).text);
    assert.equal(answer.kept, 0);
    assert.deepEqual(new Set(answer.refused.map(({ reason }: { reason: string }) => reason)).size, 1);
    assert.equal((await stored(house)).filter(({ type }) => type === "reading").length, 0);
  });

  test("an event says where, on which page view, by which clock and by which version it came to be", async (t) => {
    const house = await open(t);
    const { ctx, cast } = house;
    const ada = await house.as(cast.ada);
    await ada.get("/search?q=branch");
    const token = pageTokenIn((await ada.get(`/articles/${ARTICLE}`)).text);
    const clientAt = ctx.clock.now() + 6 * 60_000;
    await ada.post("/events", { events: JSON.stringify([reading(token, { clientAt, scroll: 70, copied: 2 })]) });
    await ada.post(`/articles/${ARTICLE}/feedback`, { revision: "1", helpful: "yes", page: token });
    const events = await stored(house);
    const one = (type: string) => events.find((event) => event.type === type);
    const listed = events.find(({ type, data }) => type === "impression" && JSON.parse(data).list === "search");
    const page = token.split(".")[0];
    assert.deepEqual(
      ["view", "reading", "vote", "solved"].map((type) => one(type)?.page),
      [page, page, page, page],
    );
    assert.equal(one("view")?.id, page);
    assert.equal(listed?.page, one("search")?.id, "a list names its search");
    assert.deepEqual(
      ["search", "view", "reading", "vote"].map((type) => one(type)?.route),
      ["/search", "/articles/:slug", "/events", "/articles/:slug/feedback"],
    );
    assert.equal(one("reading")?.client_at, clientAt);
    assert.equal(one("reading")?.at, ctx.clock.now(), "their clock decides nothing");
    assert.ok(events.every(({ app, schema }) => app === VERSION && schema === SCHEMA));
    assert.equal(JSON.parse(one("search")?.data ?? "{}").audience, "signed-in");
    const { scroll, copied } = JSON.parse(one("reading")?.data ?? "{}");
    assert.deepEqual([scroll, copied], [70, 2]);
  });

  test("nothing ties two counts together of somebody who opted out", async (t) => {
    const house = await open(t);
    const { ctx, cast } = house;
    const ada = await house.as(cast.ada);
    const visit = async () => {
      const token = pageTokenIn((await ada.get(`/articles/${ARTICLE}`)).text);
      const events = JSON.stringify([reading(token, { clientAt: ctx.clock.now() })]);
      await ada.post("/events", { events });
      await ada.post("/events", { events });
      await closeJournal(ctx);
      return token.split(".")[0] as string;
    };
    const before = await visit();
    await optOut(ctx, cast.ada);
    const after = await visit();
    const events = await stored(house);
    assert.deepEqual(
      events.map(({ type }) => type).sort(),
      ["impression", "impression", "reading", "reading", "view", "view"],
      "sent again it counts once, still",
    );
    for (const event of events) assert.deepEqual([event.page, event.client_at, event.session], [null, null, null]);
    for (const page of [before, after]) assert.ok(!JSON.stringify(events).includes(page));
  });
});
