import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import pg from "pg";
import { checkKnowledge } from "#server/knowledge/check.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { type VerifyWishes, verifyExamples } from "#server/knowledge/verify.ts";
import { Misuse } from "#server/platform/errors.ts";
import { makePostgresDatabase, onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf, type Shelf } from "./shelf.ts";

const DAY = 24 * 60 * 60 * 1000;
const FILE = "branches/proof.md";

const article = (...blocks: string[]) =>
  [
    '---\ntitle: "Proof of it"\ntype: explanation\nsummary: "Examples that are tried."\n---',
    "## Examples",
    ...blocks,
  ].join("\n\n");
const block = (marks: string, sql: string) => `\`\`\`sql check${marks}\n${sql}\n\`\`\``;

/** A shop of somebody else's: a table with two rows and functions of its own. */
const SHOP = `
  create schema shop;
  create table shop.item (name text);
  insert into shop.item values ('pen'), ('ink');
  create function shop.count_items() returns bigint language sql stable as 'select count(*) from shop.item';
  create function shop.broken() returns integer language plpgsql as 'begin return ''five''; end';
  create function shop.slow() returns void language sql as 'select pg_sleep(30)';`;

const skip = process.env.TEST_DATABASE_URL ? false : "no PostgreSQL; run it with npm test -- <file>";

