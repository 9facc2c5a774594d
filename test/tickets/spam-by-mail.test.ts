import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setAside, takeBack } from "#server/tickets/spam.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { lastFate, MAIL, mailOf, receive, vouched } from "./mail.ts";

onEachEngine("spam by mail", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, config: MAIL });
  });
  after(() => house.close());

  test("once something somebody wrote was set aside, their further mail waits until that is taken back", async () => {
    const { ctx, cast } = house;
    const send = (subject: string) => receive(house, mailOf({ subject, heads: [vouched()] }));
    await send("Buy watches");
    assert.equal((await lastFate(house)).state, "ticket");
    await setAside(ctx, cast.bo, 1);
    await send("Buy more watches");
    const held = await lastFate(house);
    assert.equal(held.state, "held");
    assert.match(held.reason ?? "", /set aside as spam/);
    await takeBack(ctx, cast.bo, 1);
    await send("A question after all");
    assert.equal((await lastFate(house)).state, "ticket");
  });
});
