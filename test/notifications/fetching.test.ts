import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { fetchMail } from "#server/notifications/fetching.ts";
import { mailboxesHealth } from "#server/notifications/mailboxes.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { type ImapServer, startImap } from "#test/support/imap.ts";

const mail = (subject: string, size = 0) =>
  `From: ada@example.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@client.test>\r\n\r\n${"It fails. ".repeat(1 + size / 10)}\r\n`;

onEachEngine("mail fetched from a mailbox", (engine) => {
  let house: House;
  let imap: ImapServer;
  beforeEach(async () => {
    imap = await startImap();
    house = await buildHouse({ engine, config: { imapUrls: [imap.address] } });
  });
  afterEach(async () => {
    await imap.stop();
    await house.close();
  });

  const kept = () => house.ctx.db.selectFrom("mail_in").selectAll().orderBy("id").execute();
  const subjects = async () => (await kept()).map(({ subject }) => subject);
  const health = async () => (await mailboxesHealth(house.ctx))[0];
  const cursor = () => house.ctx.db.selectFrom("mail_cursor").selectAll().executeTakeFirst();

  test("comes in by number, also what somebody has read before us, at the time it reached the mailbox", async () => {
    const received = house.ctx.clock.now() - 3 * HOUR;
    imap.deliver(mail("first"), received);
    imap.deliver(mail("second"), received + MINUTE);
    await house.settle();
    assert.deepEqual(await subjects(), ["first", "second"]);
    assert.deepEqual(
      (await kept()).map(({ received_at }) => received_at),
      [received, received + MINUTE],
    );
    assert.deepEqual(imap.flagsOf(1), ["\\Seen"], "whoever looks into the mailbox sees what was taken");
    await house.settle();
    imap.deliver(mail("third"), received + 2 * MINUTE);
    await house.settle();
    assert.deepEqual(await subjects(), ["first", "second", "third"]);
    assert.equal((await cursor())?.last_uid, 3);
    assert.ok(!imap.heard.some((line) => /UNSEEN|SINCE/.test(line)), "never by what looks unread or new");
    assert.ok(!imap.heard.some((line) => /STORE .*Deleted|EXPUNGE|MOVE/.test(line)), "nothing is taken away");
    const { rows } = { rows: await house.ctx.db.selectFrom("ticket").select("opened_at").orderBy("id").execute() };
    assert.deepEqual(
      rows.map(({ opened_at }) => opened_at),
      [received, received + MINUTE, received + 2 * MINUTE],
    );
  });

  test("comes in once, when the mailbox gets new numbers and is looked at from its beginning", async () => {
    for (const name of ["a", "b", "c"]) imap.deliver(mail(name));
    await house.settle();
    imap.renumber();
    imap.deliver(mail("d"));
    await house.settle();
    assert.deepEqual(await subjects(), ["a", "b", "c", "d"]);
    assert.equal((await cursor())?.last_uid, 104);
  });

  test("comes in whole from a long list, twenty at a time", async () => {
    for (let n = 0; n < 45; n += 1) imap.deliver(mail(`n${n}`));
    assert.equal(await fetchMail(house.ctx), true);
    assert.equal((await kept()).length, 20);
    await house.settle();
    assert.equal((await kept()).length, 45);
  });

  test("goes on where it stopped when the line goes dead, and one message holds up nothing", async () => {
    imap.deliver(mail("before"));
    await house.settle();
    imap.deliver(mail("dreadful"));
    imap.deliver(mail("after"));
    imap.misbehave("FETCH", "hang up in the middle");
    await house.settle();
    assert.deepEqual(await subjects(), ["before"]);
    assert.ok(((await health())?.failingSince ?? 0) > 0);
    await house.settle();
    assert.equal((await cursor())?.failures, 1, "not again before its time");
    for (let n = 0; n < 3; n += 1) await house.wait(10 * MINUTE);
    assert.match((await kept()).at(-1)?.reason ?? "", /could not be fetched.*under the number 2/);
    imap.misbehave("FETCH", null);
    await house.wait(HOUR);
    assert.deepEqual(
      (await kept()).map(({ state }) => state),
      ["ticket", "held", "ticket"],
    );
    assert.equal((await health())?.failingSince, null);
  });

  for (const how of ["hang up", "garbage"] as const)
    test(`waits longer and longer while the server answers nothing of use (${how})`, async () => {
      imap.misbehave("SELECT", how);
      // A server that says what nobody understands and then nothing is left after its time.
      if (how === "garbage") setTimeout(() => void imap.stop(), 500);
      await house.settle();
      const first = await cursor();
      assert.equal(first?.retry_at, house.ctx.clock.now() + MINUTE);
      await house.wait(MINUTE);
      assert.equal((await cursor())?.retry_at, house.ctx.clock.now() + 2 * MINUTE);
    });

  test("a wrong password is said in the words of the server, and the password itself nowhere", async () => {
    house.ctx.config.imapUrls = [imap.address.replace(encodeURIComponent("s e c r e t"), "wrong-password")];
    await house.settle();
    assert.match((await health())?.reason ?? "", /wrong name or password/);
    assert.ok(!JSON.stringify(await cursor()).includes("wrong-password"));
    const page = await (await house.as(house.cast.dee)).get("/admin");
    assert.match(page.text, /wrong name or password/);
  });

  test("what is larger than we read is held by its first lines, and the next one comes in", async () => {
    imap.deliver(mail("huge", 26 * 1024 * 1024));
    imap.deliver(mail("small"));
    await house.settle();
    const [huge, small] = await kept();
    assert.equal(huge?.state, "held");
    assert.ok((huge?.size ?? 0) < 1000);
    assert.match(huge?.reason ?? "", /larger than 25 MB.*under the number 1/);
    assert.equal(small?.state, "ticket");
  });

  test("a portal that was restored leaves the mailbox to the one it was taken from", async () => {
    const { holdMail } = await import("#server/notifications/holding.ts");
    await holdMail(house.ctx);
    imap.deliver(mail("first"));
    await house.settle();
    assert.deepEqual(await kept(), []);
    assert.deepEqual(imap.heard, []);
  });

  test("comes in from several mailboxes, and one that fails holds up no other", async () => {
    const other = await startImap({ user: "billing" });
    const nobody = imap.address.replace("desk:", "nobody:");
    house.ctx.config.imapUrls = [nobody, imap.address, other.address];
    imap.deliver(mail("one"));
    other.deliver(mail("two"));
    await house.settle();
    assert.deepEqual((await subjects()).sort(), ["one", "two"]);
    const states = await mailboxesHealth(house.ctx);
    assert.deepEqual(
      states.map(({ name, failingSince, lookedAt }) => [name, failingSince !== null, lookedAt !== null]),
      [
        ["nobody@127.0.0.1/INBOX", true, false],
        ["desk@127.0.0.1/INBOX", false, true],
        ["billing@127.0.0.1/INBOX", false, true],
      ],
    );
    const dee = await house.as(house.cast.dee);
    const page = (await dee.get("/admin/mail")).text;
    assert.match(page, /nobody@127\.0\.0\.1\/INBOX[\s\S]*Cannot be read[\s\S]*wrong name or password[\s\S]*billing@/);
    assert.doesNotMatch(page, /s%20e%20c|s e c r e t/);
    assert.match((await dee.get("/admin")).text, /The mailbox nobody@127\.0\.0\.1\/INBOX of IMAP_URL cannot be read/);
    const figures = (await dee.get("/metrics")).text;
    assert.match(figures, /firstline_mailbox_failing_seconds\{mailbox="desk@127\.0\.0\.1\/INBOX"\} 0/);
    assert.match(figures, /firstline_mailbox_hears\{mailbox="nobody@127\.0\.0\.1\/INBOX"\} 0/);
    other.deliver(mail("three"));
    await house.settle();
    assert.equal((await kept()).length, 3, "its growing wait is its own");
    await other.stop();
  });
});
