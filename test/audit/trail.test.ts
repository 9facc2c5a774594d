import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { verifyTrail } from "#server/audit/verify.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

onEachEngine("the audit trail", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const deeds = Array.from({ length: 30 }, (_, number) => ({
      by: byPerson(house.cast.dee),
      action: "turned a page",
      object: `page ${number}`,
    }));
    await Promise.all(deeds.map((deed) => inTransaction(house.ctx, (ctx) => recordDeed(ctx, deed))));
  });
  after(() => house.close());

  /** What somebody does who owns the database and gets past the triggers. */
  const tamper = async (statement: string) => {
    const { db } = house.ctx;
    const off =
      engine === "sqlite"
        ? ["drop trigger audit_entry_no_update", "drop trigger audit_entry_no_delete"]
        : ["alter table audit_entry disable trigger all"];
    for (const one of off)
      await sql
        .raw(one)
        .execute(db)
        .catch(() => {});
    await sql.raw(statement).execute(db);
  };

  test("thirty writers at once make one chain without a gap", async () => {
    assert.deepEqual(await verifyTrail(house.ctx), { checked: 30, broken: null });
  });

  test("nobody changes an entry by an ordinary statement", async () => {
    await assert.rejects(
      sql.raw("update audit_entry set action = 'x' where seq = 3").execute(house.ctx.db),
      /append-only/,
    );
    await assert.rejects(sql.raw("delete from audit_entry where seq = 3").execute(house.ctx.db), /append-only/);
  });

  test("a cut-off end, a changed entry and a missing one are found", async () => {
    await tamper("delete from audit_entry where seq = 30");
    assert.equal((await verifyTrail(house.ctx)).broken?.seq, 30);
    await tamper("update audit_entry set object = 'another page' where seq = 20");
    assert.deepEqual((await verifyTrail(house.ctx)).broken, { seq: 20, reason: "its content was changed" });
    await tamper("delete from audit_entry where seq = 10");
    assert.deepEqual((await verifyTrail(house.ctx)).broken, { seq: 11, reason: "an entry before it is missing" });
  });
});
