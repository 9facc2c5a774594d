import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { changeRole, disablePerson } from "#server/people/actions.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { programOf, programWith } from "./program.ts";

const QUESTION = { subject: "Merge fails", body: "It says 42804." };

describe("the door for programs", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  test("closes at once when the owner is disabled or loses a right", async () => {
    const { ctx, cast } = house;
    const cy = await programOf(house, cast.cy);
    assert.equal((await cy.get("/reports/gaps")).status, 200);
    await changeRole(ctx, cast.dee, cast.cy.id, "agent");
    assert.equal((await cy.get("/reports/gaps")).status, 404);
    assert.equal((await cy.get("/tickets")).status, 200);
    await disablePerson(ctx, cast.dee, cast.cy.id, true);
    assert.equal((await cy.get("/tickets")).status, 401);
    await disablePerson(ctx, cast.dee, cast.cy.id, false);
    await changeRole(ctx, cast.dee, cast.cy.id, "manager");
  });

  test("refuses a token anywhere but in its header, and tells its owner", async () => {
    const ada = await programOf(house, house.cast.ada);
    const nobody = await programOf(house, null);
    assert.equal((await nobody.get(`/tickets?token=${ada.token}`)).status, 400);
    assert.equal((await ada.post("/tickets", { ...QUESTION, body: `with ${ada.token}` })).status, 400);
    await house.wait(MINUTE);
    const page = await (await house.as(house.cast.ada)).get("/account/tokens");
    assert.match(page.text, /Seen in the open/);
    assert.equal((await ada.get("/tickets")).json.next, null);
  });

  test("takes JSON that can be read in one way only", async () => {
    const ada = await programOf(house, house.cast.ada);
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    for (const [body, status] of [
      ['{"subject":"a","subject":"b","body":"c"}', 400],
      ['{"__proto__":{},"subject":"abc","body":"c"}', 400],
      ['{"\\u0073ubject":"abc","subject":"abd","body":"c"}', 400],
      [deep, 400],
      ["{", 400],
      ["", 400],
      ['["subject"]', 422],
      ['{"subject":["Merge"],"body":{"$gt":1}}', 422],
      ['{"subject":"abc \\ud800","body":"c"}', 422],
      [`{"subject":"abc","body":"${"x".repeat(1_100_000)}"}`, 413],
    ] as const) {
      const answer = await ada.post("/tickets", body);
      assert.equal(answer.status, status, `${body.slice(0, 60)}: ${answer.text}`);
      assert.equal(answer.json.status, status);
      assert.doesNotMatch(answer.text, /node_modules|\.ts:|\n +at /);
    }
    const plain = await ada.post("/tickets", JSON.stringify(QUESTION), { "content-type": "text/plain" });
    assert.equal(plain.status, 415);
    const packed = await ada.post("/tickets", JSON.stringify(QUESTION), { "content-encoding": "gzip" });
    assert.equal(packed.status, 415);
    assert.deepEqual((await ada.get("/tickets")).json.tickets, []);
  });

  test("says that something of ours broke with a reference, and nothing else", async () => {
    const bo = await programOf(house, house.cast.bo);
    await house.ctx.db.schema.alterTable("ticket_message").renameTo("ticket_message_gone").execute();
    await house.ctx.db.schema.alterTable("article").renameColumn("summary", "summary_gone").execute();
    const answer = await bo.get("/articles");
    await house.ctx.db.schema.alterTable("article").renameColumn("summary_gone", "summary").execute();
    await house.ctx.db.schema.alterTable("ticket_message_gone").renameTo("ticket_message").execute();
    assert.equal(answer.status, 500);
    assert.match(String(answer.json.reference), /^[0-9a-f]{10}$/);
    assert.doesNotMatch(answer.text, /sqlite|select|\.ts:/i);
  });
});

describe("too many requests of programs", () => {
  let house: House;
  before(async () => {
    house = await buildHouse({ config: { isRateLimited: true } });
  });
  after(() => house.close());

  test("are counted by token, and by address for those without one", async () => {
    const ada = await programOf(house, house.cast.ada);
    const bo = await programOf(house, house.cast.bo);
    const wrong = await programWith(house, "firstline_guess");
    const guesses = await Promise.all(Array.from({ length: 61 }, () => wrong.get("/tickets")));
    assert.equal(guesses.filter(({ status }) => status === 429).length, 1);
    assert.ok(guesses.find(({ status }) => status === 429)?.headers.get("retry-after"));
    const first = await ada.get("/tickets");
    assert.equal(first.status, 200, "whoever has a token does not wait for who guesses");
    assert.match(first.headers.get("ratelimit") ?? "", /r=299/);
    for (let call = 0; call < 299; call += 1) await ada.get("/openapi.json");
    assert.equal((await ada.get("/tickets")).status, 429);
    assert.equal((await bo.get("/tickets")).status, 200);
  });
});
