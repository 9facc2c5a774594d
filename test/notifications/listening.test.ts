import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { holdMail } from "#server/notifications/holding.ts";
import { listenForMail } from "#server/notifications/listening.ts";
import { mailboxesHealth } from "#server/notifications/mailboxes.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { type ImapServer, startImap } from "#test/support/imap.ts";

const mail = "From: ada@example.test\r\nSubject: It fails\r\n\r\nIt fails.\r\n";
const TIMES = { renew: 150, patience: 150, again: 20 };

describe("a line to a mailbox", () => {
  let house: House;
  let imap: ImapServer;
  let ears: { stop(): Promise<void> } | undefined;
  let rung = 0;
  beforeEach(async () => {
    rung = 0;
    ears = undefined;
    imap = await startImap({ tells: true });
    house = await buildHouse({ config: { imapUrls: [imap.address] } });
  });
  afterEach(async () => {
    await ears?.stop();
    await imap.stop();
    await house.close();
  });

  const listen = (times = TIMES) => {
    ears = listenForMail(house.ctx, () => rung++, times);
  };
  const said = (word: string) => imap.heard.filter((line) => line.split(" ")[1] === word).length;

  async function until(isSo: () => boolean, what: string): Promise<void> {
    for (let tries = 0; tries < 250; tries += 1) {
      if (isSo()) return;
      await pause(20);
    }
    assert.fail(`Never: ${what}`);
  }

  test("rings at once when something arrives, and takes nothing by itself", async () => {
    listen({ ...TIMES, renew: 60_000 });
    await until(() => imap.listeners() === 1, "it listens");
    await until(() => rung > 0, "it rings for what came before");
    const before = rung;
    imap.deliver(mail);
    await until(() => rung > before, "it rings for what arrives");
    assert.equal(said("FETCH"), 0);
    assert.notEqual((await mailboxesHealth(house.ctx))[0]?.hearsSince, null);
    assert.match((await (await house.as(house.cast.dee)).get("/admin/mail")).text, /Told at once/);
  });

  test("is renewed again and again, and still rings", async () => {
    listen();
    await until(() => said("IDLE") >= 4, "it begins anew");
    assert.equal(said("LOGIN"), 1, "on the same line");
    const before = rung;
    imap.deliver(mail);
    await until(() => rung > before, "it rings");
  });

  test("that died without a word is noticed and opened anew", async () => {
    listen();
    await until(() => imap.listeners() === 1, "it listens");
    const before = rung;
    imap.misbehave("DONE", "silence");
    await until(() => said("LOGIN") >= 2, "it logs in once more");
    imap.misbehave("DONE", null);
    await until(() => rung > before, "it rings for what came meanwhile");
  });

  test("that is refused or cut is tried again after a growing wait, and nothing else breaks", async () => {
    imap.misbehave("LOGIN", "hang up");
    listen();
    await until(() => said("LOGIN") >= 2, "it tries again");
    assert.equal((await mailboxesHealth(house.ctx))[0]?.hearsSince, null);
    imap.misbehave("LOGIN", null);
    await until(() => imap.listeners() === 1, "it listens in the end");
  });

  test("is closed at the end, whatever it is doing", async () => {
    listen({ ...TIMES, renew: 60_000 });
    await until(() => imap.listeners() === 1, "it listens");
    const began = performance.now();
    await ears?.stop();
    assert.ok(performance.now() - began < 1000);
    await until(() => imap.listeners() === 0, "the line is gone");
    assert.equal(house.ctx.hearing.size, 0);
  });

  test("stands beside another that never answers", async () => {
    const dead = await startImap({ user: "billing", tells: true });
    dead.misbehave("LOGIN", "silence");
    house.ctx.config.imapUrls = [dead.address, imap.address];
    listen({ ...TIMES, renew: 60_000 });
    await until(() => imap.listeners() === 1, "the other listens");
    const began = performance.now();
    await ears?.stop();
    assert.ok(performance.now() - began < 1000, "and the end waits for neither");
    await dead.stop();
  });

  test("is not opened by a portal that was restored, nor kept where the server knows no IDLE", async () => {
    await holdMail(house.ctx);
    listen();
    await pause(200);
    assert.deepEqual(imap.heard, []);
    await ears?.stop();
    const plain = await startImap();
    const other = await buildHouse({ config: { imapUrls: [plain.address] } });
    const listening = listenForMail(other.ctx, () => rung++, TIMES);
    await until(() => plain.heard.some((line) => line.endsWith("LOGOUT")), "it leaves again");
    await listening.stop();
    assert.equal(rung, 0);
    await plain.stop();
    await other.close();
  });
});