describe("examples that prove themselves", { skip }, () => {
  let shop: { url: string; drop(): Promise<void> };
  before(async () => {
    shop = await makePostgresDatabase();
    await inShop(SHOP);
  });
  after(() => shop.drop());

  async function inShop(text: string) {
    const client = new pg.Client({ connectionString: shop.url });
    await client.connect();
    const { rows } = await client.query(text);
    await client.end();
    return rows;
  }

  onEachEngine("verify", (engine) => {
    let house: House;
    let shelf: Shelf;
    beforeEach(async () => {
      shelf = openShelf();
      house = await buildHouse({ engine, config: { knowledgeDir: shelf.folder } });
    });
    afterEach(async () => {
      shelf.close();
      await house.close();
    });

    async function publish(...blocks: string[]) {
      shelf.write(FILE, article(...blocks));
      const { problems } = await importArticles(house.ctx, shelf.folder);
      assert.deepEqual(problems, []);
    }
    const verify = (wishes: Partial<VerifyWishes> = {}) => verifyExamples(house.ctx, { url: shop.url, ...wishes });
    const page = async (who: keyof House["cast"]) =>
      (await (await house.as(house.cast[who])).get("/articles/proof")).text;

    test("an example that works is shown to have worked, with the version and the day", async () => {
      await publish(block("", "SELECT shop.count_items();"), block(" rows 2", "SELECT * FROM shop.item;"));
      assert.doesNotMatch(await page("ada"), /Examples worked/);
      const report = await verify();
      assert.deepEqual([report.worked, report.failures], [2, []]);
      assert.equal(report.role, "pg_read_all_data");
      await house.wait(3 * DAY);
      assert.match(await page("ada"), /Examples worked on PostgreSQL \d+, <time[^>]*>3 days ago</);
    });

    test("one that fails is said to everyone; what went wrong, to those who write", async () => {
      await publish(block("", "SELECT shop.broken();"), block("", "SELECT 1;"));
      const report = await verify();
      assert.equal(report.failures.length, 1);
      assert.match(report.failures[0]?.reason ?? "", /invalid input syntax for type integer: "five" \(22P02\)/);
      for (const who of ["ada", "bo"] as const)
        assert.match(await page(who), /1 of 2 checked examples failed on PostgreSQL/);
      assert.match(await page("bo"), /Example 1: invalid input syntax/);
      assert.doesNotMatch(await page("ada"), /invalid input syntax/);
      const faults = (await checkKnowledge(house.ctx)).filter(({ kind }) => kind === "stale");
      assert.deepEqual(
        faults.map(({ file }) => file),
        [FILE],
      );
    });

    test("an article about something broken is right as long as it stays broken", async () => {
      await publish(block(" fails 22P02", "SELECT shop.broken();"), block(" fails 22P02", "SELECT 1;"));
      const { worked, failures } = await verify();
      assert.equal(worked, 1);
      assert.deepEqual(
        failures.map(({ reason }) => reason),
        ["It was to fail with 22P02, and it worked."],
      );
    });

    test("a wrong number of rows, a foreign command and a text without end are failures", async () => {
      await publish(
        block(" rows 3", "SELECT * FROM shop.item;"),
        block("", "COMMIT; DROP TABLE shop.item;"),
        block("", "SELECT 'open"),
      );
      const { failures } = await verify();
      assert.match(failures[0]?.reason ?? "", /was to give 3 rows, and gave 2/);
      assert.match(failures[1]?.reason ?? "", /COMMIT may not stand/);
      assert.match(failures[2]?.reason ?? "", /unterminated quoted string .*42601/);
      assert.equal((await inShop("select * from shop.item")).length, 2);
    });

    test("nothing is changed: what writes is skipped, refused, or taken back", async () => {
      const writing = block(" writes", "DELETE FROM shop.item; SELECT count(*) FROM shop.item;");
      await publish(
        writing,
        block("", "DELETE FROM shop.item;"),
        block("", "WITH a AS (DELETE FROM shop.item) SELECT 1;"),
      );
      const careful = await verify();
      assert.equal(careful.skipped, 1);
      assert.match(careful.failures[0]?.reason ?? "", /DELETE changes something/);
      assert.match(careful.failures[1]?.reason ?? "", /read-only transaction \(25006\)/);
      const bold = await verify({ mayWrite: true, role: new URL(shop.url).username });
      assert.equal(bold.worked, 1);
      assert.equal((await inShop("select * from shop.item")).length, 2);
    });

    test("an example for another kind of install is skipped and says nothing on the page", async () => {
      await publish(
        block(" needs pggit_v0", "SELECT pggit_v0.get_head_sha();"),
        block(" needs shop.nothing", "SELECT 1;"),
      );
      const { skipped, worked, failures } = await verify();
      assert.deepEqual([skipped, worked, failures], [2, 0, []]);
      assert.doesNotMatch(await page("bo"), /PostgreSQL \d/);
    });

    test("a result belongs to the revision it was made with", async () => {
      await publish(block("", "SELECT 1;"));
      await verify();
      assert.match(await page("ada"), /Examples worked/);
      await publish(block("", "SELECT 2;"));
      assert.doesNotMatch(await page("ada"), /Examples worked/);
    });

    test("examples nobody tried for half a year are stale, until they are tried again", async () => {
      await publish(block("", "SELECT 1;"));
      await verify();
      const stale = async () => (await checkKnowledge(house.ctx)).filter(({ kind }) => kind === "stale");
      await house.wait(180 * DAY);
      assert.deepEqual(await stale(), []);
      await house.wait(1 * DAY);
      assert.deepEqual(
        (await stale()).map(({ file, sentence }) => [file, sentence]),
        [[FILE, "Its examples were last tried 181 days ago."]],
      );
      await verify();
      assert.deepEqual(await stale(), []);
    });

    test("a wrong address or role is one sentence, and nothing is kept", async () => {
      await publish(block("", "SELECT 1;"));
      await assert.rejects(verify({ url: "mysql://here/x" }), Misuse);
      await assert.rejects(verify({ url: "postgres://nobody:x@127.0.0.1:1/x" }), /cannot be opened: .*ECONNREFUSED/);
      await assert.rejects(verify({ role: "no_such_role" }), /role no_such_role cannot be taken/);
      assert.doesNotMatch(await page("bo"), /PostgreSQL \d/);
    });
  });

  test("an example that does not end is stopped by the clock", async () => {
    const house = await buildHouse();
    const shelf = openShelf();
    shelf.write(FILE, article(block("", "SELECT shop.slow();"), block("", "SELECT 1;")));
    await importArticles(house.ctx, shelf.folder);
    const began = performance.now();
    const { failures, worked } = await verifyExamples(house.ctx, { url: shop.url });
    assert.match(failures[0]?.reason ?? "", /statement timeout \(57014\)/);
    assert.equal(worked, 1);
    assert.ok(performance.now() - began < 15_000);
    shelf.close();
    await house.close();
  });
});
