import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { lastFate, MAIL, mailOf, receive, vouched } from "./mail.ts";

onEachEngine("mail that programs send to and fro", (engine) => {
  let house: House;
  let hops: (number | undefined)[];
  beforeEach(async () => {
    house = await buildHouse({ engine, config: MAIL });
    await house.settle();
    hops = [];
    const post = house.ctx.mailer;
    if (!post) throw new Error("There is no post.");
    house.ctx.mailer = {
      ...post,
      send: async (mail) => {
        if (mail.to.id === house.cast.ada.id) hops.push(mail.hops);
        await post.send(mail);
      },
    };
  });
  afterEach(() => house.close());

  const counted = (count: string, more = {}) => mailOf({ heads: [vouched(), `X-Firstline-Hops: ${count}`], ...more });

  test("goes out with one more than what it answers, and people begin anew", async () => {
    await receive(house, counted("2"));
    assert.deepEqual(hops, [3]);
    const { about } = await lastFate(house);
    await receive(house, mailOf({ heads: [vouched()], subject: `Re: [${about}] Merge fails` }));
    const bo = await house.as(house.cast.bo);
    const answered = await bo.post(`/tickets/${about?.slice(2)}/messages`, {
      body: "Try this.",
      kind: "public",
      seen: "9",
    });
    assert.equal(answered.status, 303);
    await house.wait(5 * MINUTE);
    assert.deepEqual(hops, [3, 1]);
  });

  test("is held above the limit, seen by people, and answered by nobody", async () => {
    await receive(house, counted("5"));
    assert.equal((await lastFate(house)).state, "ticket");
    const answered = hops.length;
    await receive(house, counted("6"));
    const { state, reason } = await lastFate(house);
    assert.deepEqual([state, reason], ["held", "It has gone to and fro between programs 6 times."]);
    assert.equal(hops.length, answered);
    assert.match((await (await house.as(house.cast.dee)).get("/admin/mail/in")).text, /gone to and fro/);
  });

  test("counts nothing that is no number", async () => {
    for (const odd of ["-9", "9e9", "99999", "six"]) {
      await receive(house, counted(odd, { subject: `Count ${odd}` }));
      assert.equal((await lastFate(house)).state, "ticket", odd);
    }
  });
});
