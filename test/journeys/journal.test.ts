import assert from "node:assert/strict";
import { test } from "node:test";
import { closeJournal, noteEvent, type Reader, readerFrom, recordEvent } from "#server/journeys/journal.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";

const reading = (personId: number | null): Reader => ({ personId, kind: "dev", token: "a visit" });

onEachEngine("The journal", (engine) => {
  test("what is read waits in memory and is written a moment later", async (t) => {
    const { ctx, cast, settle, close } = await buildHouse({ engine });
    t.after(close);
    noteEvent(ctx, reading(cast.ada.id), { type: "search", q: "rebase", results: 3, source: "page" });
    noteEvent(ctx, reading(cast.ada.id), { type: "view", article: "rebase", revision: 1 });
    assert.equal((await ctx.db.selectFrom("event").selectAll().execute()).length, 0);

    await settle();
    const events = await ctx.db.selectFrom("event").selectAll().orderBy("type").execute();
    assert.deepEqual(
      events.map(({ type }) => type),
      ["search", "view"],
    );
    const [text] = await ctx.db.selectFrom("search_text").selectAll().execute();
    assert.equal(text?.text, "rebase");
    assert.equal(events.find(({ type }) => type === "search")?.data.includes("rebase"), false);
    assert.equal(ctx.journal.waiting.length, 0);
  });

  test("a fact is written with the action or not at all", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    const broken = inTransaction(ctx, async (ctx) => {
      await recordEvent(ctx, reading(cast.ada.id), { type: "ask_submit", ticket: 1 });
      throw new Error("no");
    });
    await assert.rejects(broken, /no/);
    assert.equal((await ctx.db.selectFrom("event").selectAll().execute()).length, 0);
  });

  test("events name nobody: an alias stands for the person, and a keyed hash for the visit", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    for (const person of [cast.ada, cast.zoe, cast.ada])
      noteEvent(ctx, reading(person.id), { type: "view", article: "x", revision: 1 });
    noteEvent(ctx, reading(null), { type: "view", article: "x", revision: 1 });
    await closeJournal(ctx);
    const events = await ctx.db.selectFrom("event").selectAll().orderBy("reader").execute();
    assert.equal(new Set(events.map(({ reader }) => reader)).size, 3);
    assert.ok(events.every(({ session }) => session !== null && !session.includes("a visit")));
  });

  test("what an agent says of a ticket makes the journeys of its asker stale", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    await recordEvent(ctx, reading(cast.ada.id), { type: "ticket_created", ticket: 7, category: null });
    const [alias] = await ctx.db.selectFrom("stale_reader").selectAll().execute();
    await ctx.db.deleteFrom("stale_reader").execute();
    const bo: Reader = { personId: cast.bo.id, kind: "support", token: "desk" };
    await recordEvent(ctx, bo, { type: "ticket_linked", ticket: 7, article: "rebase" });
    const stale = await ctx.db.selectFrom("stale_reader").select("alias").execute();
    assert.ok(stale.some((one) => one.alias === alias?.alias));
  });

  test("an event that was written is never changed", async (t) => {
    const { ctx, close } = await buildHouse({ engine });
    t.after(close);
    await recordEvent(ctx, reading(null), { type: "view", article: "x", revision: 1 });
    await assert.rejects(ctx.db.updateTable("event").set({ kind: "bot" }).execute(), /append-only/);
  });
});

test("a flood loses the newest, never the memory", async (t) => {
  const { ctx, close } = await buildHouse();
  t.after(close);
  for (let count = 0; count < 10_050; count += 1)
    noteEvent(ctx, reading(null), { type: "view", article: "x", revision: 1 });
  assert.equal(ctx.journal.waiting.length, 10_000);
  assert.equal(ctx.journal.lost, 50);
});

const visit = (role: "requester" | "agent" | null) => ({
  person: role && {
    id: 1,
    email: "a@example.test",
    name: "A",
    role,
    team: null,
    theme: "system" as const,
    timeZone: null,
    language: null,
    disabledAt: null,
  },
  sessionHash: role ? "hash" : null,
  provedAt: null,
  visitor: "visitor",
});

test("who comes to the door is told apart there", () => {
  const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x64) Firefox/140" };
  const kindOf = (role: "requester" | "agent" | null, headers: Record<string, string>) =>
    readerFrom(visit(role), headers).kind;
  assert.equal(kindOf("requester", browser), "dev");
  assert.equal(kindOf(null, browser), "dev");
  assert.equal(kindOf("agent", browser), "support");
  assert.equal(kindOf(null, { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }), "bot");
  for (const chat of [
    "Slackbot-LinkExpanding 1.0",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 SkypeUriPreview Preview/0.5",
  ])
    assert.equal(kindOf(null, { "user-agent": chat }), "preview", chat);
  assert.equal(kindOf("requester", { "user-agent": "curl/8.1" }), "service");
  assert.equal(kindOf("requester", { ...browser, "sec-purpose": "prefetch;prerender" }), "preview");
  assert.equal(kindOf("requester", { ...browser, purpose: "prefetch" }), "preview");
});
