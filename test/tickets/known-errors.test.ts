import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Facts } from "#server/knowledge/article.ts";
import { findArticle } from "#server/knowledge/articles.ts";
import { alike } from "#server/knowledge/errors-said.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { articleOnError } from "#server/knowledge/known-error.ts";
import { keepInStep } from "#server/knowledge/library.ts";
import { root } from "#server/platform/root.ts";
import { readError } from "#server/search/fingerprint.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { openShelf, type Shelf } from "#test/knowledge/shelf.ts";
import { revise } from "#test/knowledge/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf } from "./question.ts";

const EMPTY =
  "ERROR:  No commits found - cannot create branch\nCONTEXT:  PL/pgSQL function create_branch(text) line 14";

onEachEngine("errors articles are about", (engine) => {
  let house: House;
  let shelf: Shelf;
  before(async () => {
    shelf = openShelf();
    house = await buildHouse({ engine, config: { knowledgeDir: shelf.folder } });
  });
  after(async () => {
    await house.close();
    shelf.close();
  });

  /** What stands above the suggestions while somebody writes: the article, and how it is named. */
  const knownTo = async (body: string, person = house.cast.ada) => {
    const piece = (await (await house.as(person)).post("/ask/suggestions", { subject: "It fails", body })).text;
    const [, said = null, slug = null] = /<span>([^<:]+): <a href="\/articles\/([^"]+)"/.exec(piece) ?? [];
    return { said, slug };
  };
  const follow = async () => {
    await importArticles(house.ctx, shelf.folder);
    await keepInStep(house.ctx);
  };

  test("who meets one first sees its article before anybody has asked", async () => {
    assert.equal(await house.ctx.db.selectFrom("ticket_fingerprint").selectAll().executeTakeFirst(), undefined);
    const about = { said: "There is an article about this error", slug: "no-commits-found" };
    assert.deepEqual(await knownTo(EMPTY), about);
    assert.deepEqual(
      await knownTo("2026-06-09 09:00:01 [4711] error: no commits  found - cannot create branch"),
      about,
    );
    assert.deepEqual(await knownTo("ERROR:  deadlock detected"), { said: null, slug: null });
    assert.deepEqual(await knownTo("How do I create a branch? No commits found"), { said: null, slug: null });
  });

  test("names that are not quoted may differ", async () => {
    assert.equal((await knownTo("ERROR:  Branch hotfix/login already exists")).slug, "branch-already-exists");
    assert.equal((await knownTo("ERROR:  Invoice 12 was paid twice")).slug, null);
  });

  test("it follows what is published: a new error, another one, none, gone and back", async () => {
    const slow = 'ERROR:  stage "extract" of the archive was cut short';
    assert.equal((await knownTo(slow)).slug, null);
    await revise(house, "storage-grows-without-end", (text) =>
      text.replace("## Symptom\n", '## Symptom\n\n```text\nERROR:  stage "load" of the archive was cut short\n```\n'),
    );
    assert.equal((await knownTo(slow)).slug, "storage-grows-without-end");
    await revise(house, "storage-grows-without-end", (text) => text.replace("was cut short", "came to nothing"));
    assert.equal((await knownTo(slow)).slug, null);
    const file = "branches/no-commits-found.md";
    const source = shelf.read(file);
    shelf.remove(file);
    await follow();
    assert.equal((await knownTo(EMPTY)).slug, null);
    shelf.write(file, source);
    await follow();
    assert.equal((await knownTo(EMPTY)).slug, "no-commits-found");
  });

  test("where only names tell errors apart, it is the one that holds this very line, or none", async () => {
    const about = (name: string) => (text: string) =>
      text.replace(
        "## Symptom\n",
        `## Symptom\n\n\`\`\`text\nERROR:  column "${name}" of the log is too long\n\`\`\`\n`,
      );
    await revise(house, "storage-grows-without-end", about("note"));
    assert.equal((await knownTo('ERROR: column "title" of the log is too long')).slug, "storage-grows-without-end");
    await revise(house, "branch-already-exists", about("name"));
    assert.equal((await knownTo('ERROR: column "title" of the log is too long')).slug, null);
    assert.equal((await knownTo('ERROR: column "name" of the log is too long')).slug, "branch-already-exists");
    assert.equal((await knownTo('ERROR: Column "Note" of the log is too long')).slug, "storage-grows-without-end");
  });

  test("what only staff may read is told to staff alone", async () => {
    const sealed = "ERROR:  the support key has expired and must be rotated";
    await revise(house, "rotate-the-support-key", (text) =>
      text.replace(
        /^audience: staff$/m,
        'audience: staff\nerrors: ["the support key has expired and must be rotated"]',
      ),
    );
    assert.equal((await knownTo(sealed, house.cast.bo)).slug, "rotate-the-support-key");
    assert.equal((await knownTo(sealed)).slug, null);
  });

  test("what answered it for others comes before what is only like it, and is named so", async () => {
    const { ctx, cast } = house;
    const fingerprint = "column <name> of the log is too long";
    const number = await ask(house, cast.zoe, "Log", { fingerprint });
    const article = await findArticle(ctx, cast.bo, "create-branch");
    await resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, { label: "basic", article });
    const answered = { said: "This article answered the same error for others", slug: "create-branch" };
    assert.deepEqual(await knownTo('ERROR: column "title" of the log is too long'), answered);
    assert.equal((await knownTo('ERROR: column "name" of the log is too long')).slug, "branch-already-exists");
  });
});

test("every error that a shipped article names leads who meets it first to an article that names it", async () => {
  const house = await buildHouse({ config: { knowledgeDir: path.join(root, "knowledge") } });
  const { ctx, cast } = house;
  const rows = await ctx.db.selectFrom("article").select(["slug", "facts"]).execute();
  const named = rows.flatMap(({ slug, facts }) =>
    (JSON.parse(facts) as Facts).errors.flatMap((error) => {
      const read = readError(`ERROR:  ${error}`);
      return read ? [{ slug, error, line: alike(read.line) }] : [];
    }),
  );
  const lost: string[] = [];
  for (const { error, line } of named) {
    const known = await articleOnError(ctx, cast.ada, `ERROR:  ${error}`);
    if (!named.some((one) => one.line === line && one.slug === known?.article.slug)) lost.push(error);
  }
  assert.ok(named.length > 300, `${named.length}`);
  assert.deepEqual(lost, []);
  const others: [string, string | null][] = [
    ["Branch hotfix/login already exists", "branch-already-exists"],
    ["Branch login not found", "branch-not-found"],
    ["Source branch release-4 not found", "source-or-target-branch-not-found"],
    ["Cannot delete active branch hotfix without force flag", "pggit-delete-branch-fails"],
    ['relation "users" does not exist', null],
    ['syntax error at or near "FORM"', null],
    ["deadlock detected", null],
    ["Customer 12 not found", null],
  ];
  for (const [line, slug] of others)
    assert.equal((await articleOnError(ctx, cast.ada, `ERROR:  ${line}`))?.article.slug ?? null, slug, line);
  await house.close();
});
