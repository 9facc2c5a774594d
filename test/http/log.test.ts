import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { makeLink } from "#server/people/links.ts";
import { openLog } from "#server/platform/log.ts";
import { buildHouse, type House } from "#test/support/house.ts";

/** Words that stand nowhere but in what somebody typed or must keep to themselves. */
const PASSWORD = "canary-password-7731";
const QUESTION = "canary-question-4410";

type Line = { level: number; req?: { id: string; path: string }; reference?: string; path?: string };

describe("the log", () => {
  let house: House;
  const written: string[] = [];
  const lines = () => written.map((line) => JSON.parse(line) as Line);
  before(async () => {
    house = await buildHouse({ config: { publicKnowledge: true } });
    Object.assign(house.ctx, { log: openLog("info", { write: (line: string) => void written.push(line) }) });
  });
  after(() => house.close());

  test("names each request by an id, and holds no secret and nothing that was asked", async () => {
    const visitor = await house.as(null);
    const ada = await house.as(house.cast.ada);
    const setup = new URL(await makeLink(house.ctx, "setup", null)).pathname;
    const reset = new URL(await makeLink(house.ctx, "reset", house.cast.zoe.id)).pathname;
    await visitor.post("/sign-in", { email: "ada@example.test", password: PASSWORD });
    await visitor.get(setup);
    await visitor.get(reset);
    await visitor.post(reset, { password: PASSWORD });
    await ada.get(`/search?q=${QUESTION}`);
    await ada.get(`/search.json?q=${QUESTION}`);
    await ada.get(`/nowhere?q=${QUESTION}`);
    await ada.post("/ask/draft", { subject: QUESTION, body: `${QUESTION} and what I saw` });
    await ada.post("/ask", { subject: QUESTION, body: `${QUESTION} and what I saw`, category: "", urgency: "normal" });
    await ada.post("/account/password", { current: PASSWORD, password: "x" }, { authorization: `Bearer ${PASSWORD}` });
    await ada.post(`/account/sessions/${ada.cookie.split("=")[1]}/end`);
    await house.settle();
    const text = written.join("");
    const secrets = [PASSWORD, QUESTION, setup.split("/")[2], reset.split("/")[2], ada.cookie.split("=")[1], ada.csrf];
    for (const secret of secrets) assert.ok(secret && !text.includes(secret), `the log holds ${secret}`);
    const ids = lines().map(({ req }) => req?.id);
    assert.ok(ids.length >= 10);
    assert.equal(new Set(ids).size, ids.length, "each request has an id of its own");
    assert.ok(lines().some(({ req }) => req?.path === "/resets/[secret]"));
  });

  test("says more of what broke than the page, under the reference that stands on it", async () => {
    written.length = 0;
    const { db } = house.ctx;
    await db.schema.alterTable("outbox").renameColumn("about", "about_gone").execute();
    const answer = await (await house.as(house.cast.dee)).get(`/admin/mail?x=${QUESTION}`);
    await db.schema.alterTable("outbox").renameColumn("about_gone", "about").execute();
    const [, reference] = /Reference <code>(\w+)<\/code>/.exec(answer.text) ?? [];
    assert.equal(answer.status, 500);
    assert.ok(reference);
    const found = lines().find((line) => line.reference === reference);
    assert.equal(found?.level, 50);
    assert.match(JSON.stringify(found), /about/);
    assert.doesNotMatch(answer.text, /about_gone|no such column/);
    assert.ok(!written.join("").includes(QUESTION));
  });
});
