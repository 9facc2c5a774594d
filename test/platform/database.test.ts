import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { openDatabase } from "#server/platform/database/database.ts";
import { lockDataFolder } from "#server/platform/database/lock.ts";
import { migrate } from "#server/platform/database/migrate.ts";
import { examineFile } from "#server/platform/database/snapshot.ts";
import { DATABASE_FILE, openConnection } from "#server/platform/database/sqlite.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Misuse, Refusal } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { readSettings, writeSettings } from "#server/platform/settings.ts";
import { makePostgresDatabase, onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

onEachEngine("transactions", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("a query that slips past its transaction is refused", async () => {
    const outer = house.ctx;
    await assert.rejects(
      inTransaction(outer, async () => {
        await outer.db.selectFrom("person").selectAll().execute();
      }),
      /slipped past its transaction/,
    );
  });

  test("what fails inside leaves nothing behind", async () => {
    const attempt = inTransaction(house.ctx, async (ctx) => {
      await writeSettings(ctx, { organisation: "Half done" });
      throw new Error("the roof fell in");
    });
    await assert.rejects(attempt, /the roof fell in/);
    const rows = await house.ctx.db.selectFrom("setting").selectAll().where("value", "=", "Half done").execute();
    assert.deepEqual(rows, []);
  });

  test("fifty equal submissions at once do the work once and lead to one place", async () => {
    let worked = 0;
    const submit = () =>
      once(house.ctx, "the-same-submission", house.cast.ada.id, async (ctx) => {
        worked += 1;
        await writeSettings(ctx, { organisation: "Once" });
        return `/place/${worked}`;
      });
    const places = await Promise.all(Array.from({ length: 50 }, submit));
    assert.equal(worked, 1);
    assert.deepEqual([...new Set(places)], ["/place/1"]);
  });

  test("the same submission id of another person is another submission", async () => {
    const place = await once(house.ctx, "the-same-submission", house.cast.zoe.id, async () => "/elsewhere");
    assert.equal(place, "/elsewhere");
  });
});

describe("the SQLite file", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-file-"));
  after(() => rmSync(folder, { recursive: true }));

  test("is opened durably, also the second time, when SQLite itself would relax", () => {
    for (const _time of ["first", "second"]) {
      const connection = openConnection(path.join(folder, "twice.sqlite"));
      assert.equal(connection.pragma("synchronous", { simple: true }), 2);
      assert.equal(connection.pragma("journal_mode", { simple: true }), "wal");
      assert.equal(connection.pragma("foreign_keys", { simple: true }), 1);
      assert.equal(connection.pragma("trusted_schema", { simple: true }), 0);
      connection.close();
    }
  });

  test("belongs to one portal at a time", () => {
    const release = lockDataFolder(folder);
    assert.throws(
      () => lockDataFolder(folder),
      (error) => error instanceof Misuse && error.exitCode === 3,
    );
    release();
    lockDataFolder(folder)();
  });
});

describe("migrations", () => {
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(path.join(os.tmpdir(), "firstline-migrations-"));
    folders.push(made);
    return made;
  };
  after(() => {
    for (const made of folders) rmSync(made, { recursive: true });
  });

  const FIRST = `import { createTable } from "${path.resolve("server/platform/database/schema.ts")}";
export const up = (db) => createTable(db, "migration_checksum", "name $text primary key, checksum $text not null");`;
  const SECOND = `import { createTable } from "${path.resolve("server/platform/database/schema.ts")}";
export const up = (db) => createTable(db, "thing", "id $id");`;
  const BROKEN = `import { run } from "${path.resolve("server/platform/database/schema.ts")}";
export const up = async (db) => { await run(db, "create table half (id integer)"); await run(db, "select from nowhere"); };`;

  test("a failing one leaves the old data, keeps a copy and says so", async () => {
    const [files, dataDir] = [folder(), folder()];
    const database = openDatabase({ dataDir, databaseUrl: undefined });
    writeFileSync(path.join(files, "0001-first.ts"), FIRST);
    await migrate(database, () => {}, files);
    writeFileSync(path.join(files, "0002-second.ts"), SECOND);
    writeFileSync(path.join(files, "0003-broken.ts"), BROKEN);
    await assert.rejects(
      migrate(database, () => {}, files),
      /0003-broken.*Nothing was changed/,
    );
    const tables = await database.db.introspection.getTables();
    assert.ok(!tables.some(({ name }) => name === "half" || name === "thing"), "the whole batch is undone");
    const [copy] = readdirSync(dataDir).filter((name) => name.includes("before-update"));
    assert.ok(copy, "a copy was kept");
    assert.deepEqual(examineFile(path.join(dataDir, copy)).migrations, ["0001-first"], "and it can be leaned on");
    await database.close();
  });

  test("data of a newer version, and changed files, are refused with a sentence", async () => {
    const [files, dataDir] = [folder(), folder()];
    const database = openDatabase({ dataDir, databaseUrl: undefined });
    writeFileSync(path.join(files, "0001-first.ts"), FIRST);
    writeFileSync(path.join(files, "0002-second.ts"), SECOND);
    await migrate(database, () => {}, files);
    writeFileSync(path.join(files, "0002-second.ts"), `${SECOND}\n// changed`);
    await assert.rejects(
      migrate(database, () => {}, files),
      /0002-second\.ts differs/,
    );
    rmSync(path.join(files, "0002-second.ts"));
    await assert.rejects(
      migrate(database, () => {}, files),
      /newer Firstline/,
    );
    await database.close();
  });
});

test("a file that somebody else keeps locked gives a 503 with a time to come back, and nothing half done", async (t) => {
  const house = await buildHouse();
  t.after(() => house.close());
  const other = openConnection(path.join(house.dataDir, DATABASE_FILE));
  t.after(() => other.close());
  other.exec("begin immediate");
  const change = inTransaction(house.ctx, (ctx) => writeSettings(ctx, { organisation: "Waiting" }));
  await assert.rejects(
    change,
    (error) => error instanceof Refusal && error.status === 503 && (error.retryAfterSeconds ?? 0) > 0,
  );
  other.exec("rollback");
  assert.notEqual((await readSettings(house.ctx)).organisation, "Waiting");
  await inTransaction(house.ctx, (ctx) => writeSettings(ctx, { organisation: "Waiting" }));
  assert.equal((await readSettings(house.ctx)).organisation, "Waiting");
});

describe("a PostgreSQL database", { skip: process.env.TEST_DATABASE_URL ? false : "no PostgreSQL" }, () => {
  test("that is not in UTF8 is refused with what to do", async (t) => {
    const { url, drop } = await makePostgresDatabase(
      "encoding 'SQL_ASCII' locale_provider libc lc_collate 'C' lc_ctype 'C' template template0",
    );
    t.after(drop);
    const database = openDatabase({ dataDir: os.tmpdir(), databaseUrl: url });
    t.after(() => database.close());
    await assert.rejects(migrate(database), /encoded in SQL_ASCII; Firstline needs UTF8. .*createdb --encoding=UTF8/);
  });
});
