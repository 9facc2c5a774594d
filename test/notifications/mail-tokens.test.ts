import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { checkMailIn } from "#server/admin/mail-health.ts";
import { accessToken } from "#server/notifications/access.ts";
import { listenForMail } from "#server/notifications/listening.ts";
import { mailboxesHealth } from "#server/notifications/mailboxes.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { openLog } from "#server/platform/log.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { type ImapServer, startImap } from "#test/support/imap.ts";

const mail = (subject: string) =>
  `From: ada@example.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@client.test>\r\n\r\nIt fails.\r\n`;

/** Gives a new token for the refresh token it knows, as it is told to. */
async function openTokens() {
  const heard: URLSearchParams[] = [];
  const manner = { refresh: "refresh-1", next: undefined as string | undefined, isSilent: false };
  const given: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const asked = new URLSearchParams(body);
    heard.push(asked);
    if (manner.isSilent) return;
    if (asked.get("refresh_token") !== manner.refresh || asked.get("client_secret") !== "hush-hush/1") {
      response.writeHead(400, { "Content-Type": "application/json" });
      const words = `${asked.get("refresh_token")} of ${asked.get("client_secret")} has expired`;
      return void response.end(JSON.stringify({ error: "invalid_grant", error_description: words }));
    }
    given.push(`access-${given.length + 1}`);
    if (manner.next) manner.refresh = manner.next;
    const answer = { access_token: given.at(-1), expires_in: 3600, token_type: "Bearer", refresh_token: manner.next };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const source = `http://desk-client:hush-hush%2F1@127.0.0.1:${port}/token?refresh_token=refresh-1&scope=imap%20offline`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { heard, given, manner, source, stop };
}

