import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findArticle } from "#server/knowledge/articles.ts";
import { replaceChecks } from "#server/knowledge/check-store.ts";
import { DAY, HOUR, MINUTE, WEEK } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";
import { revise } from "./writing.ts";

const SLUG = "no-commits-found";
const PAGE = `/articles/${SLUG}`;

onEachEngine("looking after articles", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  /** Sessions end while the clock is wound: everybody comes anew. */
  const as = (who: "ada" | "zoe" | "bo" | "cy" | "dee") => house.as(house.cast[who]);
  const due = async (query = "") => (await (await as("bo")).get(`/knowledge/due${query}`)).text;
  const present = async () => (await findArticle(house.ctx, house.cast.bo, SLUG)).revision;
  const verify = async (days = "365") =>
    (await as("bo")).post(`${PAGE}/verifications`, { revision: String(await present()), days, note: "Tried it." });
  /** Mail goes out in the round after it was written. */
  const later = async (ms: number) => {
    await house.wait(ms);
    await house.settle();
  };
  const mails = () => house.sent().filter(({ subject }) => /of yours/.test(subject));

  test("nothing is due at first, and nobody is written to", async () => {
    await house.wait(2 * WEEK);
    assert.match(await due(), /Nothing is due/);
    assert.deepEqual(mails(), []);
  });

  test("readers whom it did not help make it due; one who calls it wrong is enough", async () => {
    const [ada, zoe] = [await as("ada"), await as("zoe")];
    await ada.post(`${PAGE}/feedback`, { revision: "1", helpful: "no" });
    await house.settle();
    assert.match(await due(), /Nothing is due/);
    await zoe.post(`${PAGE}/feedback`, { revision: "1", helpful: "no" });
    await house.settle();
    assert.match(await due(), /2 readers said that the present text did not help/);
    await zoe.post(`${PAGE}/feedback`, { revision: "1", helpful: "partly", reason: "outdated" });
    await house.settle();
    assert.match(await due(), /1 reader said that the present text is wrong or out of date/);
  });

  test("still right: one button, until a day, and it is off the list", async () => {
    const bo = await as("bo");
    const form = { revision: "1", days: "180", note: "", next: "due" };
    assert.equal((await bo.post(`${PAGE}/verifications`, { ...form, days: "7" })).status, 400);
    assert.equal((await bo.post(`${PAGE}/verifications`, { ...form, revision: "9" })).status, 409);
    const twice = { ...form, _once: "v".repeat(22) };
    const done = await bo.post(`${PAGE}/verifications`, twice);
    assert.equal((await bo.post(`${PAGE}/verifications`, twice)).location, done.location);
    const kept = await house.ctx.db.selectFrom("verification").selectAll().execute();
    assert.equal(kept.length, 1, "sent twice, said once");
    assert.equal(done.location, "/knowledge/due");
    assert.match(await due(), /Nothing is due/);
    assert.match(
      (await bo.get(`${PAGE}/history`)).text,
      /<td>Bo Answers<\/td><td class="num" data-label="Revision">1<\/td>/,
    );
    await house.settle();
    assert.match(await due(), /Nothing is due/, "what was said before does not count again");
  });

  test("its readers see that it was verified, until the text is another", async () => {
    const reads = async () => (await (await as("ada")).get(PAGE)).text;
    assert.match(await reads(), /Verified/);
    await revise(house, SLUG, (source) => source.replace("## Cause\n", "## Cause\n\nAnother.\n"));
    assert.doesNotMatch(await reads(), /Verified/, "a change is no verification");
  });

  test("a ticket it solved that is opened again makes it due, until somebody looked", async () => {
    const number = await ask(house, house.cast.ada, "Cannot create a branch");
    const cy = await as("cy");
    await cy.post(`/tickets/${number}/resolution`, { label: "basic", article: SLUG, named: "" });
    await house.wait(5 * MINUTE);
    const ada = await as("ada");
    await ada.post(`/tickets/${number}/reopening`);
    await house.wait(5 * MINUTE);
    await house.settle();
    assert.match(await due(), new RegExp(`Ticket T-${number}, solved with it, was opened again`));
    await verify();
    assert.match(await due(), /Nothing is due/);
  });

  test("a failed example makes it due", async () => {
    const { id, revision } = await findArticle(house.ctx, house.cast.bo, SLUG);
    await house.wait(HOUR);
    const check = { article_id: id, place: 1, revision, statement: "select 1", reason: "gone", server: "15.4" };
    await replaceChecks(house.ctx.db, id, [{ ...check, outcome: "failed", checked_at: house.ctx.clock.now() }]);
    await house.settle();
    assert.match(await due(), /An example in it failed/);
    await house.wait(MINUTE);
    await verify("30");
    await house.settle();
    assert.match(await due(), /Nothing is due/);
  });

  test("when its time is over it is due again, and its owner hears of it once a week, and nobody else", async () => {
    const bo = await as("bo");
    assert.equal((await bo.post(`${PAGE}/owner`, { owner: String(house.cast.ada.id) })).status, 422, "Ada writes none");
    await bo.post(`${PAGE}/owner`, { owner: String(house.cast.cy.id) });
    await later(31 * DAY);
    assert.match(await due(), /The time it was verified for is over/);
    const [first, ...more] = mails();
    assert.equal(more.length, 0);
    assert.equal(first?.to, "cy@example.test");
    assert.match(
      first?.text ?? "",
      /No commits found, cannot create branch\n.*\/articles\/no-commits-found\n- The time/,
    );
    await later(DAY);
    assert.equal(mails().length, 1);
    await later(WEEK);
    assert.equal(mails().length, 2);
    const cy = await as("cy");
    assert.match((await cy.get("/knowledge/due?mine=yes")).text, /No commits found/);
    assert.match(await due("?mine=yes"), /Nothing is due/);
    await verify();
    await later(WEEK);
    assert.equal(mails().length, 2, "nobody gets an empty one");
  });

  test("what nobody has ever verified is due half a year after it came out, and turns page by page", async () => {
    await house.wait(150 * DAY);
    assert.match(await due(), /Nobody has verified it since it came out/);
    const lines = (await due()).match(/class="due-one"/g)?.length ?? 0;
    assert.equal(lines, 7);
  });

  test("requesters verify nothing and own nothing", async () => {
    const ada = await as("ada");
    assert.equal((await ada.get("/knowledge/due")).status, 404);
    for (const end of ["verifications", "owner"])
      assert.equal((await ada.post(`${PAGE}/${end}`, { revision: "1", days: "30", owner: "" })).status, 403);
  });
});
