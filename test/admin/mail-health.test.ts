import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkMailIn } from "#server/admin/mail-health.ts";
import { keepMail } from "#server/notifications/keeping-mail.ts";
import { HOUR } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const SET_UP = {
  mailIntakeSecret: "a-secret-of-the-mail-server",
  mailFrom: "support@help.example.test",
  mailAuthority: "mx.example.test",
};

onEachEngine("whether mail comes in", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const say = async (config: object) => checkMailIn({ ...house.ctx, config: { ...house.ctx.config, ...config } });

  test("is said in words, with what to do", async () => {
    assert.match((await say({}))[1], /No mail comes in; people ask on the pages/);
    assert.deepEqual(await say(SET_UP), ["fine", "Mail comes in, and none waits for a decision."]);
    assert.match((await say({ ...SET_UP, mailAuthority: "" })).join(), /worth a look.*MAIL_AUTHORITY is not set/);
    assert.match((await say({ ...SET_UP, mailFrom: "support@localhost.localdomain" })).join(), /broken.*MAIL_FROM is/);
    const nobody = await say({ ...SET_UP, imapUrls: ["imap://desk:secret@127.0.0.1:1/INBOX"] });
    assert.match(
      nobody.join(),
      /broken.*The mailbox desk@127.0.0.1\/INBOX of IMAP_URL cannot be read: .*What people send there waits/,
    );
    assert.doesNotMatch(nobody.join(), /secret/);
  });

  test("tells of mail that nobody looked at, and of what waits for a decision", async () => {
    const raw = Buffer.from("From: eve@else.test\r\n\r\nHello\r\n");
    await keepMail(house.ctx, { source: "pushed", raw, receivedAt: house.ctx.clock.now() });
    const later = { ...house.ctx, clock: { now: () => house.ctx.clock.now() + HOUR } };
    const config = { ...house.ctx.config, ...SET_UP };
    assert.match((await checkMailIn({ ...later, config })).join(), /broken.*1 mail came in and was not looked at/);
    await house.settle();
    assert.match((await say(SET_UP)).join(), /worth a look.*1 mail waits for a decision/);
  });
});
