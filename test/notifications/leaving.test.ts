import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { USUAL } from "#server/notifications/channels.ts";
import { choicesOf, choose } from "#server/notifications/choosing.ts";
import { leavingAddress } from "#server/notifications/leaving.ts";
import { notify } from "#server/notifications/notifying.ts";
import { DAY } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

onEachEngine("the daily mail", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await buildHouse({ engine });
    const digest = { mail: "digest", webhook: false } as const;
    await choose(house.ctx, house.cast.bo, { ...USUAL, normal: digest, low: digest });
  });
  afterEach(() => house.close());

  const tell = (reason: string) =>
    notify(house.ctx, {
      kind: "ticket.opened",
      to: house.cast.bo,
      reason,
      about: "T-1",
      payload: {},
      urgency: "normal",
      address: "/tickets/1",
      sentence: "Somebody asked.",
      rule: "You answer",
    });

  test("is ended by a mail program with one click, without signing in, and nothing else is", async () => {
    await tell("first");
    await house.wait(DAY);
    const [mail] = house.sent();
    assert.equal(mail?.unsubscribe, leavingAddress(house.ctx, house.cast.bo));
    const { pathname } = new URL(mail?.unsubscribe ?? "");
    const visitor = await house.as(null);
    assert.match((await visitor.get(pathname)).text, /Shall that end\?/);
    assert.equal((await choicesOf(house.ctx, house.cast.bo.id)).normal.mail, "digest", "looking ends nothing");
    const heads = { "sec-fetch-site": "none", origin: "https://mail.test" };
    const answer = await visitor.post(pathname, { _csrf: "", "List-Unsubscribe": "One-Click" }, heads);
    assert.equal(answer.status, 200);
    const { urgent, normal, low } = await choicesOf(house.ctx, house.cast.bo.id);
    assert.deepEqual([urgent.mail, normal.mail, low.mail], ["at once", "off", "off"]);
    await tell("second");
    await house.wait(DAY);
    assert.equal(house.sent().length, 1);
  });

  test("has an address nobody else can make", async () => {
    const { pathname } = new URL(leavingAddress(house.ctx, house.cast.bo));
    const visitor = await house.as(null);
    for (const address of [
      pathname.replace(`/${house.cast.bo.id}-`, `/${house.cast.cy.id}-`),
      `${pathname}x`,
      "/unsubscribe/digest/1-",
    ])
      assert.equal((await visitor.post(address)).status, 404, address);
  });
});
