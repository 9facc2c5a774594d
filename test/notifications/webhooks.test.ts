import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { holdMail, releaseMail } from "#server/notifications/holding.ts";
import { signatureOf } from "#server/notifications/webhook.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { addressProblem, isPublic, openOutgoing } from "#server/platform/outgoing.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { acknowledgeTicket } from "#server/tickets/acknowledging.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

type Heard = { path: string; headers: IncomingHttpHeaders; body: string };

/** Somebody else's server, which answers as it is told to. */
async function openListener() {
  const heard: Heard[] = [];
  const manner = { status: 200, location: "", body: "ok", isSilent: false };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      heard.push({ path: request.url ?? "", headers: request.headers, body });
      if (manner.isSilent) return;
      response.writeHead(manner.status, manner.location ? { location: manner.location } : {});
      response.end(manner.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { heard, manner, host, url: `http://${host}/hook`, close };
}

describe("the way out", () => {
  test("is closed to every inner address, however it is written", () => {
    for (const inner of [
      ...["127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
      ...["224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "203.0.113.9", "192.88.99.1"],
      ...["::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "fe80::1", "fc00::1", "fd12::1"],
      ...["2002:7f00:1::", "2001::1", "2001:db8::1", "ff02::1", "fe80::1%eth0", "100::1", "no address"],
    ])
      assert.equal(isPublic(inner), false, inner);
    for (const outer of ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::1"])
      assert.equal(isPublic(outer), true, outer);
  });

  test("takes https addresses with usual ports only", () => {
    for (const url of [
      "http://example.com/",
      "https://example.com:22/",
      "https://user:secret@example.com/",
      "https://example.com/#part",
      "https://127.0.0.1/",
      "https://2130706433/",
      "https://0x7f.1/",
      "https://[::1]/",
      "https://[::ffff:7f00:1]/",
      "ftp://example.com/",
      "nonsense",
    ])
      assert.notEqual(addressProblem(url, []), null, url);
    assert.equal(addressProblem("https://hooks.slack.com/services/x", []), null);
    assert.equal(addressProblem("http://inner.example:9000/", ["inner.example:9000"]), null);
    assert.notEqual(addressProblem("http://inner.example:9001/", ["inner.example:9000"]), null);
  });

  test("asks a name once, and leads nowhere when any of its addresses is an inner one", async () => {
    const listener = await openListener();
    try {
      let asked = 0;
      for (const answers of [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"]]) {
        const outgoing = openOutgoing([], {
          resolve: async () => {
            asked += 1;
            return answers.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
          },
        });
        await assert.rejects(outgoing.post("https://rebinding.example/", {}, "{}"), /leads to an inner address/);
      }
      assert.equal(asked, 3);
      // A name that is trusted is connected to where it led when it was asked, and not where it leads by then.
      let turn = 0;
      const pinned = openOutgoing([`pinned.example:${listener.host.split(":")[1]}`], {
        resolve: async () => [{ address: turn++ === 0 ? "127.0.0.1" : "127.0.0.9", family: 4 }],
      });
      const answer = await pinned.post(`http://pinned.example:${listener.host.split(":")[1]}/`, {}, "{}");
      assert.deepEqual([answer.status, turn], [200, 1]);
      assert.match(listener.heard[0]?.headers.host ?? "", /^pinned\.example/);
    } finally {
      await listener.close();
    }
  });

  test("follows no redirect, takes no long answer and waits for none that does not come", async () => {
    const listener = await openListener();
    try {
      const outgoing = openOutgoing([listener.host], { longest: 500 });
      Object.assign(listener.manner, { status: 302, location: `http://${listener.host}/elsewhere` });
      assert.equal((await outgoing.post(listener.url, {}, "{}")).status, 302);
      assert.deepEqual(
        listener.heard.map(({ path }) => path),
        ["/hook"],
      );
      Object.assign(listener.manner, { status: 200, body: "x".repeat(100_000) });
      await assert.rejects(outgoing.post(listener.url, {}, "{}"), /too long/);
      listener.manner.isSilent = true;
      await assert.rejects(outgoing.post(listener.url, {}, "{}"), /took too long/);
    } finally {
      await listener.close();
    }
  });
});

onEachEngine("webhooks", (engine) => {
  let house: House;
  let listener: Awaited<ReturnType<typeof openListener>>;
  before(async () => {
    listener = await openListener();
    house = await buildHouse({ engine, config: { internalHosts: [listener.host] } });
    await writeSettings(house.ctx, { timeZone: "UTC" });
    await house.settle();
  });
  after(async () => {
    await house.close();
    await listener.close();
  });

  const FORM = { name: "On call", shape: "json", person: "", "hears-ladder.step": "yes" };
  const deliveries = () => house.ctx.db.selectFrom("webhook_delivery").selectAll().orderBy("id").execute();
  const heard = () => listener.heard.splice(0);
  /** What a ladder has to say is called in the round after. */
  const pass = async (ms: number) => {
    await house.wait(ms);
    await house.settle();
  };

  test("only an admin adds one, and never to an inner address that nobody allowed", async () => {
    const cy = await house.as(house.cast.cy);
    assert.equal((await cy.get("/admin/webhooks")).status, 404);
    assert.equal((await cy.post("/admin/webhooks", { ...FORM, url: listener.url })).status, 403);
    const dee = await house.as(house.cast.dee);
    for (const [typed, sentence] of [
      [{ url: "https://169.254.169.254/latest" }, /inner address/],
      [{ url: "http://example.com/" }, /begin with https/],
      [{ url: listener.url, name: "" }, /name is missing/],
      [{ url: listener.url, person: String(house.cast.ada.id) }, /somebody who answers here/],
    ] as const) {
      const answer = await dee.post("/admin/webhooks", { ...FORM, ...typed });
      assert.equal(answer.status, 422, String(sentence));
      assert.match(answer.text, sentence);
    }
    assert.equal((await dee.post("/admin/webhooks", { ...FORM, url: listener.url })).location, "/admin/webhooks/1");
  });

  test("it is tried from its page, and says what came back", async () => {
    const dee = await house.as(house.cast.dee);
    await dee.post("/admin/webhooks/1/trial");
    const [call] = heard();
    const { text } = await dee.get("/admin/webhooks/1");
    const [, secret = ""] = /<code class="secret">(whsec_[^<]+)</.exec(text) ?? [];
    const { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature } = call?.headers ?? {};
    assert.equal(signature, signatureOf(secret, `${id}.${time}.${call?.body}`));
    assert.equal(JSON.parse(call?.body ?? "{}").kind, "test");
  });

  test("a step is called once; a call that failed is repeated with the same id, time and signature", async () => {
    listener.manner.status = 500;
    const number = await ask(house, house.cast.ada, "Nobody must read this in a channel");
    await pass(31 * MINUTE);
    const [first] = heard();
    assert.ok(first);
    listener.manner.status = 200;
    await pass(2 * MINUTE);
    const [second, ...more] = heard();
    assert.deepEqual(more, []);
    for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"])
      assert.equal(second?.headers[name], first.headers[name], name);
    assert.equal(second?.body, first.body);
    const body = JSON.parse(first.body);
    assert.deepEqual([body.about, body.kind, body.urgency], [`T-${number}`, "ladder.step", "urgent"]);
    assert.doesNotMatch(first.body, /Nobody must read/);
    assert.equal((await deliveries())[0]?.state, "sent");
    await pass(HOUR);
    assert.equal(heard().filter((call) => call.body.includes(`"T-${number}"`)).length, 1, "the next step, once");
  });

  test("what was seen meanwhile is not called any more", async () => {
    const number = await ask(house, house.cast.ada, "Seen in time");
    listener.manner.status = 503;
    await pass(31 * MINUTE);
    heard();
    await acknowledgeTicket(house.ctx, house.cast.bo, number);
    listener.manner.status = 200;
    await pass(10 * MINUTE);
    assert.deepEqual(heard(), []);
    assert.equal((await deliveries()).at(-1)?.state, "suppressed");
  });

  test("after a new secret both sign for a day, then only the new one", async () => {
    const dee = await house.as(house.cast.dee);
    const secret = async () =>
      /<code class="secret">(whsec_[^<]+)</.exec((await dee.get("/admin/webhooks/1")).text)?.[1] ?? "";
    assert.equal(await secret(), "", "it was made more than five minutes ago");
    await dee.post("/admin/webhooks/1/secret");
    assert.match(await secret(), /^whsec_/);
    await dee.post("/admin/webhooks/1/trial");
    const signatures = String(heard()[0]?.headers["webhook-signature"]).split(" ");
    assert.equal(signatures.length, 2);
    await pass(DAY);
    heard();
    await (await house.as(house.cast.dee)).post("/admin/webhooks/1/trial");
    assert.equal(String(heard().at(-1)?.headers["webhook-signature"]).split(" ").length, 1);
  });

  test("a call that nobody noted before the portal ended is made again as the same message", async () => {
    const number = await ask(house, house.cast.ada, "Half said");
    await pass(31 * MINUTE);
    const [first] = heard().filter(({ body }) => body.includes(`"T-${number}"`));
    const before = (await deliveries()).at(-1);
    await house.ctx.db
      .updateTable("webhook_delivery")
      .set({ state: "sending", sent_at: null, lease_until: house.ctx.clock.now() + MINUTE })
      .where("id", "=", before?.id ?? 0)
      .execute();
    await house.settle();
    assert.deepEqual(heard(), [], "somebody else may be at it");
    await pass(2 * MINUTE);
    const [second] = heard();
    assert.deepEqual(
      [second?.headers["webhook-id"], second?.headers["webhook-signature"], second?.body],
      [first?.headers["webhook-id"], first?.headers["webhook-signature"], first?.body],
    );
  });

  test("a restored copy calls nobody until it is released", async () => {
    await holdMail(house.ctx);
    await ask(house, house.cast.ada, "Held back");
    await pass(31 * MINUTE);
    assert.deepEqual(heard(), []);
    await releaseMail(house.ctx, house.cast.dee, false);
    await pass(2 * MINUTE);
    assert.ok(heard().length > 0);
  });

  test("whoever found an open browser is asked for the password first", async () => {
    const dee = await house.as(house.cast.dee);
    await pass(6 * MINUTE);
    for (const path of ["/admin/webhooks", "/admin/webhooks/1", "/admin/webhooks/1/secret"]) {
      const answer = await dee.post(path, { ...FORM, url: "https://chat.example.com/" });
      assert.equal(answer.status, 403, path);
      assert.match(answer.text, /Is it you\?/);
    }
    heard();
  });

  test("Slack and Teams get what they understand, and one's own webhook what one chose", async () => {
    const dee = await house.as(house.cast.dee);
    await dee.post("/admin/webhooks/1/switch", { on: "no" });
    const mine = { name: "Bo's chat", shape: "slack", person: String(house.cast.bo.id), url: listener.url };
    await dee.post("/admin/webhooks", mine);
    await dee.post("/admin/webhooks", { ...FORM, name: "Room", shape: "teams", url: listener.url });
    const number = await ask(house, house.cast.ada, "Secret subject");
    await pass(31 * MINUTE);
    const bodies = heard().map(({ body }) => JSON.parse(body));
    const slack = bodies.find((body) => typeof body.text === "string" && body.text.includes(`T-${number}`));
    assert.match(slack.text, /waits, and nobody has said[\s\S]*<http:\/\/[^|]+\/tickets\/\d+\|Open T-\d+>/);
    const teams = bodies.find((body) => body.type === "message" && JSON.stringify(body).includes(`T-${number}`));
    assert.equal(teams.attachments[0].content.type, "AdaptiveCard");
    assert.doesNotMatch(JSON.stringify(bodies), /Secret subject/);
    assert.match((await dee.get("/admin/receipts")).text, /Webhook Bo&#39;s chat<\/span> accepted with 200/);
  });

  test("one that has not answered for two days is switched off, and the admins are told", async () => {
    listener.manner.status = 500;
    for (let quarter = 0; quarter < 10; quarter++) {
      if (quarter % 4 === 0) await ask(house, house.cast.ada, `Unheard ${quarter}`);
      await pass(6 * HOUR);
    }
    const dee = await house.as(house.cast.dee);
    assert.match((await dee.get("/admin/webhooks/3")).text, /It is not called: It answered 500/);
    assert.match((await dee.get("/notifications")).text, /The webhook “Room” was switched off/);
    assert.match((await dee.get("/admin")).text, /Switched off, as nobody answered for days: [^<]*“Room”/);
    assert.match((await dee.get("/metrics")).text, /webhooks_failing [1-9]/);
    assert.ok(house.sent().some(({ subject }) => subject === "Webhook switched off: Room"));
  });
});