onEachEngine("a mailbox that is opened by a token", (engine) => {
  let house: House;
  let imap: ImapServer;
  let tokens: Awaited<ReturnType<typeof openTokens>>;
  let withdrawn: string[];
  let log = "";
  beforeEach(async () => {
    withdrawn = [];
    log = "";
    tokens = await openTokens();
    imap = await startImap({
      tells: true,
      takes: (token) => token === tokens.given.at(-1) && !withdrawn.includes(token),
    });
    house = await buildHouse({ engine, config: { imapUrls: [imap.address], imapOauth: [tokens.source] } });
    house.ctx.log = openLog("trace", {
      write: (line) => {
        log += line;
      },
    });
  });
  afterEach(async () => {
    await imap.stop();
    await tokens.stop();
    await house.close();
  });

  const subjects = async () =>
    (await house.ctx.db.selectFrom("mail_in").select("subject").orderBy("id").execute()).map(({ subject }) => subject);
  const health = async () => (await mailboxesHealth(house.ctx))[0];
  const cursor = () => house.ctx.db.selectFrom("mail_cursor").selectAll().executeTakeFirst();

  test("is read with one token until shortly before its end, and then with the next", async () => {
    imap.deliver(mail("first"));
    await house.settle();
    await house.wait(58 * MINUTE);
    assert.deepEqual(await subjects(), ["first"]);
    assert.deepEqual(tokens.given, ["access-1"]);
    assert.deepEqual(Object.fromEntries(tokens.heard[0] ?? []), {
      ...{ grant_type: "refresh_token", refresh_token: "refresh-1", scope: "imap offline" },
      ...{ client_id: "desk-client", client_secret: "hush-hush/1" },
    });
    imap.deliver(mail("second"));
    await house.wait(MINUTE);
    assert.deepEqual(tokens.given, ["access-1", "access-2"]);
    assert.deepEqual(await subjects(), ["first", "second"]);
    assert.equal((await health())?.failingSince, null);
  });

  test("gets another token once when the server takes the one before no longer, and not again and again", async () => {
    await house.settle();
    withdrawn = ["access-1"];
    imap.deliver(mail("first"));
    await house.wait(MINUTE);
    assert.deepEqual(await subjects(), ["first"]);
    withdrawn = ["access-2", "access-3"];
    await house.wait(MINUTE);
    assert.deepEqual(tokens.given, ["access-1", "access-2", "access-3"]);
    assert.match((await health())?.reason ?? "", /the token is refused/);
  });

  test("shows that it got no token, waits longer and longer, and says no secret anywhere", async () => {
    tokens.manner.refresh = "another";
    await house.settle();
    const first = await cursor();
    assert.match(first?.last_error ?? "", /^127\.0\.0\.1:\d+ \(IMAP_OAUTH\) gave no token: invalid_grant, … of … has/);
    assert.equal(first?.retry_at, house.ctx.clock.now() + MINUTE);
    await house.wait(MINUTE);
    assert.equal((await cursor())?.retry_at, house.ctx.clock.now() + 2 * MINUTE);
    assert.equal(tokens.heard.length, 2);
    const [state, said] = await checkMailIn(house.ctx);
    assert.equal(state, "broken");
    assert.match(said, /desk@127\.0\.0\.1\/INBOX of IMAP_URL cannot be read: .*invalid_grant/);
    const dee = await house.as(house.cast.dee);
    const figures = (await dee.get("/metrics")).text;
    assert.match(figures, /firstline_mailbox_failing_seconds\{mailbox="desk@127\.0\.0\.1\/INBOX"\} 60/);
    const pages = (await dee.get("/admin/mail")).text + (await dee.get("/admin")).text;
    assert.match(pages, /invalid_grant/);
    tokens.manner.refresh = "refresh-1";
    imap.deliver(mail("first"));
    await house.wait(HOUR);
    assert.deepEqual(await subjects(), ["first"]);
    assert.match(log, /The mailbox could not be read/);
    assert.doesNotMatch(log + pages + figures + said, /refresh-1|hush-hush|access-\d/);
  });

  test("keeps the refresh token it was given last, also over a start, until the setting names another", async () => {
    tokens.manner.next = "refresh-2";
    await house.settle();
    const file = readdirSync(house.dataDir).find((name) => name.endsWith(".token")) ?? "";
    assert.equal(statSync(path.join(house.dataDir, file)).mode & 0o777, 0o600);
    house.ctx.mailTokens.clear();
    await house.wait(MINUTE);
    assert.deepEqual(
      tokens.heard.map((asked) => asked.get("refresh_token")),
      ["refresh-1", "refresh-2"],
    );
    house.ctx.config.imapOauth = [tokens.source.replace("refresh-1", "refresh-9")];
    await house.wait(MINUTE);
    assert.equal(tokens.heard.at(-1)?.get("refresh_token"), "refresh-9");
  });

  test("shares a token with others of that address, and has its own where each is named", async (t) => {
    const other = await startImap({ user: "billing", takes: (token) => tokens.given.includes(token) });
    const plain = await startImap({ user: "plain" });
    t.after(() => Promise.all([other.stop(), plain.stop()]));
    house.ctx.config.imapUrls = [imap.address, plain.address, other.address];
    for (const one of [imap, plain, other]) one.deliver(mail("one"));
    await house.settle();
    assert.equal(tokens.heard.length, 1);
    house.ctx.mailTokens.clear();
    await Promise.all([1, 2, 3].map(() => accessToken(house.ctx, tokens.source)));
    assert.equal(tokens.heard.length, 2, "whoever asks at the same time waits for one answer");
    house.ctx.config.imapOauth = [tokens.source, tokens.source.replace("refresh-1", "refresh-9")];
    await house.wait(MINUTE);
    assert.equal(tokens.heard.at(-1)?.get("refresh_token"), "refresh-9");
    const states = await mailboxesHealth(house.ctx);
    assert.deepEqual(
      states.map(({ failingSince }) => failingSince !== null),
      [false, false, true],
    );
  });

  test("says so where the server knows no tokens, and holds up no stop while none is given", async (t) => {
    const plain = await startImap();
    t.after(() => plain.stop());
    house.ctx.config.imapUrls = [plain.address.replace(/:[^/]*@/, "@")];
    await house.settle();
    assert.match((await health())?.reason ?? "", /Unsupported authentication mechanism/);
    house.ctx.mailTokens.clear();
    tokens.manner.isSilent = true;
    const ears = listenForMail(house.ctx, () => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    await ears.stop();
    assert.ok(performance.now() - began < 1000);
  });
});
