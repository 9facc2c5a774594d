import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

onEachEngine("how it went", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const resolve = async (person: Person, subject: string) => {
    const number = await ask(house, person, subject);
    const bo = await house.as(house.cast.bo);
    await bo.post(`/tickets/${number}/resolution`, { label: "not-basic", article: "", named: "" });
    await house.settle();
    return number;
  };
  const linkFor = (number: number) => {
    const mail = house.sent().findLast(({ subject }) => subject.startsWith(`[T-${number}]`));
    const [, path = ""] = /https?:\/\/[^/]+(\/rate\/[\w-]+)\?score=5/.exec(mail?.text ?? "") ?? [];
    return path;
  };

  test("is asked by a link in the mail that works without signing in, once, and for nothing else", async () => {
    const { ada, zoe } = house.cast;
    const number = await resolve(ada, "PRIVATE-SUBJECT");
    const link = linkFor(number);
    assert.match(link, /^\/rate\/[\w-]{43}$/);
    const visitor = await house.as(null);
    const page = await visitor.get(`${link}?score=4`);
    assert.equal(page.status, 200);
    assert.match(page.text, /value="4" checked/);
    assert.doesNotMatch(page.text, /PRIVATE-SUBJECT|Ada/);
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    const voted = () =>
      house.ctx.db.selectFrom("ticket_rating").select("score").where("rated_at", "is not", null).execute();
    assert.deepEqual(await voted(), [], "looking is no vote");
    assert.equal((await visitor.post(link, { score: "9", comment: "" })).status, 422);
    assert.equal((await visitor.post(link, { score: "4", comment: "Quick help" })).location, link);
    assert.match((await visitor.get(link)).text, /Thank you/);
    assert.equal((await visitor.post(link, { score: "1", comment: "" })).status, 409);
    assert.deepEqual(await voted(), [{ score: 4 }]);
    assert.equal((await visitor.get(`/tickets/${number}`)).status, 303, "it opens no ticket");
    assert.equal((await visitor.get(link.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).status, 404);
    assert.doesNotMatch((await (await house.as(zoe)).get("/tickets")).text, /PRIVATE-SUBJECT/);
    const stored = await house.ctx.db.selectFrom("ticket_rating").selectAll().execute();
    assert.ok(!JSON.stringify(stored).includes(link.slice("/rate/".length)), "no table holds the secret");
  });

  test("whoever is signed in finds it on their ticket; it is good for thirty days", async () => {
    const { ada, zoe } = house.cast;
    const number = await resolve(ada, "Again");
    const asker = await house.as(ada);
    const [, href = ""] = /href="(\/rate\/[\w-]+)"/.exec((await asker.get(`/tickets/${number}`)).text) ?? [];
    assert.equal(href, linkFor(number));
    await house.wait(31 * DAY);
    assert.doesNotMatch((await asker.get(`/tickets/${number}`)).text, /\/rate\//);
    assert.equal((await (await house.as(null)).get(href)).status, 409);
    assert.equal((await (await house.as(zoe)).post(href, { score: "1", comment: "" })).status, 409);
  });

  test("is shown by queue and month with intervals, from five answers on, and never by person", async () => {
    const { ada, bo, cy } = house.cast;
    const visitor = await house.as(null);
    for (const score of [5, 5, 5, 4, 2]) {
      const number = await resolve(ada, `Number ${score}`);
      await visitor.post(linkFor(number), { score: `${score}`, comment: score === 2 ? "Too slow" : "" });
    }
    const manager = await house.as(cy);
    const text = (await manager.get("/reports/satisfaction?months=3")).text;
    assert.match(text, /5 of 5<\/td><td[^>]*>80\.?0? ?% \(\d+/);
    assert.match(text, /Too slow/);
    assert.doesNotMatch(text, /Ada Asks|Bo Answers|T-\d/);
    const { rows } = JSON.parse((await manager.get("/reports/satisfaction.json?months=3")).text);
    const now = rows[0];
    assert.equal(now.answered, 5);
    assert.equal(now.mean, 4.2);
    assert.ok(now.satisfied.low > 0.3 && now.satisfied.low < 0.8 && now.satisfied.high > 0.8 && now.satisfied.high < 1);
    assert.equal(rows.at(-1).satisfied, null, "the one answer of the month before is no share");
    assert.match((await manager.get("/reports/satisfaction.csv")).text, /satisfied_low/);
    assert.equal((await (await house.as(bo)).get("/reports/satisfaction")).status, 404);
    const programme = JSON.parse((await manager.get("/reports/programme.json")).text);
    const figure = JSON.stringify(programme);
    assert.match(figure, /The mean of 6 answers since 20\d\d-\d\d/);
  });
});
