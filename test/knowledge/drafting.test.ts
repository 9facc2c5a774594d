import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { findArticle } from "#server/knowledge/articles.ts";
import { blankArticle } from "#server/knowledge/blank-article.ts";
import {
  beginDraft,
  draftOfArticle,
  dropDraft,
  findDraft,
  saveDraft,
  saveForArticle,
} from "#server/knowledge/drafting.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { publishDraft } from "#server/knowledge/publishing.ts";
import { chooseApprover, returnDraft, submitDraft } from "#server/knowledge/reviewing.ts";
import { newestSaves, saveOf } from "#server/knowledge/save-store.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf } from "./shelf.ts";
import { revise, textOf } from "./writing.ts";

const SLUG = "no-commits-found";

onEachEngine("writing the next revision", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await buildHouse({ engine });
  });
  afterEach(() => house.close());

  const article = () => findArticle(house.ctx, house.cast.dee, SLUG);
  const typed = async (words: string, save = 0) => {
    const { article, source } = await textOf(house, SLUG);
    return {
      base: article.revision,
      save,
      source: source.replace(/^summary: .*$/m, `summary: ${words}`),
      category: article.category,
    };
  };
  const begin = async (words: string, by = house.cast.bo) => {
    const saved = await saveForArticle(house.ctx, by, SLUG, await typed(words));
    assert.ok(saved.kind === "saved");
    return saved.id;
  };

  test("readers see the published text until the draft is approved by somebody else", async () => {
    const { ctx, cast } = house;
    const before = await article();
    const id = await begin("Newer.");
    assert.deepEqual(await article(), before);
    assert.deepEqual(await submitDraft(ctx, cast.bo, id, 1), { ok: true });
    await assert.rejects(publishDraft(ctx, cast.bo, id, 1), { status: 403 });
    await assert.rejects(publishDraft(ctx, cast.ada, id, 1), { status: 404 });
    const published = await publishDraft(ctx, cast.cy, id, 1);
    const { id: articleId } = await article();
    assert.deepEqual(published, { kind: "published", articleId, slug: SLUG, revision: 2 });
    assert.equal((await article()).summary, "Newer.");
    await assert.rejects(saveDraft(ctx, cast.bo, id, await typed("Late.", 1)), { status: 409 });
    const { found } = await seen("newer");
    assert.equal(found, SLUG);
  });

  const seen = async (words: string) => {
    const ada = await house.as(house.cast.ada);
    return { found: JSON.parse((await ada.get(`/search.json?q=${words}`)).text).results[0]?.slug };
  };

  test("an admin may let authors approve their own texts", async () => {
    const { ctx, cast } = house;
    const id = await begin("My own.");
    await chooseApprover(ctx, cast.dee, "anyone");
    assert.equal((await publishDraft(ctx, cast.bo, id, 1)).kind, "published");
  });

  test("one that lacks something is kept, and does not get to a review", async () => {
    const { ctx, cast } = house;
    const source = "---\ntitle: Half a thought\n---\n\nNothing yet.\n";
    const id = await beginDraft(ctx, cast.bo, { articleId: null, category: "branches", base: 0, source });
    const answer = await submitDraft(ctx, cast.bo, id, 1);
    assert.ok(!answer.ok && answer.problems.length > 0);
    assert.match(answer.problems.join(" "), /The field type/);
    assert.equal((await findDraft(ctx, cast.bo, id)).title, "Half a thought");
    assert.equal((await publishDraft(ctx, cast.cy, id, 1)).kind, "wrong");
  });

  test("sent back, it carries the words to its author, and comes again", async () => {
    const { ctx, cast } = house;
    const id = await begin("Newer.");
    await assert.rejects(returnDraft(ctx, cast.cy, id, 1, "Not asked for"), { status: 409 });
    await submitDraft(ctx, cast.bo, id, 1);
    await returnDraft(ctx, cast.cy, id, 1, "Say which version.");
    const back = await findDraft(ctx, cast.bo, id);
    assert.deepEqual([back.submittedAt, back.note, back.returner], [null, "Say which version.", "Cy Leads"]);
    await submitDraft(ctx, cast.bo, id, 1);
    assert.equal((await findDraft(ctx, cast.bo, id)).note, "");
  });

  test("a text that changed after it was read is not the one that is approved", async () => {
    const { ctx, cast } = house;
    const id = await begin("Read by Cy.");
    await submitDraft(ctx, cast.bo, id, 1);
    await saveDraft(ctx, cast.bo, id, await typed("Changed since.", 1));
    await assert.rejects(publishDraft(ctx, cast.cy, id, 1), { status: 409 });
    await publishDraft(ctx, cast.cy, id, 2);
    assert.equal((await article()).summary, "Changed since.");
  });

  test("two approve at once: it is published once", async () => {
    const { ctx, cast } = house;
    const id = await begin("Once.");
    const answers = await Promise.allSettled([publishDraft(ctx, cast.cy, id, 1), publishDraft(ctx, cast.dee, id, 1)]);
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal((await article()).revision, 2);
  });

  test("three write over one article at once: one text goes on, the others lie beside it, and nothing is lost", async () => {
    const { ctx, cast } = house;
    const writers = [cast.bo, cast.cy, cast.dee];
    const texts = await Promise.all(writers.map(({ name }) => typed(`Words of ${name}.`)));
    const first = await Promise.all(
      writers.map((by, place) => saveForArticle(ctx, by, SLUG, texts[place] as (typeof texts)[number])),
    );
    assert.deepEqual(first.map(({ kind }) => kind).sort(), ["saved", "stale", "stale"]);
    const draft = await draftOfArticle(ctx, (await article()).id);
    assert.ok(draft);
    const again = await Promise.all(
      writers.map(async (by) => saveDraft(ctx, by, draft.id, await typed(`More of ${by.name}.`, draft.save))),
    );
    assert.deepEqual(again.map(({ kind }) => kind).sort(), ["saved", "stale", "stale"]);
    const kept = await newestSaves(ctx.db, draft.id, 20);
    assert.deepEqual(
      kept.map(({ number }) => number),
      [6, 5, 4, 3, 2, 1],
    );
    const sources = await Promise.all(kept.map(async ({ number }) => (await saveOf(ctx.db, draft.id, number))?.source));
    for (const { name } of writers)
      for (const words of [`Words of ${name}.`, `More of ${name}.`])
        assert.equal(sources.filter((source) => source?.includes(words)).length, 1, words);
    assert.equal(kept.filter(({ setAsideAt }) => setAsideAt === null).length, 2);
  });

  test("a file that changed meanwhile is not overwritten: the draft has to be made to follow it first", async () => {
    const { ctx, cast } = house;
    const shelf = openShelf();
    await importArticles(ctx, shelf.folder);
    const id = await begin("From the portal.");
    shelf.replace(`branches/${SLUG}.md`, "## Cause\n", "## Cause\n\nSaid in the file.\n");
    await importArticles(ctx, shelf.folder);
    const stale = await publishDraft(ctx, cast.cy, id, 1);
    assert.ok(stale.kind === "stale");
    assert.deepEqual([stale.draft.baseRevision, stale.draft.published], [1, 2]);
    assert.match((await textOf(house, SLUG)).source, /Said in the file/);
    const joined = await typed("From the portal.", 1);
    assert.equal((await saveDraft(ctx, cast.bo, id, joined)).kind, "saved");
    assert.equal((await publishDraft(ctx, cast.cy, id, 2)).kind, "published");
    const { source } = await textOf(house, SLUG);
    assert.match(source, /Said in the file/);
    assert.match(source, /From the portal/);
    shelf.replace(`branches/${SLUG}.md`, "Said in the file.", "Said anew.");
    assert.equal((await importArticles(ctx, shelf.folder)).conflicts, 1, "changed here and there: somebody chooses");
    shelf.close();
  });

  test("a new article gets an address of its own, an owner, and never the address of another", async () => {
    const { ctx, cast } = house;
    for (const slug of ["restore-a-branch", "restore-a-branch-2"]) {
      const blank = blankArticle({ type: "how-to", title: "Restore a branch", covers: "" });
      const source = blank.replace('summary: ""', "summary: Back to where it was.");
      const beginning = { articleId: null, category: "branches", base: 0, source };
      const id = await beginDraft(ctx, cast.bo, beginning);
      const published = await publishDraft(ctx, cast.cy, id, 1);
      assert.ok(published.kind === "published");
      assert.equal(published.slug, slug);
    }
    const ids = await ctx.db.selectFrom("article_care").selectAll().execute();
    assert.deepEqual([...new Set(ids.map(({ owner_id }) => owner_id))], [cast.bo.id]);
  });

  test("a dropped draft makes room for the next; requesters see none of it", async () => {
    const { ctx, cast } = house;
    const id = await begin("Never mind.");
    await assert.rejects(findDraft(ctx, cast.ada, id), { status: 404 });
    await assert.rejects(saveForArticle(ctx, cast.ada, SLUG, await typed("Mine.")), { status: 404 });
    await dropDraft(ctx, cast.bo, id, 1);
    assert.notEqual(await begin("Rather this."), id);
  });

  test("every step stands in the audit trail", async () => {
    await revise(house, SLUG, (source) => source.replace("## Cause\n", "## Cause\n\nSeen.\n"));
    const deeds = await house.ctx.db.selectFrom("audit_entry").select("action").orderBy("seq").execute();
    assert.deepEqual(
      deeds.map(({ action }) => action),
      ["began a draft", "asked for a review", "published article"],
    );
  });
});
