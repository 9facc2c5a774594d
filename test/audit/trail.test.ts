import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { isGenuine, readSeals, type Seal, sealTrail } from "#server/audit/seals.ts";
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

  test("what was sealed is kept where the database is not, and signed once per change", async () => {
    await sealTrail(house.ctx);
    await sealTrail(house.ctx);
    const seals = readSeals(house.ctx);
    assert.deepEqual(
      seals.map(({ seq }) => seq),
      [30],
    );
    assert.ok(seals.every((seal) => isGenuine(house.ctx, seal)));
    assert.ok(!isGenuine(house.ctx, { ...(seals[0] as Seal), hash: "another" }));
    assert.equal((await verifyTrail(house.ctx)).broken, null);
    assert.equal((await verifyTrail(house.ctx, 5)).broken, null);
  });

  test("a cut-off end, a changed entry and a missing one are found", async () => {
    await tamper("delete from audit_entry where seq = 30");
    assert.equal((await verifyTrail(house.ctx)).broken?.seq, 30);
    // The whole database of yesterday, its counter included: only the seal still knows.
    await sql.raw("update counter set value = 29 where name = 'audit.entries'").execute(house.ctx.db);
    assert.deepEqual((await verifyTrail(house.ctx)).broken, { seq: 30, reason: "the newest 1 are missing" });
    assert.equal((await verifyTrail(house.ctx, 5)).broken?.seq, 30);
    await tamper("update audit_entry set object = 'another page' where seq = 20");
    assert.deepEqual((await verifyTrail(house.ctx)).broken, { seq: 20, reason: "its content was changed" });
    await tamper("delete from audit_entry where seq = 10");
    assert.deepEqual((await verifyTrail(house.ctx)).broken, { seq: 11, reason: "an entry before it is missing" });
  });
});

onEachEngine("a trail somebody writes anew", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    for (const object of ["one", "two", "three"])
      await inTransaction(house.ctx, (ctx) => recordDeed(ctx, { by: byPerson(house.cast.dee), action: "did", object }));
    await sealTrail(house.ctx);
  });
  after(() => house.close());

  test("with the portal's own key is found by the seal", async () => {
    const { ctx } = house;
    const off =
      engine === "sqlite"
        ? ["drop trigger audit_entry_no_update", "drop trigger audit_entry_no_delete"]
        : ["alter table audit_entry disable trigger all"];
    for (const one of [...off, "delete from audit_entry", "update counter set value = 0 where name = 'audit.entries'"])
      await sql.raw(one).execute(ctx.db);
    for (const object of ["one", "a lie", "three"])
      await inTransaction(ctx, (ctx) => recordDeed(ctx, { by: byPerson(house.cast.dee), action: "did", object }));
    const { broken } = await verifyTrail(ctx);
    assert.equal(broken?.seq, 3);
    assert.match(broken?.reason ?? "", /another one than was sealed/);
  });
});
