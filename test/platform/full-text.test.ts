import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { findTexts } from "#server/platform/database/finding-texts.ts";
import { followWithFullText, makeFullText, wordsOfText } from "#server/platform/database/full-text.ts";
import { createTable, type MigrationDb, run } from "#server/platform/database/schema.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const TEXTS: [number, string, string][] = [
  [1, "a", "create_branch fails: No commits found"],
  [2, "a", "The café's database is slow; ERROR 42804 at line 7"],
  [3, "b", "Straße und Ähre, naïve façade"],
  [4, "b", "commit commits committed"],
  [5, "a", "It's a test-case of O'Neill \"quoted\" AND NOT NEAR(x)"],
];

onEachEngine("full text", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const db = house.ctx.db as unknown as MigrationDb;
    await createTable(db, "leaf", "id $int primary key, scope $text not null, body $text not null");
    for (const [id, scope, body] of TEXTS.slice(0, 2))
      await run(db, `insert into leaf values (${id}, '${scope}', '${body.replaceAll("'", "''")}')`);
    await makeFullText(db, "leaf_text");
    await followWithFullText(db, "leaf_text", { table: "leaf", id: "new.id", scope: "new.scope", text: "new.body" });
    for (const [id, scope, body] of TEXTS.slice(2))
      await run(db, `insert into leaf values (${id}, '${scope}', '${body.replaceAll("'", "''")}')`);
  });
  after(() => house.close());

  const find = (typed: string, scopes: string[] = [], below = 1e9, limit = 10) =>
    findTexts(house.ctx.db, "leaf_text", { words: wordsOfText(typed), scopes, below, limit });

  test("both engines know words alike", async () => {
    const cases: [string, number[]][] = [
      ["commits", [4, 1]],
      ["COMMITS found", [1]],
      ["create_branch", [1]],
      ["branch", [1]],
      ["cafe", [2]],
      ["café", [2]],
      ["42804", [2]],
      ["428", [2]],
      ["naive facade", [3]],
      ["ahre", [3]],
      ["straße", [3]],
      ["comm", [4, 1]],
      ["comm found", []],
      ["o'neill", [5]],
      ["test-case", [5]],
      ["quoted and not near", [5]],
      ["x", [5]],
      ["* OR * NOT", []],
      ["scope", []],
      ["scope:a", []],
      [":a", [5]],
      [":a found", []],
      ["", []],
    ];
    for (const [typed, expected] of cases) assert.deepEqual(await find(typed), expected, typed);
  });

  test("who may find it is asked by the index itself", async () => {
    assert.deepEqual(await find("commits", ["a"]), [1]);
    assert.deepEqual(await find("commits", ["b"]), [4]);
    assert.deepEqual(await find("commits", ["a", "b"]), [4, 1]);
    assert.deepEqual(await find("commits", ["c"]), []);
    assert.deepEqual(await find("", ["b"]), [4, 3]);
  });

  test("newest first, piece by piece", async () => {
    assert.deepEqual(await find("", ["a", "b"], 1e9, 2), [5, 4]);
    assert.deepEqual(await find("", ["a", "b"], 4, 2), [3, 2]);
  });

  test("what is changed or taken away is found no longer", async () => {
    const db = house.ctx.db as unknown as MigrationDb;
    await run(db, "update leaf set body = 'something else' where id = 4");
    assert.deepEqual(await find("committed"), []);
    assert.deepEqual(await find("something else"), [4]);
    await run(db, "delete from leaf where id = 4");
    assert.deepEqual(await find("something else"), []);
  });

  test("nothing that is typed can make it throw", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string({ unit: "binary" }),
          fc.constantFrom("'", '"', "\\", "a'b&c|!d", "*:", "NEAR("),
        ),
        async (typed) => {
          await find(typed, ["a"]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
