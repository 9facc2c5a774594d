import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findDraft, saveDraft } from "#server/knowledge/drafting.ts";
import { publishDraft } from "#server/knowledge/publishing.ts";
import { submitDraft } from "#server/knowledge/reviewing.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { cleaner } from "#server/tickets/turning.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

test("names, addresses, hosts and secrets are marked, and the portal's own articles stay links", () => {
  const clean = cleaner(["Ada Asks", "Bo Answers"], "https://help.example.test");
  for (const [text, expected] of [
    ["Ada wrote to bo@corp.example and to Ada Asks.", "[name] wrote to [mail] and to [name]."],
    ["psql -h db1.prod.internal -U app", "psql -h [host] -U app"],
    ["postgres://app:hunter2secret@db1.prod.internal:5432/app", "postgres://[secret]@[host]:5432/app"],
    [
      'connection to server at "db1" (10.1.2.3), port 5432 failed',
      'connection to server at "[host]" ([ip]), port 5432 failed',
    ],
    ["See https://wiki.corp.example/page?id=3 for more", "See https://[host]/page?id=3 for more"],
    ["See https://help.example.test/articles/create-branch", "See /articles/create-branch"],
    ["host=db2 dbname=app", "host=[host] dbname=app"],
    ["pggit.create_branch('main') fails in file.sql", "pggit.create_branch('main') fails in file.sql"],
    ["Adaptation stays", "Adaptation stays"],
    ["token=abcDEF1234567890xyzQRS99", "[secret]"],
  ] as const)
    assert.equal(clean(text), expected);
});

onEachEngine("an answer becomes an article", (engine) => {
  let house: House;
  let number: number;
  let draft: number;
  before(async () => {
    house = await buildHouse({ engine });
    const { ctx, cast } = house;
    number = await ask(house, cast.ada, "Merge fails for Ada", {
      message: writeDown(
        'I am Ada.\n\nERROR:  42P01: relation "orders" does not exist\n\n## What I did\n\nmail me at ada@corp.example',
      ),
      tried: [{ kind: "search", text: "merge relation missing", slug: null }],
    } as never);
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), number, note("secret-of-a-note"));
    await sendMessage(
      ctx,
      cast.bo,
      readerOf(cast.bo),
      number,
      says("Ada, run `select pggit.repair()` on db1.prod.internal.\n\nBo"),
    );
  });
  after(() => house.close());

  test("prefilled with the asker's words, the error text and the answer, without who and where", async () => {
    const { ctx, cast } = house;
    const bo = await house.as(cast.bo);
    assert.match((await bo.get(`/tickets/${number}`)).text, /Turn this answer into an article/);
    const made = await bo.post(`/tickets/${number}/article`);
    draft = Number(/drafts\/(\d+)\/edit/.exec(made.location ?? "")?.[1]);
    const { source, category } = await findDraft(ctx, cast.bo, draft);
    assert.equal(category, "branches");
    assert.match(source, /title: Merge fails for \[name\]/);
    assert.match(source, /errors:\n {2}- relation "orders" does not exist/);
    assert.match(source, /codes:\n {2}- 42P01/);
    assert.match(source, /## Symptom\n\n[\s\S]*I am \[name\]/);
    assert.match(source, /#### What I did[\s\S]*\[mail\]/, "its heading is no section of the article");
    assert.match(source, /## Cause\n\n> /);
    assert.match(source, /## Fix\n\n[\s\S]*select pggit\.repair\(\)` on \[host\]/);
    assert.doesNotMatch(source, /secret-of-a-note|corp\.example|\bAda\b|\bBo\b/);

    assert.equal((await bo.post(`/tickets/${number}/article`)).location, `/knowledge/drafts/${draft}/edit`, "once");
    assert.match((await bo.get(`/tickets/${number}`)).text, /An article is being written of this ticket/);
    assert.match(
      (await bo.get(`/knowledge/drafts/${draft}`)).text,
      new RegExp(`Made of <a href="/tickets/${number}">T-${number}</a>`),
    );
    assert.match((await bo.get(`/tickets/${number}`)).text, /began an article with it/);
  });

  test("by those who may write, and nobody else learns of it before it is published", async () => {
    const { cast } = house;
    const [ada, zoe] = [await house.as(cast.ada), await house.as(cast.zoe)];
    assert.equal((await ada.post(`/tickets/${number}/article`)).status, 403);
    assert.equal((await zoe.get(`/tickets/${number}`)).status, 404);
    assert.doesNotMatch((await ada.get(`/tickets/${number}`)).text, /article is being written|into an article|became/);
    assert.equal((await (await house.as(cast.bo)).post("/tickets/99/article")).status, 404);
  });

  test("who asked is told once, by mail and on the ticket", async () => {
    const { ctx, cast } = house;
    const before = await findDraft(ctx, cast.bo, draft);
    const text = before.source.replace('summary: ""', "summary: What to do.");
    const saved = await saveDraft(ctx, cast.bo, draft, {
      base: 0,
      save: before.save,
      source: text,
      category: "branches",
    });
    assert.ok(saved.kind === "saved");
    assert.deepEqual(await submitDraft(ctx, cast.bo, draft, saved.save), { ok: true });
    await house.settle();
    assert.equal(house.sent().filter(({ text }) => text.includes("became an article")).length, 0);
    const published = await publishDraft(ctx, cast.cy, draft, saved.save);
    assert.ok(published.kind === "published");
    await house.settle();
    await house.settle();
    const told = house.sent().filter(({ text }) => text.includes("Your question became an article"));
    assert.deepEqual(
      told.map(({ to }) => to),
      ["ada@example.test"],
    );
    assert.match(told[0]?.text ?? "", new RegExp(`/articles/${published.slug}`));
    const page = (await (await house.as(cast.ada)).get(`/tickets/${number}`)).text;
    assert.match(page, new RegExp(`Your question became an article: <a href="/articles/${published.slug}"`));
    assert.match((await (await house.as(cast.bo)).get(`/tickets/${number}`)).text, /This ticket became an article/);
  });

  test("one for the staff is no news to who asked", async () => {
    const { ctx, cast } = house;
    const other = await ask(house, cast.zoe, "A key is needed");
    const bo = await house.as(cast.bo);
    const place = (await bo.post(`/tickets/${other}/article`)).location ?? "";
    const id = Number(/drafts\/(\d+)/.exec(place)?.[1]);
    const { source, save } = await findDraft(ctx, cast.bo, id);
    const text = source.replace('summary: ""', "summary: Rotate it.\naudience: staff");
    await saveDraft(ctx, cast.bo, id, { base: 0, save, source: text, category: "branches" });
    const published = await publishDraft(ctx, cast.cy, id, save + 1);
    assert.ok(published.kind === "published", JSON.stringify(published));
    const count = house.sent().length;
    await house.settle();
    assert.deepEqual(
      house
        .sent()
        .slice(count)
        .filter(({ to }) => to === "zoe@example.test"),
      [],
    );
    assert.doesNotMatch((await (await house.as(cast.zoe)).get(`/tickets/${other}`)).text, /became an article/);
  });
});
