import assert from "node:assert/strict";
import { test } from "node:test";
import { noteEvent, type Reader, recordEvent } from "#server/journeys/journal.ts";
import { forgetOldEvents } from "#server/journeys/retention.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";

const by = (personId: number, token = "a visit"): Reader => ({ personId, kind: "dev", token });
const journeys = (ctx: Context) =>
  ctx.db.selectFrom("journey").selectAll().orderBy("started_at").orderBy("id").execute();

onEachEngine("Journeys", (engine) => {
  test("are told from what was read, and told anew when a ticket follows", async (t) => {
    const { ctx, cast, wait, close } = await buildHouse({ engine });
    t.after(close);
    noteEvent(ctx, by(cast.ada.id), { type: "search", q: "rebase", results: 1, source: "page" });
    await wait(MINUTE);
    assert.deepEqual(
      (await journeys(ctx)).map(({ outcome }) => outcome),
      ["silent"],
    );
    await recordEvent(ctx, by(cast.ada.id), { type: "ticket_created", ticket: 1, category: null });
    await wait(MINUTE);
    assert.deepEqual(
      (await journeys(ctx)).map(({ outcome }) => outcome),
      ["failed"],
    );
  });

  test("an article that answers a ticket ties it to the journey, whoever says so", async (t) => {
    const { ctx, cast, wait, close } = await buildHouse({ engine });
    t.after(close);
    const ada = by(cast.ada.id);
    noteEvent(ctx, ada, { type: "search", q: "commits", results: 1, source: "page" });
    noteEvent(ctx, ada, { type: "view", article: "no-commits-found", revision: 1 });
    await wait(HOUR);
    await recordEvent(ctx, ada, { type: "ticket_created", ticket: 1, category: "billing" });
    await wait(HOUR);
    assert.deepEqual(
      (await journeys(ctx)).map(({ outcome }) => outcome),
      ["silent", "browse"],
    );
    const bo: Reader = { personId: cast.bo.id, kind: "support", token: "desk" };
    await recordEvent(ctx, bo, { type: "ticket_linked", ticket: 1, article: "no-commits-found" });
    await wait(HOUR);
    assert.equal((await journeys(ctx))[0]?.outcome, "failed");
  });

  test("building them anew gives every byte again, also after the words were forgotten", async (t) => {
    const { ctx, cast, wait, settle, close } = await buildHouse({ engine });
    t.after(close);
    for (const [step, person] of [cast.ada, cast.zoe, cast.ada, cast.ada, cast.zoe].entries()) {
      noteEvent(ctx, by(person.id), { type: "search", q: `words ${step}`, results: 0, source: "page" });
      await wait(2 * SECOND);
      noteEvent(ctx, by(person.id), { type: "search", q: `words ${step} more`, results: 2, source: "page" });
      noteEvent(ctx, by(person.id), { type: "view", article: "create-branch", revision: 1 });
      await wait(step * 9 * HOUR);
    }
    await wait(MINUTE);
    const told = await journeys(ctx);
    assert.ok(told.length >= 3);
    await rebuildMeasures(ctx);
    assert.deepEqual(await journeys(ctx), told);

    await wait(91 * DAY);
    await forgetOldEvents(ctx);
    assert.equal((await ctx.db.selectFrom("search_text").selectAll().execute()).length, 0);
    assert.ok((await ctx.db.selectFrom("event").selectAll().execute()).length > 0);
    await rebuildMeasures(ctx);
    assert.deepEqual(await journeys(ctx), told);

    noteEvent(ctx, by(cast.ada.id), { type: "search", q: "something new", results: 0, source: "page" });
    await wait(MINUTE);
    await wait(91 * DAY);
    await settle();
    assert.equal((await journeys(ctx)).length, told.length + 1);
    assert.deepEqual((await journeys(ctx)).slice(0, told.length), told);
    assert.equal((await ctx.db.selectFrom("event").selectAll().execute()).length, 1);
  });

  test("nothing is forgotten before the journeys know of it", async (t) => {
    const { ctx, cast, close } = await buildHouse({ engine });
    t.after(close);
    await recordEvent(ctx, by(cast.ada.id), { type: "search" as const, q: "old", results: 0, source: "page" });
    const later = { ...ctx, clock: { now: () => ctx.clock.now() + 200 * DAY } };
    await forgetOldEvents(later);
    assert.equal((await ctx.db.selectFrom("event").selectAll().execute()).length, 1);
  });
});
