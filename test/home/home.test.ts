import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { countOften } from "#server/home/often.ts";
import { addPerson, personById } from "#server/people/store.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "#test/tickets/question.ts";

test("often searched is what several people looked for and found something by", () => {
  const by = (reader: string | null, text: string, results: number | null = 3) => ({
    reader,
    text,
    data: JSON.stringify({ v: 1, results, source: "page" }),
  });
  const many = (text: string, ...readers: string[]) => readers.map((reader) => by(reader, text));
  assert.deepEqual(
    countOften([
      ...many("no commits found", "a", "b", "c"),
      ...many("42804", "a", "b", "c", "d"),
      ...many("No Commits Found", "d", "e"),
      ...many("only mine", "a", "a", "a", "a"),
      ...many("a secret [token]", "a", "b", "c"),
      ...many("x".repeat(41), "a", "b", "c"),
      ...["a", "b", "c"].map((reader) => by(reader, "leads nowhere", 0)),
      ...["a", "b", null].map((reader) => by(reader, "one without a name")),
      ...["a", "b", "c"].map((reader) => by(reader, "chosen from the list", null)),
    ]),
    ["no commits found", "42804", "chosen from the list"],
  );
});

onEachEngine("home", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const home = async (person: House["cast"]["ada"] | null) => (await house.as(person)).get("/");

  test("at first there is a question, what is new, and nothing that is not there", async () => {
    const { text, status } = await home(house.cast.ada);
    assert.equal(status, 200);
    assert.match(text, /What are you stuck on\?/);
    assert.match(text, /data-search-list/);
    assert.match(text, /\d+ articles written by the people who run the system\./);
    assert.match(text, /No tickets yet\. Ask when you get stuck\./);
    assert.match(text, /New and updated/);
    assert.match(text, /href="\/categories\/branches"/);
    assert.doesNotMatch(text, /Often searched|Most useful|rotate-the-support-key|href="\/desk/);
    assert.ok(text.length < 16_000, `it has ${text.length} characters`);
  });

  test("what somebody waits for stands there, and only theirs", async () => {
    const { ada, zoe, bo } = house.cast;
    const numbers = [];
    for (const place of [1, 2, 3, 4, 5, 6]) {
      await house.wait(MINUTE);
      numbers.push(await ask(house, ada, `Mine ${place}`));
    }
    await sendMessage(house.ctx, bo, readerOf(bo), numbers[5] ?? 0, says("Which one?", { next: "wait" }));
    await resolveTicket(house.ctx, bo, readerOf(bo), numbers[4] ?? 0, { label: "not-basic", article: null });
    const { text } = await home(ada);
    assert.deepEqual(
      [...text.matchAll(/<strong>(Mine \d)</g)].map((found) => found[1]),
      ["Mine 6", "Mine 4", "Mine 3", "Mine 2"],
    );
    assert.match(text, /Waiting for you<\/span>/);
    assert.match(text, />1 more open</);
    assert.doesNotMatch((await home(zoe)).text, /Mine \d/);
    for (const number of numbers.filter((_number, place) => place !== 4))
      await resolveTicket(house.ctx, ada, readerOf(ada), number, null);
    assert.match((await home(ada)).text, /Nothing is open\. Everything you asked has been solved\./);
  });

  test("those who answer see who waits", async () => {
    assert.match((await home(house.cast.bo)).text, /Nobody waits for an answer\./);
    const number = await ask(house, house.cast.zoe, "Who helps me?");
    const { text } = await home(house.cast.bo);
    assert.match(text, new RegExp(`href="/desk\\?status=unanswered&amp;ticket=${number}"><strong>Who helps me\\?`));
    assert.match(text, />All 1</);
    assert.match(text, /Nobody has it/);
  });

  test("what many searched for and what helped many is found out once in ten minutes", async () => {
    const people = [];
    for (const name of ["one", "two", "three"]) {
      const { id } = await addPerson(house.ctx.db, {
        email: `${name}@example.test`,
        name,
        role: "requester",
        team: null,
        created_at: house.ctx.clock.now(),
      });
      const person = await personById(house.ctx.db, id);
      if (person) people.push(person);
    }
    const articles = ["no-commits-found", "create-branch", "branch-already-exists", "how-branches-work"];
    for (const [place, person] of people.entries()) {
      const visitor = await house.as(person);
      await visitor.get("/search?q=no+commits+found");
      for (const slug of articles) {
        const helpful = slug === "how-branches-work" || (slug === "create-branch" && place === 0) ? "no" : "yes";
        await visitor.post(`/articles/${slug}/feedback`, { revision: "1", helpful });
      }
    }
    await house.settle();
    assert.doesNotMatch((await home(house.cast.zoe)).text, /Often searched|Most useful/);
    await house.wait(11 * MINUTE);
    const { text } = await home(house.cast.zoe);
    assert.match(text, /Often searched:<\/li><li><a href="\/search\?q=no%20commits%20found">no commits found<\/a>/);
    const useful = text.split('id="useful"')[1]?.split("</section>")[0] ?? "";
    assert.deepEqual(
      [...useful.matchAll(/href="\/articles\/([\w-]+)"/g)].map((found) => found[1]),
      ["branch-already-exists", "no-commits-found", "create-branch"],
    );
    assert.match(useful, /Helped 2 of 3/);
    assert.match(text, /New and updated/);
    await house.wait(40 * DAY);
    assert.doesNotMatch((await home(house.cast.zoe)).text, /Often searched|Most useful/);
  });

  test("a visitor is led to the door, or may look around where the knowledge is open", async () => {
    assert.equal((await home(null)).location, "/sign-in?next=%2F");
    const open = await buildHouse({ engine, config: { publicKnowledge: true } });
    try {
      const { text, status } = await (await open.as(null)).get("/");
      assert.equal(status, 200);
      assert.match(text, /Sign in to ask a question and to follow it\./);
      assert.match(text, /What are you stuck on\?/);
      assert.doesNotMatch(text, /My tickets|Your open tickets|branch-already-exists/);
    } finally {
      await open.close();
    }
  });

  test("without any article it says what to do first, to those who can", async () => {
    const empty = await buildHouse({ engine, config: { knowledgeDir: `${house.dataDir}/none` } });
    try {
      const admin = (await (await empty.as(empty.cast.dee)).get("/")).text;
      assert.match(admin, /Put something on the shelves/);
      const reader = (await (await empty.as(empty.cast.ada)).get("/")).text;
      assert.match(reader, /No article has been published yet, so ask/);
      assert.doesNotMatch(reader, /Put something on the shelves|Categories|New and updated/);
    } finally {
      await empty.close();
    }
  });
});
