import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { verifyTrail } from "#server/audit/verify.ts";
import { demoConfig, fill } from "#server/cli/demo.ts";
import { openContext } from "#server/context.ts";
import { chanceFrom } from "#server/demo/chance.ts";
import { type Need, tellStory } from "#server/demo/story.ts";
import { BASELINE_WEEKS, WEEKS } from "#server/demo/weeks.ts";
import { MINUTE, WEEK } from "#server/platform/clock.ts";
import { readConfig } from "#server/platform/config.ts";

const MONDAY = Date.UTC(2026, 5, 1);
const ARTICLES = ["one", "two", "three"].map((slug) => ({
  slug,
  revision: 1,
  title: `Article ${slug}`,
  errors: [`error ${slug}`],
  terms: [slug],
}));

test("the demo listens on this machine only", () => {
  const config = readConfig({ HOST: "0.0.0.0" }, "/nowhere");
  assert.throws(() => demoConfig(config), /HOST is "0\.0\.0\.0"; the demo listens on this machine only/);
});

test("the same seed tells the same story, in order", () => {
  const once = tellStory(chanceFrom(7), ARTICLES, MONDAY);
  assert.deepEqual(tellStory(chanceFrom(7), ARTICLES, MONDAY), once);
  assert.notDeepEqual(tellStory(chanceFrom(8), ARTICLES, MONDAY), once);
  assert.deepEqual(
    once.map(({ at }) => at),
    once.map(({ at }) => at).sort((a, b) => a - b),
  );
});

test("it tells of a flat start and a steady fall, with a week in which hardly anybody could ask", () => {
  const story = tellStory(chanceFrom(7), ARTICLES, MONDAY);
  const asked = (from: number, to: number) => {
    const inWeeks = ({ at }: Need) => at >= MONDAY + from * WEEK && at < MONDAY + to * WEEK;
    return story.filter((need) => inWeeks(need) && need.article && need.question).length / (to - from);
  };
  const before = asked(0, BASELINE_WEEKS);
  const lately = asked(WEEKS - 4, WEEKS);
  assert.ok(lately < before * 0.75, `${lately} a week against ${before}, although there are more developers`);
  assert.ok(asked(19, 20) < asked(18, 19) / 2, "the outage");
});

test("what it fills is a whole portal: history, figures, an unbroken trail, and mail that went nowhere", async () => {
  const config = demoConfig(readConfig({ LOG_LEVEL: "silent" }, "/nowhere"));
  try {
    await fill(config, { tell: () => {} });
    const { ctx, close } = await openContext(config, () => {});
    const count = async (table: "ticket" | "event" | "vote", where?: (type: string) => boolean) => {
      const rows = await ctx.db.selectFrom(table).selectAll().execute();
      return where ? rows.filter((row) => where(String((row as { type?: string }).type))).length : rows.length;
    };
    assert.ok((await count("ticket")) > 400);
    assert.ok((await count("vote")) > 50);
    assert.ok((await count("event", (type) => type === "search")) > 200);
    const rated = await ctx.db.selectFrom("ticket_rating").select("score").where("score", "is not", null).execute();
    assert.ok(rated.length > 50, `${rated.length} said how it went`);
    const incidents = await ctx.db.selectFrom("incident").select(["phase", "reviewed_at"]).execute();
    assert.ok(incidents.length === 1 && incidents[0]?.phase === "over" && incidents[0].reviewed_at !== null);
    const due = ctx.clock.now() - 5 * MINUTE;
    const pending = ctx.db.selectFrom("outbox").select(["id", "kind"]).where("state", "=", "pending");
    const waiting = await pending.where("not_before", "<", due).execute();
    assert.deepEqual(waiting, []);
    const ahead = await ctx.db
      .selectFrom("ticket")
      .select("number")
      .where("updated_at", ">", ctx.clock.now())
      .execute();
    assert.deepEqual(ahead, [], "nothing happens before its time");
    assert.equal((await verifyTrail(ctx)).broken, null);
    await close();
  } finally {
    rmSync(config.dataDir, { recursive: true, force: true });
  }
});
