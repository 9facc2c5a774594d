import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

onEachEngine("people", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("the admin sees everybody; an agent is told there is no such page", async () => {
    const dee = await house.as(house.cast.dee);
    const page = await dee.get("/admin/people");
    assert.equal(page.status, 200);
    assert.match(page.text, /ada@example\.test/);
    const bo = await house.as(house.cast.bo);
    assert.equal((await bo.get("/admin/people")).status, 404);
  });

  test("a form without its token, or from another site, changes nothing", async () => {
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.post("/account/profile", { name: "Mallory", theme: "dark", _csrf: "wrong" })).status, 403);
    assert.equal(
      (await ada.post("/account/profile", { name: "Mallory", theme: "dark" }, { "sec-fetch-site": "cross-site" }))
        .status,
      403,
    );
    assert.match((await ada.get("/account")).text, /Ada Asks/);
  });
});
