import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { seedOrder } from "#server/cli/seed/order.ts";
import { seedTickets } from "#server/cli/seed/tickets.ts";
import { type Filters, queryFor, readFilters } from "#server/tickets/desk.ts";
import { deskRows, type Key } from "#server/tickets/desk-store.ts";
import { addPastTickets } from "#server/tickets/importing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const TICKETS = 150;
const PER_PAGE = 5;

onEachEngine("how far the desk looks", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const { ctx, cast } = house;
    const around = {
      requesters: [cast.ada.id, cast.zoe.id],
      agents: [cast.bo.id, cast.cy.id],
      categories: ["branches", "monitoring"],
      articles: [],
      ...(await seedOrder(ctx, cast.dee, [cast.bo.id])),
    };
    const seeded = seedTickets({ count: TICKETS, open: 60 }, 5, ctx.clock.now(), around);
    await addPastTickets(ctx, "seed", [...seeded]);
  });
  after(() => house.close());

  /** Page after page, to the end. */
  async function walk(filters: Filters, limits: { short: number; lookedAt: number }): Promise<number[]> {
    const found: number[] = [];
    let after: Key | null = null;
    for (let page = 0; page <= TICKETS; page += 1) {
      const query = { ...(await queryFor(house.ctx, house.cast.bo, filters)), after };
      const { rows, lookedUpTo } = await deskRows(house.ctx.db, query, PER_PAGE, limits);
      found.push(...rows.map(({ number }) => number));
      const last = rows.length === PER_PAGE ? rows.at(-1) : undefined;
      after = last ? { place: last.place, id: last.id } : lookedUpTo;
      if (after === null) return found;
    }
    throw new Error("It never comes to an end.");
  }

  test("every ticket that fits is met once, in the same order, however little a page looks at", async () => {
    const fieldId = (await house.ctx.db.selectFrom("ticket_question").select("id").executeTakeFirstOrThrow()).id;
    const maybe = (...values: string[]) => fc.constantFrom("", "", "", "", ...values);
    const seldom = (...values: string[]) => fc.constantFrom(...Array<string>(14).fill(""), ...values);
    const anyFilters = fc.record({
      status: maybe("open", "new", "waiting", "resolved", "unanswered"),
      assignee: maybe("me", "nobody"),
      category: maybe("branches", "monitoring", "none"),
      tag: maybe("upgrade", "on-call", "unheard-of"),
      queue: maybe("mine", "2"),
      urgency: maybe("high", "low"),
      team: maybe("payments", "nowhere"),
      value: maybe("0.1.1", "0.2.3"),
      due: maybe("none", "late"),
      requester: seldom("ada", "zoe@example.test"),
      opened: seldom("month", "older"),
      changed: seldom("week", "quiet-7"),
      label: seldom("basic", "not-basic"),
    });
    const nothing = { assignee: "", category: "", tag: "", queue: "", urgency: "", team: "", value: "", due: "" };
    const anything = { ...nothing, requester: "", opened: "", changed: "", label: "" };
    const usual = ["", "resolved"].map((status): [{ status: string } & typeof anything] => [{ ...anything, status }]);
    let met = 0;
    let looks = 0;
    await fc.assert(
      fc.asyncProperty(anyFilters, async (typed) => {
        const filters = readFilters({ ...typed, field: typed.value === "" ? "" : String(fieldId) });
        const all = await walk(filters, { short: 0, lookedAt: 10_000 });
        assert.equal(new Set(all).size, all.length);
        for (const limits of [
          { short: 1000, lookedAt: 10_000 },
          { short: 0, lookedAt: 7 },
          { short: 3, lookedAt: 20 },
        ])
          assert.deepEqual(await walk(filters, limits), all, JSON.stringify(limits));
        met += all.length;
        looks += 1;
      }),
      { numRuns: engine === "sqlite" ? 60 : 25, examples: usual },
    );
    assert.ok(met > looks, `${met} met in ${looks} looks`);
  });

  test("a page that came to the end of its look says so, and leads on", async () => {
    const { ctx, cast } = house;
    const query = await queryFor(ctx, cast.bo, readFilters({ status: "resolved", urgency: "high" }));
    const { rows, lookedUpTo } = await deskRows(ctx.db, query, 100, { short: 0, lookedAt: 10 });
    assert.ok(rows.length <= 10);
    assert.notEqual(lookedUpTo, null);
    const whole = await deskRows(ctx.db, query, 100);
    assert.equal(whole.lookedUpTo, null, "there are fewer than a page looks at");
    assert.ok(whole.rows.length > rows.length);
  });
});
