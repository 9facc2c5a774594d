import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyTrail } from "#server/audit/verify.ts";
import { seedArticles } from "#server/cli/seed/articles.ts";
import { openDice } from "#server/cli/seed/dice.ts";
import { seedPeople } from "#server/cli/seed/people.ts";
import { seedTickets } from "#server/cli/seed/tickets.ts";
import { systemClock } from "#server/platform/clock.ts";
import { readTally } from "#server/tickets/tally.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { portal } from "./terminal.ts";

const UNTIL = Date.UTC(2026, 5, 9);
const AROUND = { requesters: [1, 2, 3], agents: [4], categories: ["install"], articles: [] };

test("the same seed makes the same people, articles and tickets; another one others", () => {
  const all = (seed: number) => {
    const tickets = [...seedTickets({ count: 50 }, seed, UNTIL, AROUND)].map(({ question, messages, ...rest }) => ({
      ...rest,
      said: [question.body, ...messages.map(({ message }) => message.body)],
    }));
    return JSON.stringify([seedPeople(50, seed, UNTIL), seedArticles(20, seed), tickets]);
  };
  assert.equal(all(7), all(7));
  assert.notEqual(all(7), all(8));
});

test("what is thrown stays within its bounds", () => {
  const dice = openDice(3);
  const counts = new Map<string, number>();
  for (let turn = 0; turn < 2000; turn += 1) {
    const one = dice.favour(["first", "middle", "last"]);
    counts.set(one, (counts.get(one) ?? 0) + 1);
    assert.ok(dice.around(100) > 0);
  }
  assert.ok((counts.get("first") ?? 0) > 2 * (counts.get("last") ?? 0));
});

onEachEngine("portal seed", (engine) => {
  test("fills an empty portal with articles that stand and tickets that add up", async (t) => {
    const house = await buildHouse({ engine });
    t.after(() => house.close());
    const { ctx } = house;
    const words = ["seed", "--people", "60", "--articles", "30", "--tickets", "400", "--open", "50"];
    const made = await portal(ctx.config, words);
    assert.equal(made.code, 0, made.told);
    assert.match(made.out, /60 people, 30 articles and 400 tickets/);
    const rows = await ctx.db.selectFrom("ticket").selectAll().execute();
    assert.equal(rows.length, 400);
    const open = rows.filter(({ status }) => status !== "resolved");
    assert.ok(open.length >= 50, "the newest are open");
    assert.ok(new Set(rows.map(({ queue_id }) => queue_id)).size > 1, "they lie in several queues");
    const tagged = await ctx.db.selectFrom("ticket_tag").select("tag").execute();
    const used = await ctx.db.selectFrom("tag").select("used").execute();
    assert.equal(
      used.reduce((sum, tag) => sum + tag.used, 0),
      tagged.length,
    );
    assert.ok(tagged.length > 100);
    assert.ok((await ctx.db.selectFrom("ticket_answer").select("value").execute()).length > 100);
    assert.equal((await readTally(ctx, house.cast.bo)).open, open.length, "the counters say what the rows say");
    const messages = await ctx.db.selectFrom("ticket_message").selectAll().execute();
    assert.equal(
      messages.length,
      rows.reduce((sum, row) => sum + row.messages, 0),
    );
    const events = await ctx.db.selectFrom("ticket_event").selectAll().execute();
    assert.equal(
      events.length,
      rows.reduce((sum, row) => sum + row.seq, 0),
    );
    assert.ok(rows.every((row) => row.updated_at < systemClock.now() && row.opened_at <= row.updated_at));
    const articles = await ctx.db.selectFrom("article").select("slug").where("slug", "like", "seeded-%").execute();
    assert.equal(articles.length, 30);
    assert.deepEqual(await ctx.db.selectFrom("outbox").selectAll().execute(), [], "nobody is told");
    assert.equal((await verifyTrail(ctx)).broken, null);
    const again = await portal(ctx.config, words);
    assert.equal(again.code, 2);
    assert.match(again.told, /seeded tickets here already/);
  });

  test("asks for what it needs", async (t) => {
    const house = await buildHouse({ engine, isEmpty: true });
    t.after(() => house.close());
    assert.match((await portal(house.ctx.config, ["seed", "--tickets", "5"])).told, /Add --people 50/);
    assert.match((await portal(house.ctx.config, ["seed"])).told, /nothing to make/);
    const wrong = await portal(house.ctx.config, ["seed", "--tickets", "many"]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.told, /--tickets is "many"/);
  });
});
