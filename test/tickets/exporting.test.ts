import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { confideTicket } from "#server/tickets/confiding.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

onEachEngine("tickets as a file", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const { ada, bo, zoe, dee } = house.cast;
    const admin = await house.as(dee);
    const field = { label: "Version", hint: "", kind: "version", category: "branches", choices: "", required: "" };
    await admin.post("/admin/fields", field);
    const asked = { subject: "=1+1", body: "x", category: "branches", urgency: "normal", field_1: "2.14.1" };
    await (await house.as(ada)).post("/tickets", asked);
    await ask(house, zoe, "Of Zoe");
    await confideTicket(house.ctx, bo, await ask(house, zoe, "HIDDEN"), []);
  });
  after(() => house.close());

  test("holds what one asked, and nothing that is not for those who ask", async () => {
    const answer = await (await house.as(house.cast.ada)).get("/tickets.csv");
    assert.match(answer.headers.get("content-disposition") ?? "", /attachment; filename="tickets\.csv"/);
    assert.match(answer.text, /T-1,'=1\+1,New,Normal,branches,,20\d\d-[\dT:.-]+Z,,Version: 2\.14\.1/);
    assert.doesNotMatch(answer.text, /Of Zoe|HIDDEN|queue|requester/);
  });

  test("holds for those who lead what they may see; agents get none; how many went out is on the trail", async () => {
    const { bo, cy, dee } = house.cast;
    for (const person of [cy, dee]) {
      const { text } = await (await house.as(person)).get("/tickets.csv");
      assert.match(text, /Of Zoe/);
      assert.doesNotMatch(text, /HIDDEN/, person.name);
    }
    assert.equal((await (await house.as(bo)).get("/tickets.csv")).status, 404);
    assert.equal((await (await house.as(null)).get("/tickets.csv")).status, 303);
    const deeds = await house.ctx.db
      .selectFrom("audit_entry")
      .select("data")
      .where("action", "=", "tickets exported")
      .execute();
    assert.deepEqual(
      deeds.map(({ data }) => JSON.parse(data).rows),
      [2, 2],
    );
  });
});
