import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { addPerson } from "#server/people/actions.ts";
import { DAY, HOUR, WEEK } from "#server/platform/clock.ts";
import { mondayOf, type Week } from "#server/platform/weeks.ts";
import { type Adjusted, smallerOf } from "#server/reports/adjusting.ts";
import { deflectionReport } from "#server/reports/deflection.ts";
import { recountWeeksOf } from "#server/reports/importing.ts";
import { rebuildWeeks } from "#server/reports/rebuilding.ts";
import { refreshWeeks } from "#server/reports/refreshing.ts";
import { addPastTickets } from "#server/tickets/importing.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

test("of the two mixes the one that leaves less is printed", () => {
  const mix = (reduction: number) => ({ reduction }) as Adjusted["strata"];
  assert.equal(smallerOf({ strata: mix(0.6), tenure: mix(0.4) }), "tenure");
  assert.equal(smallerOf({ strata: mix(0.4), tenure: mix(0.6) }), "teams");
  assert.equal(smallerOf({ strata: null, tenure: mix(0.6) }), "tenure");
  assert.equal(smallerOf({ strata: null, tenure: null }), null);
});

/** Somebody whose account was made at some time, and a basic question of theirs. */
async function asker({ ctx }: House, name: string, madeAt: number, askedAt: number): Promise<number> {
  const account = { email: `${name}@example.test`, name, role: "requester", team: null } as const;
  const id = await addPerson(ctx, byPortal, account);
  await ctx.db.updateTable("person").set({ created_at: madeAt }).where("id", "=", id).execute();
  await addPastTickets(ctx, "import", [
    {
      ...{ subject: `Question of ${name}`, requesterId: id, assigneeId: null, category: null },
      ...{ urgency: "normal" as const, openedAt: askedAt, question: writeDown("It says 42804."), messages: [] },
      resolvedAt: askedAt + HOUR,
      label: { label: "basic-uncovered" as const, articleId: null, article: null },
    },
  ]);
  await recountWeeksOf(ctx, [askedAt]);
  return id;
}

onEachEngine("Newcomers and others", (engine) => {
  test("are told apart by the age of the account when the week began, the same when counted again", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx } = house;
    const start = mondayOf("2026-W22");
    const others = await ctx.db.selectFrom("person").select("id").where("role", "=", "requester").execute();
    await ctx.db
      .updateTable("person")
      .set({ created_at: start - 400 * DAY })
      .execute();
    await asker(house, "last-day", start - 90 * DAY + 1, start + DAY);
    await asker(house, "one-day-more", start - 90 * DAY, start + DAY);
    await asker(house, "this-week", start + 2 * DAY, start + 3 * DAY);
    await asker(house, "came-later", start + WEEK, start + WEEK + DAY);
    await asker(house, "brought-in", start + 2 * DAY, start - DAY);
    while (await refreshWeeks(ctx));
    const kept = () => ctx.db.selectFrom("weekly_tenure").selectAll().orderBy("week").orderBy("tenure").execute();
    const of = async (week: Week) => (await kept()).filter((one) => one.week === week);
    assert.deepEqual(await of("2026-W22"), [
      { week: "2026-W22", tenure: "newer", basic: 2, exposure: 2 },
      { week: "2026-W22", tenure: "older", basic: 1, exposure: 2 + others.length },
    ]);
    const before = await kept();
    await rebuildWeeks(ctx);
    assert.deepEqual(await kept(), before);
    const teams = await ctx.db.selectFrom("weekly_team").selectAll().where("week", "=", "2026-W22").execute();
    const sum = (rows: { exposure: number; basic: number }[]) => ({
      exposure: rows.reduce((all, { exposure }) => all + exposure, 0),
      basic: rows.reduce((all, { basic }) => all + basic, 0),
    });
    assert.deepEqual(sum(await of("2026-W22")), sum(teams), "both groups are all the teams");
  });

  test("show a fall that is only a changed share of newcomers, and dispute the verdict", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    const weeks = await countElsewhere(ctx, EXAMPLE);
    await ctx.db.deleteFrom("weekly_tenure").execute();
    // Half were newcomers who asked a lot, now a tenth are; either group asks more than before.
    const group = (week: Week, tenure: "newer" | "older", basic: number, exposure: number) => ({
      ...{ week, tenure, basic, exposure },
    });
    const rows = weeks.flatMap((week, place) =>
      place < 8
        ? [group(week, "newer", 40, 50), group(week, "older", 4, 50)]
        : [group(week, "newer", 9, 10), group(week, "older", 9, 90)],
    );
    await ctx.db.insertInto("weekly_tenure").values(rows).execute();
    const { adjusted, trust } = await deflectionReport(ctx);
    assert.ok(adjusted.tenure && adjusted.tenure.crude > 0.5 && adjusted.tenure.reduction < 0);
    assert.deepEqual(adjusted.tenure.reversed, ["Accounts younger than 90 days", "Older accounts"]);
    assert.equal(trust.results.find(({ key }) => key === "mix")?.outcome, "fail");
    const { text } = await (await house.as(cast.cy)).get("/reports/deflection");
    assert.match(text, />Adjusted for newcomers</);
    assert.match(text, /Disputed: [^<]*a part of the people moved the other way/);
    assert.match(text, /Older accounts, per 100 a week/);
    await ctx.db.updateTable("weekly_tenure").set({ exposure: 2 }).where("tenure", "=", "newer").execute();
    assert.equal((await deflectionReport(ctx)).adjusted.tenure, null, "two newcomers are nobody's business");
  });
});
