import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MINUTE } from "#server/platform/clock.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { linkTickets } from "#server/tickets/linking.ts";
import { tagTicket } from "#server/tickets/tagging.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";
import { rebuild, steady } from "./rebuild.ts";

onEachEngine("a ticket's page", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("is rebuilt from the events alone, for those who answer and for who asked", async () => {
    const { ctx, cast } = house;
    const [ada, bo, dee] = [await house.as(cast.ada), await house.as(cast.bo), await house.as(cast.dee)];
    await dee.post("/admin/fields", {
      label: "Version",
      hint: "",
      kind: "version",
      category: "branches",
      choices: "",
      required: "",
    });
    const other = await ask(house, cast.zoe, "The other one");
    const asked = {
      subject: "All of it",
      body: "It fails",
      category: "branches",
      urgency: "normal",
      field_1: "2.14.1",
    };
    const address = (await ada.post("/tickets", asked)).location ?? "";
    const number = Number(address.split("/").at(-1));
    await bo.post(`${address}/assignment`, { assignee: `${cast.bo.id}`, from: "" });
    await house.wait(MINUTE);
    await bo.post(`${address}/triage`, { seq: "2", status: "", urgency: "high", category: "monitoring" });
    await tagTicket(ctx, cast.bo, number, { add: ["lock", "merge", "odd"], remove: [] });
    await tagTicket(ctx, cast.bo, number, { add: [], remove: ["odd"] });
    await linkTickets(ctx, cast.bo, number, "blocked", other);
    await bo.post(`${address}/fields`, { before_1: "2.14.1", field_1: "2.15.0" });
    await bo.post(`${address}/messages`, { body: "Try this", kind: "public", seen: "1", next: "" });
    await bo.post(`${address}/messages`, { body: "It is the lock", kind: "note", seen: "2", next: "" });
    await bo.post("/desk/incidents", {
      [`t_${number}`]: "1",
      incident: "",
      title: "Locks",
      summary: "Locks stay behind.",
    });
    await confideTicket(ctx, cast.bo, number, [cast.cy.id]);
    await bo.post(`${address}/resolution`, { label: "basic", article: "create-branch", named: "" });
    await ada.post(`${address}/messages`, { body: "Not yet", seen: "2", next: "" });
    await bo.post(`${address}/resolution`, { label: "not-basic", article: "", named: "" });
    await house.settle();
    const look = async () => [steady((await bo.get(address)).text), steady((await ada.get(address)).text)];
    const before = await look();
    for (const said of [
      "2.15.0",
      "Blocked by",
      "lock, merge",
      "Locks",
      "Confidential. Besides Ada",
      "Not basic",
      "High",
      "Monitoring",
    ])
      assert.ok(before[0]?.includes(said), said);
    await rebuild(ctx, number);
    assert.deepEqual(await look(), before);
  });
});
