import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { recordEvent } from "#server/journeys/journal.ts";
import { beginDraft } from "#server/knowledge/drafting.ts";
import { compareAnswers, type Replayed } from "#server/knowledge/replay.ts";
import { readWeights, usualWeights } from "#server/knowledge/weights.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Circle } from "#server/search/search.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const answer = (slugs: string, answered = true) => ({
  answered,
  results: slugs.split("").map((slug) => ({ slug, title: slug.toUpperCase() })),
});
const pair = (before: string, after: string, circle: Circle = "staff") => ({
  ...{ circle, before: answer(before), after: answer(after) },
});
const moved = (pairs: ReturnType<typeof pair>[], subject: string | null = null) =>
  compareAnswers(pairs, subject).moves.map(({ slug, from, to }) => `${slug} ${from}>${to}`);

test("of any change, what moves among the first three is told", () => {
  assert.deepEqual(moved([pair("abcd", "abcd")]), []);
  assert.deepEqual(moved([pair("abcd", "bacd")]), ["a 1>2", "b 2>1"]);
  assert.deepEqual(moved([pair("abcd", "abdc")]), ["c 3>4", "d 4>3"]);
  assert.deepEqual(moved([pair("abcdef", "abcdfe")]), [], "nobody looks so far down");
  assert.deepEqual(moved([pair("", "a")]), ["a null>1"]);
  assert.deepEqual(moved([pair("a", "")]), ["a 1>null"]);
  assert.deepEqual(moved([pair("abcdefghijk", "kabcdefghij")]).slice(-1), ["k null>1"], "ten count");
});

test("of an article, its own way is told and what lost the first place, not what it pushes down", () => {
  assert.deepEqual(moved([pair("abc", "abcx")], "x"), ["x null>4"]);
  assert.deepEqual(moved([pair("abc", "axbc")], "x"), ["x null>2"]);
  assert.deepEqual(moved([pair("abc", "xabc")], "x"), ["x null>1", "a 1>2"]);
  assert.deepEqual(moved([pair("xab", "axb")], "x"), ["x 1>2", "a 2>1"]);
});

test("the same for several circles is one line", () => {
  const { moves } = compareAnswers([pair("a", "b", "signed-in"), pair("a", "b", "staff")], null);
  assert.deepEqual(moves[0]?.circles, ["signed-in", "staff"]);
  const { answered } = compareAnswers(
    [{ circle: "staff", before: answer("a", false), after: answer("a", true) }],
    null,
  );
  assert.equal(answered, "gained");
});

test("a ranking is read line by line, and what makes no sense is said", () => {
  assert.deepEqual(readWeights("title: 6\n\nreaders: off"), { weights: { title: 6 }, withoutReaders: true });
  assert.equal(readWeights(usualWeights()).withoutReaders, false);
  for (const wrong of ["colour: 3", "title: lots", "title: 21", "title"])
    assert.throws(() => readWeights(wrong), /none of title|needs a number/, wrong);
});

