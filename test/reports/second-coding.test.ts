import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reader } from "#server/journeys/journal.ts";
import type { Context } from "#server/platform/context.ts";
import { agreement, codeAgain, drawnFor } from "#server/reports/second-coding.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

/** Every second one was basic. */
async function closeTickets({ ctx, cast }: House, many: number): Promise<void> {
  const ada: Reader = { personId: cast.ada.id, kind: "dev", token: "a" };
  const bo: Reader = { personId: cast.bo.id, kind: "support", token: "b" };
  for (let count = 0; count < many; count += 1) {
    const message = writeDown("It says 42804.");
    const question = { subject: `Question ${count}`, message, category: null, urgency: "normal" as const, tried: [] };
    const number = await openTicket(ctx, cast.ada, ada, question);
    const label = count % 2 === 0 ? ("basic-uncovered" as const) : ("not-basic" as const);
    await resolveTicket(ctx, cast.bo, bo, number, { label, article: null });
  }
}

/** Draws every ticket, as a lot that always wins. */
const everyTicket = (ctx: Context) => Object.assign(ctx, { keys: { ...ctx.keys, sign: () => "AAAAAAAA" } });

onEachEngine("Second coding", (engine) => {
  test("is blind, of what was drawn, and by somebody else", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await closeTickets(house, 3);
    everyTicket(ctx);
    const { drawn, coded, next } = await drawnFor(ctx, cast.cy);
    assert.deepEqual([drawn, coded], [3, 0]);
    assert.equal((await drawnFor(ctx, cast.bo)).next, null, "nobody codes what they labelled");
    await assert.rejects(codeAgain(ctx, cast.bo, next?.id ?? 0, "basic"), /Only managers/);
    await assert.rejects(codeAgain(ctx, cast.cy, (next?.id ?? 0) - 1, "basic"), /no such ticket to code/);
    await codeAgain(ctx, cast.cy, next?.id ?? 0, "basic");
    assert.equal((await drawnFor(ctx, cast.cy)).coded, 1);
    await assert.rejects(codeAgain(ctx, cast.cy, next?.id ?? 0, "not-basic"), /no such ticket to code/);
  });

  test("gives kappa from ten tickets on", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await closeTickets(house, 12);
    everyTicket(ctx);
    for (let count = 0; count < 12; count += 1) {
      if (count === 9) assert.equal(await agreement(ctx), null);
      const { next } = await drawnFor(ctx, cast.dee);
      const first = await ctx.db
        .selectFrom("ticket_label")
        .select("label")
        .where("ticket_id", "=", next?.id ?? 0)
        .executeTakeFirst();
      const isBasic = first?.label !== "not-basic";
      await codeAgain(ctx, cast.dee, next?.id ?? 0, isBasic === count > 0 ? "basic" : "not-basic");
    }
    const found = await agreement(ctx);
    assert.equal(found?.tickets, 12);
    assert.ok(Math.abs((found?.kappa ?? 0) - 5 / 6) < 1e-9, String(found?.kappa));
  });

  test("shows the conversation and nothing of the label, to managers alone", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast } = house;
    await closeTickets(house, 40);
    const cy = await house.as(cast.cy);
    const { text, status } = await cy.get("/reports/second-coding");
    assert.equal(status, 200);
    assert.doesNotMatch(text, /basic-uncovered|no article answers it/);
    const { next } = await drawnFor(ctx, cast.cy);
    if (next) {
      assert.match(text, /It says 42804\./);
      assert.equal((await cy.post(`/reports/second-coding/${next.id}`, { label: "maybe" })).status, 400);
      assert.equal((await cy.post(`/reports/second-coding/${next.id}`, { label: "basic" })).status, 303);
    }
    for (const person of [cast.ada, cast.bo])
      assert.equal((await (await house.as(person)).get("/reports/second-coding")).status, 404);
  });
});
