import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { importArticles } from "#server/knowledge/importing.ts";
import { openShelf, type Shelf } from "#test/knowledge/shelf.ts";
import { makePostgresDatabase } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { portal } from "./terminal.ts";

const article = (block: string) =>
  `---\ntitle: Proof\ntype: explanation\nsummary: "Tried."\n---\n\n## Example\n\n\`\`\`sql check\n${block}\n\`\`\`\n`;

describe("a live database on the command line", {
  skip: process.env.TEST_DATABASE_URL ? false : "no PostgreSQL; run it with npm test -- <file>",
}, () => {
  let house: House;
  let shelf: Shelf;
  let live: { url: string; drop(): Promise<void> };
  let into: string;
  before(async () => {
    shelf = openShelf();
    house = await buildHouse({ config: { knowledgeDir: shelf.folder } });
    live = await makePostgresDatabase();
    into = mkdtempSync(path.join(os.tmpdir(), "firstline-catalogue-"));
    const client = new pg.Client({ connectionString: live.url });
    await client.connect();
    await client.query("create function public.answer() returns integer language sql as 'select 42'");
    await client.end();
  });
  after(async () => {
    await house.close();
    await live.drop();
    shelf.close();
    rmSync(into, { recursive: true, force: true });
  });

  const run = (...words: string[]) => portal(house.ctx.config, ["knowledge", ...words]);
  const publish = async (block: string) => {
    shelf.write("branches/proof.md", article(block));
    await importArticles(house.ctx, shelf.folder);
  };

  test("verify ends with 0 when all examples work, with 1 and the reason when one does not", async () => {
    await publish("SELECT public.answer();");
    const good = await run("verify", "--database", live.url);
    assert.equal(good.code, 0, good.told);
    assert.match(
      good.out,
      /^1 worked, 0 failed, 0 skipped, in 1 article, on PostgreSQL \d+\.\d+, database test_\w+, as pg_read/,
    );
    await publish("SELECT public.question();");
    const bad = await run("verify", "--database", live.url);
    assert.equal(bad.code, 1);
    assert.match(bad.out, /^branches\/proof\.md, example 1: function public\.question\(\) does not exist \(42883\)\./);
    const json = JSON.parse((await run("verify", "--database", live.url, "--json")).out);
    assert.deepEqual([json.worked, json.failures.length], [0, 1]);
    const check = await run("check");
    assert.equal(check.code, 1);
    assert.match(check.out, /branches\/proof\.md: stale: Its example 1 failed on PostgreSQL/);
  });

  test("verify and catalogue say in a sentence what is missing or out of reach", async () => {
    for (const command of ["verify", "catalogue"]) {
      const { code, told } = await run(command);
      assert.equal(code, 2);
      assert.match(told, /--database is missing\. Write: portal knowledge/);
      assert.equal((await run(command, "--database", "sqlite:here")).code, 2);
      const away = await run(command, "--database", "postgres://x@127.0.0.1:1/x");
      assert.equal(away.code, 1);
      assert.match(away.told, /^The database cannot be opened: /);
      assert.equal(away.told.split("\n").length, 1);
    }
    assert.equal((await run("catalogue", "--database", live.url, "--category", "Not A Name")).code, 2);
  });

  test("catalogue writes into a folder that may be new, and again adds nothing", async () => {
    const call = ["catalogue", "--database", live.url, "--into", path.join(into, "articles")];
    const first = await run(...call);
    assert.equal(first.code, 0, first.told);
    assert.match(
      first.out,
      /^Begun: reference\/public-answer\.draft\.md\nFunctions found: 1\. New in the catalogue: 1\. Drafts begun: 1\./,
    );
    const draft = path.join(into, "articles/reference/public-answer.draft.md");
    writeFileSync(draft, "mine");
    assert.match((await run(...call)).out, /^Functions found: 1\. New in the catalogue: 0\. Drafts begun: 0\./);
    assert.equal(readFileSync(draft, "utf8"), "mine");
  });
});