onEachEngine("a replay", (engine) => {
  let house: House;
  let people: Person[];
  before(async () => {
    house = await buildHouse({ engine });
    const { ada, zoe } = house.cast;
    people = [ada, zoe];
    for (const name of ["eve", "kim"]) {
      const about = { email: `${name}@example.test`, name, role: "requester", team: null, theme: "system" } as const;
      const rest = { password_hash: null, time_zone: null, language: null, created_at: 0, disabled_at: null };
      const { id } = await house.ctx.db
        .insertInto("person")
        .values({ ...about, ...rest })
        .returning("id")
        .executeTakeFirstOrThrow();
      people.push({ ...ada, id });
    }
    await searched("gluttonous disk", 4);
    await searched("Gluttonous DISK", 1);
    await searched("no commits found", 3);
    await searched("secret zebra project", 2);
  });
  after(() => house.close());

  const searched = async (q: string, by: number) => {
    for (const person of people.slice(0, by))
      await recordEvent(
        house.ctx,
        { personId: person.id, kind: "dev", token: `t${person.id}` },
        {
          type: "search",
          q,
          results: 0,
          answered: false,
          source: "page",
          filters: { category: "", type: "", page: 1 },
        },
      );
  };
  const played = async (address: string | null): Promise<Replayed> => {
    await house.settle();
    const id = Number(address?.split("/").at(-1));
    const row = await house.ctx.db
      .selectFrom("search_replay")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return JSON.parse(row.result ?? "null");
  };

  const SOURCE = readFileSync(
    path.join(import.meta.dirname, "../support/knowledge/monitoring/storage-grows-without-end.md"),
    "utf8",
  ).replace(/^title: .*$/m, "title: A gluttonous disk eats the zebra");

  test("of a draft says for which searches it would appear, and hides what few people asked", async () => {
    const { ctx, cast, as } = house;
    const draft = await beginDraft(ctx, cast.bo, { articleId: null, category: "monitoring", base: 0, source: SOURCE });
    const bo = await as(cast.bo);
    assert.match((await bo.get(`/knowledge/drafts/${draft}`)).text, /What would this change\?/);
    const sent = await bo.post("/knowledge/replays", { draft: String(draft), save: "1" });
    assert.equal(sent.status, 303);
    assert.match((await bo.get(sent.location ?? "")).text, /It is being played/);
    const found = await played(sent.location);
    assert.equal(found.searches, 2, "capitals make no other search");
    assert.deepEqual([found.rare.searches, found.rare.changed], [1, 1]);
    assert.deepEqual(
      found.changed.map(({ words }) => words),
      ["gluttonous disk"],
    );
    assert.deepEqual([found.changed[0]?.people, found.changed[0]?.times], [4, 5]);
    assert.deepEqual([found.changed[0]?.moves[0]?.slug, found.changed[0]?.moves[0]?.to], [`draft-${draft}`, 1]);
    const { text } = await bo.get(sent.location ?? "");
    assert.match(text, /1 of 2 searches change/);
    assert.match(text, /appears in place 1/);
    assert.match(text, /1 search of fewer than three people was played too: 1 would change/);
    assert.doesNotMatch(text, /secret|zebra project/);
    assert.doesNotMatch(JSON.stringify(found), /secret/);
    assert.equal(
      ctx.search.search({ words: "gluttonous disk", audience: "staff" }).results[0]?.slug === `draft-${draft}`,
      false,
    );
  });

  test("of an article for staff says that only they would find it", async () => {
    const { ctx, cast, as } = house;
    const source = SOURCE.replace(/^(title: .*)$/m, "$1\naudience: staff").replace(
      /^audience: (everyone|signed-in)\n/m,
      "",
    );
    const draft = await beginDraft(ctx, cast.bo, { articleId: null, category: "monitoring", base: 0, source });
    const bo = await as(cast.bo);
    const { location } = await bo.post("/knowledge/replays", { draft: String(draft), save: "1" });
    assert.deepEqual((await played(location)).changed[0]?.moves[0]?.circles, ["staff"]);
    assert.match((await bo.get(location ?? "")).text, /for staff only/);
  });

  test("of a title alone tries a published article under it, and its text stays as it is", async () => {
    const { ctx, cast, as } = house;
    const bo = await as(cast.bo);
    const form = (await bo.get("/knowledge/replays?article=create-branch")).text;
    assert.match(form, /value="create-branch"/);
    const before = await ctx.db.selectFrom("article").select("title").where("slug", "=", "create-branch").execute();
    const title = "Gluttonous disk of a branch";
    const sent = await bo.post("/knowledge/replays/title", { article: "create-branch", title });
    assert.equal(sent.status, 303);
    const found = await played(sent.location);
    const moved = found.changed.find(({ words }) => words === "gluttonous disk");
    const own = moved?.moves.find(({ slug }) => slug === "create-branch");
    assert.ok(own && own.to !== null && (own.from === null || own.to < own.from), JSON.stringify(found.changed));
    const { text } = await bo.get(sent.location ?? "");
    assert.match(text, /“Gluttonous disk of a branch” as the title of “/);
    assert.match(text, /href="\/articles\/create-branch"/);
    const after = await ctx.db.selectFrom("article").select("title").where("slug", "=", "create-branch").execute();
    assert.deepEqual(after, before);
    const wrong = await bo.post("/knowledge/replays/title", { article: "no-such-thing", title });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /There is no article of this name\./);
    assert.match(wrong.text, /value="Gluttonous disk of a branch"/);
    assert.equal((await bo.post("/knowledge/replays/title", { article: "create-branch", title: "" })).status, 422);
    assert.equal((await bo.get("/knowledge/replays?article=no-such-thing")).status, 404);
    const ada = await as(cast.ada);
    assert.equal((await ada.post("/knowledge/replays/title", { article: "create-branch", title })).status, 403);
  });

  test("of synonyms and of a ranking, without a change to what readers find", async () => {
    const bo = await house.as(house.cast.bo);
    const words = await bo.post("/knowledge/replays/synonyms", { synonyms: "- [gluttonous, create branch]\n" });
    const found = await played(words.location);
    const up = found.changed[0]?.moves.filter(({ from, to }) => from === null && to !== null) ?? [];
    assert.ok(
      up.some(({ slug }) => slug === "create-branch"),
      JSON.stringify(found.changed),
    );
    const wrong = await bo.post("/knowledge/replays/synonyms", { synonyms: "- alone\n" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /No group of words: entry 1/);
    assert.match(wrong.text, /- alone/);
    const ranking = await bo.post("/knowledge/replays/ranking", {
      ranking: "title: 0\nerrors: 0\nterms: 0\nsummary: 20",
    });
    assert.equal((await played(ranking.location)).searches, 2);
    assert.equal((await bo.post("/knowledge/replays/ranking", { ranking: "colour: 3" })).status, 422);
    assert.match((await bo.get("/knowledge/replays")).text, /Another ranking/);
  });

  test("is for those who write, and goes when the words go", async () => {
    const { cast, as, ctx } = house;
    const ada = await as(cast.ada);
    assert.equal((await ada.get("/knowledge/replays")).status, 404);
    assert.equal((await ada.get("/knowledge/replays/1")).status, 404);
    assert.equal((await ada.post("/knowledge/replays", { draft: "1", save: "1" })).status, 403);
    const bo = await as(cast.bo);
    assert.equal((await bo.get("/knowledge/replays/999")).status, 404);
    assert.equal((await bo.post("/knowledge/replays", { draft: "999", save: "1" })).status, 404);
    await house.wait(91 * DAY + HOUR);
    assert.deepEqual(await ctx.db.selectFrom("search_replay").selectAll().execute(), []);
  });
});
