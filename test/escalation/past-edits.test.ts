import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { METRIC_NAMES } from "#server/escalation/policy.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";

const ALWAYS = "00:00–24:00";
const NARROW = { Monday: "", Tuesday: "", Wednesday: "09:00–17:00", Thursday: "09:00–17:00", Friday: "" };
const WIDE = { Monday: ALWAYS, Tuesday: ALWAYS, Wednesday: ALWAYS, Thursday: ALWAYS, Friday: ALWAYS };
const REST = { name: "Office hours", timeZone: "UTC", Saturday: "", Sunday: "", dates: "", note: "", seen: "" };

const LINE =
  /<a href="\/tickets\/\d+">(T-\d+)<\/a><\/th><td>([^<]*)<\/td><td>([^<]*)<\/td><td>([^<]*)<\/td><td>([^<]*)/g;

onEachEngine("C7: a calendar that is edited while clocks run", (engine) => {
  let house: House;
  /** Late by now; due within hours; answered in time; waits for who asked. */
  let [late, soon, answered, waits] = ["", "", "", ""];
  before(async () => {
    house = await buildHouse({ engine });
    const { ctx, cast } = house;
    await writeSettings(ctx, { timeZone: "UTC" });
    await house.settle();
    late = `T-${await ask(house, cast.ada, "Late")}`;
    await house.wait(7 * HOUR);
    const [first, second, third] = [
      await ask(house, cast.ada, "Soon"),
      await ask(house, cast.ada, "Answered"),
      await ask(house, cast.ada, "Waits", { urgency: "high" }),
    ];
    [soon, answered, waits] = [`T-${first}`, `T-${second}`, `T-${third}`];
    // On the next morning at half past nine.
    await house.wait(17.5 * HOUR);
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), second, says("So"));
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), third, says("And?", { next: "wait" }));
    await house.wait(30 * MINUTE);
  });
  after(() => house.close());

  const rows = async () => {
    const all = await house.ctx.db.selectFrom("sla_clock").selectAll().orderBy("id").execute();
    return new Map(all.map((row) => [`${row.name} ${METRIC_NAMES[row.metric]}`, row]));
  };

  /** Previews the edit and saves it as it was seen. What it said is what came, and nothing else moved. */
  async function edit(week: Record<string, string>, past: "" | "yes") {
    const dee = await house.as(house.cast.dee);
    const form = { ...REST, ...week, past };
    const earlier = await rows();
    const { text } = await dee.post("/admin/calendars/1", form);
    const [, seen = ""] = /name="seen" value="([^"]+)"/.exec(text) ?? [];
    const lines = new Map(
      [...text.matchAll(LINE)].map(([, name, metric, was, then = "", turns]) => [
        `${name} ${metric}`,
        { was, then, turns },
      ]),
    );
    assert.deepEqual(await rows(), earlier, "looking changes nothing");
    assert.equal((await dee.post("/admin/calendars/1", { ...form, seen })).status, 303);
    await house.wait(MINUTE);
    const later = await rows();
    for (const [name, row] of earlier) {
      const [now, line] = [later.get(name), lines.get(name)];
      if (row.stopped_at !== null) assert.deepEqual([now, line], [row, undefined], `${name} is over`);
      else if (!line) assert.deepEqual([now?.due_at, now?.breached_at], [row.due_at, row.breached_at], name);
      else if (row.state === "paused") assert.equal(now?.due_at, null, name);
      else assert.equal(now?.due_at, Date.parse(line.then.replaceAll(",", "")), name);
      assert.equal(row.breached_at === null && now?.breached_at !== null, line?.turns === "Late at once", name);
    }
    return lines;
  }
  const first = (name: string) => `${name} ${METRIC_NAMES.first}`;
  const total = (name: string) => `${name} ${METRIC_NAMES["total-resolution"]}`;

  test("without the tick days that passed keep their hours", async () => {
    const lines = await edit(NARROW, "");
    assert.ok(!lines.has(first(soon)) && !lines.has(first(late)), "Tuesday was open");
    assert.ok(lines.has(total(soon)), "Friday will not be");
  });

  test("with it the preview says what would be in time, and a breach stays a fact", async () => {
    const lines = await edit(NARROW, "yes");
    assert.match(lines.get(first(late))?.turns ?? "", /^Would be in time; that it was late stays/);
    assert.equal(lines.get(first(soon))?.then, "Wed, 10 Jun 2026, 13:00:00 UTC");
    assert.notEqual((await rows()).get(first(late))?.breached_at, null);
  });

  test("and what is late at once, also where it is paused, and first of all", async () => {
    const lines = await edit(WIDE, "yes");
    const atOnce = [...lines].filter(([, { turns }]) => turns === "Late at once").map(([name]) => name);
    assert.ok(atOnce.includes(first(soon)) && atOnce.some((name) => name.startsWith(waits)), atOnce.join());
    assert.deepEqual([...lines.keys()].slice(0, atOnce.length), atOnce);
    assert.ok(![...lines.keys()].includes(first(answered)));
  });
});
