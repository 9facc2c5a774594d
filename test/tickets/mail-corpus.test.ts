import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { MAIL, receive } from "./mail.ts";
import { CORPUS } from "./mail-corpus.ts";

const SLOWEST = 20_000;

onEachEngine("odd mail", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, config: MAIL });
  });
  after(() => house.close());

  for (const { name, raw, ends, says, files } of CORPUS)
    test(`${name} comes to ${ends === "ticket" ? "a ticket" : "an entry that people see"}`, async () => {
      const { db } = house.ctx;
      await house.wait(60 * 60 * 1000);
      const before = performance.now();
      await receive(house, raw);
      assert.ok(performance.now() - before < SLOWEST, "it took too long");
      const mail = await db.selectFrom("mail_in").selectAll().orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();
      assert.equal(mail.state, ends, mail.reason ?? "");
      const page = await (await house.as(house.cast.bo)).get(`/admin/mail/in/${mail.id}`);
      assert.equal(page.status, 200);
      assert.doesNotMatch(page.text, /<script>alert|onerror=/);
      if (ends !== "ticket") return;
      const ticket = await db.selectFrom("ticket").selectAll().orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();
      assert.equal(`T-${ticket.number}`, mail.about);
      assert.doesNotMatch(ticket.subject, /[\p{Cc}\u202e]/u);
      const message = await db
        .selectFrom("ticket_message")
        .selectAll()
        .where("ticket_id", "=", ticket.id)
        .executeTakeFirstOrThrow();
      if (says) assert.match(message.body, says);
      assert.doesNotMatch(message.html, /<script|<img|onerror=/);
      const kept = await db.selectFrom("ticket_file").selectAll().where("ticket_id", "=", ticket.id).execute();
      if (files !== undefined) assert.equal(kept.length, files);
    });

  test("nothing of it was lost, and nothing became two things", async () => {
    const mails = await house.ctx.db.selectFrom("mail_in").select(["state", "about"]).execute();
    assert.equal(mails.length, CORPUS.length);
    const tickets = await house.ctx.db.selectFrom("ticket").select("number").execute();
    const named = mails.filter(({ state }) => state === "ticket").map(({ about }) => about);
    assert.deepEqual(named.sort(), tickets.map(({ number }) => `T-${number}`).sort());
  });
});
