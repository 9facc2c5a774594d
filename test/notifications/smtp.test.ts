import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after, beforeEach, describe, test } from "node:test";
import { SMTPServer } from "smtp-server";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { openMailer } from "#server/notifications/mailer.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { Undelivered } from "#server/notifications/outcome.ts";
import type { Person } from "#server/people/person.ts";
import { changePerson } from "#server/people/store.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { buildHouse, type House } from "#test/support/house.ts";

type Received = { from: string; to: string[]; head: string; body: string };

/** What the server says to the next message: nothing (it takes it), an answer, or a hang-up after it has it all. */
type Mood = { code: number; text: string } | "hang up" | null;

const greet: LetterWriter = async (_ctx, reader, payload) => {
  const { subject } = payload as { subject: string };
  return { subject, text: `Hello, ${reader.name}.\n.\nA line after a lone dot.`, html: `<p>Hello</p>` };
};

describe("mail to a real server", () => {
  const received: Received[] = [];
  let mood: Mood = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo: ({ address }, _session, callback) =>
      callback(address.startsWith("gone") ? Object.assign(new Error("No such mailbox"), { responseCode: 550 }) : null),
    onData: (stream, session, callback) => {
      let text = "";
      stream.on("data", (piece) => {
        text += piece;
      });
      stream.on("end", () => {
        const [head = "", ...rest] = text.split("\r\n\r\n");
        const { mailFrom, rcptTo } = session.envelope;
        const mail = { from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address) };
        if (mood === null || mood === "hang up") received.push({ ...mail, head, body: rest.join("\r\n\r\n") });
        if (mood === "hang up") return hangUp();
        if (mood) return callback(Object.assign(new Error(mood.text), { responseCode: mood.code }));
        callback();
      });
    },
  });
  server.on("error", () => {});
  const connections = new Set<{ destroy(): void }>();
  server.server.on("connection", (socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  const hangUp = () => {
    for (const socket of connections) socket.destroy();
  };
  const listening = new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.server.address() as { port: number }).port)),
  );

  let house: House;
  beforeEach(async () => {
    received.length = 0;
    mood = null;
    house = await buildHouse();
    const smtpUrl = `smtp://127.0.0.1:${await listening}`;
    const mailer = openMailer({ smtpUrl, mailFrom: "support@example.test" }, async () => "Example\r\nBcc: x@y.test");
    Object.assign(house.ctx, { mailer, letterWriters: new Map([["greeting", greet]]) });
  });
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));

  const queue = (to: Person, subject = "Hello", reason = subject) =>
    queueMessage(house.ctx, { kind: "greeting", to, reason, about: "T-1", payload: { subject } });
  const rows = () => house.ctx.db.selectFrom("outbox").selectAll().orderBy("id").execute();
  const closing = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } finally {
      house.ctx.mailer?.close();
      await house.close();
    }
  };

  test(
    "each reader gets a message alone, marked as written by a machine",
    closing(async () => {
      await queue(house.cast.bo);
      await queue(house.cast.cy);
      await house.settle();
      assert.deepEqual(received.map(({ to }) => to).sort(), [["bo@example.test"], ["cy@example.test"]]);
      const [{ message_id } = { message_id: "" }] = await rows();
      for (const { head, from } of received) {
        assert.equal(from, "support@example.test");
        assert.match(head, /^Auto-Submitted: auto-generated$/im);
        assert.match(head, /^X-Auto-Response-Suppress: All$/im);
        assert.match(head, /^X-Firstline-Hops: 1$/im);
        assert.doesNotMatch(head, /^(bcc|cc|x-mailer):/im);
        for (const line of head.split("\r\n")) assert.ok(line.length <= 998);
      }
      assert.ok(received.some(({ head }) => head.includes(message_id)));
      assert.match(received[0]?.body ?? "", /A line after a lone dot/);
    }),
  );

  test(
    "what can be ended with one click says so in its head (RFC 8058), and nothing else does",
    closing(async () => {
      const address = "https://help.example.test/unsubscribe/1-abc";
      const news: LetterWriter = async () => ({ subject: "News", text: "x", html: "x", unsubscribe: address });
      Object.assign(house.ctx, {
        letterWriters: new Map([
          ["greeting", greet],
          ["news", news],
        ]),
      });
      await queue(house.cast.bo);
      await queueMessage(house.ctx, {
        kind: "news",
        to: house.cast.cy,
        reason: "news",
        about: "articles",
        payload: {},
      });
      await house.settle();
      const [plain, mail] = received.sort((one, other) => (one.to < other.to ? -1 : 1));
      assert.doesNotMatch(plain?.head ?? "", /^List-/im);
      assert.ok(mail?.head.replaceAll("\r\n ", " ").includes(`List-Unsubscribe: <${address}>`));
      assert.match(mail?.head ?? "", /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
    }),
  );

  test(
    "nothing in a name or a subject becomes a header or a reader",
    closing(async () => {
      const name = 'Bo, "x" <zoe@example.test>\r\nBcc: eve@evil.test\r\n\r\nBody';
      await changePerson(house.ctx.db, house.cast.bo.id, { name });
      await queue(house.cast.bo, `Hi\r\nX-Evil: yes\r\n\r\n${"long".repeat(400)}\u0000`);
      await house.settle();
      const [mail] = received;
      assert.deepEqual(mail?.to, ["bo@example.test"]);
      assert.doesNotMatch(mail?.head ?? "", /^(bcc|x-evil):/im);
      for (const line of (mail?.head ?? "").split("\r\n")) assert.ok(line.length <= 998, line.slice(0, 60));
    }),
  );

  test(
    "an address with a line break or a second reader in it is refused, not cut",
    closing(async () => {
      for (const email of ["bo@example.test\r\nRCPT TO:<eve@evil.test>", "bo@example.test, eve@evil.test"]) {
        await house.ctx.db.updateTable("person").set({ email }).where("id", "=", house.cast.bo.id).execute();
        await queue(house.cast.bo, email);
      }
      await house.settle();
      assert.ok(received.every(({ to }) => !to.includes("eve@evil.test")));
    }),
  );

  test(
    "“not now” is tried again under the same name until it works",
    closing(async () => {
      mood = { code: 451, text: "Greylisted, come back later" };
      await queue(house.cast.bo);
      await house.settle();
      const [waiting] = await rows();
      assert.equal(waiting?.state, "pending");
      assert.match(waiting?.last_error ?? "", /Greylisted/);
      mood = null;
      await house.settle();
      assert.equal(received.length, 0, "not before its time");
      await house.wait(MINUTE);
      assert.equal(received.length, 1);
      assert.ok(received[0]?.head.includes(waiting?.message_id ?? "none"));
      assert.deepEqual(
        (await rows()).map(({ state }) => state),
        ["sent"],
      );
    }),
  );

  test(
    "“never” is final, for that reader alone, and an admin sees it and tries again",
    closing(async () => {
      await changePerson(house.ctx.db, house.cast.bo.id, { email: "gone@example.test" });
      await queue(house.cast.bo);
      await queue(house.cast.cy);
      await house.wait(DAY);
      assert.deepEqual(
        (await rows()).map(({ state, attempts }) => [state, attempts]),
        [
          ["failed", 1],
          ["sent", 1],
        ],
      );
      const dee = await house.as(house.cast.dee);
      const page = await dee.get("/admin/mail");
      assert.match(page.text, /No such mailbox/);
      const [, retry = ""] = /action="(\/admin\/mail\/\d+\/retry)"/.exec(page.text) ?? [];
      await changePerson(house.ctx.db, house.cast.bo.id, { email: "bo@example.test" });
      assert.equal((await dee.post(retry)).status, 303);
      await house.settle();
      assert.deepEqual(received.map(({ to }) => to[0]).sort(), ["bo@example.test", "cy@example.test"]);
      assert.equal((await dee.post(retry)).status, 409, "what was sent is not sent again");
    }),
  );

  test(
    "a line that goes dead after the last dot repeats the same message, so that readers see one",
    closing(async () => {
      mood = "hang up";
      await queue(house.cast.bo);
      await house.settle();
      assert.equal((await rows())[0]?.state, "pending", "nobody knows whether it arrived");
      mood = null;
      await house.wait(MINUTE);
      const ids = received.map(({ head }) => /^message-id: (\S+)/im.exec(head)?.[1]);
      assert.equal(ids.length, 2);
      assert.equal(ids[0], ids[1]);
      await house.wait(DAY);
      assert.equal(received.length, 2, "and not again after that");
    }),
  );

  test(
    "a crash between taking a message and handing it over loses nothing",
    closing(async () => {
      await queue(house.cast.bo);
      const lease_until = house.ctx.clock.now() + 5 * MINUTE;
      await house.ctx.db.updateTable("outbox").set({ state: "sending", attempts: 1, lease_until }).execute();
      await house.settle();
      assert.equal(received.length, 0, "somebody else may be at it");
      await house.wait(6 * MINUTE);
      assert.equal(received.length, 1);
    }),
  );

  test(
    "what needs not be said any more is called off, for good",
    closing(async () => {
      mood = { code: 451, text: "Later" };
      await queue(house.cast.bo);
      await house.settle();
      mood = null;
      const dee = await house.as(house.cast.dee);
      const [, off = ""] = /action="(\/admin\/mail\/\d+\/calling-off)"/.exec((await dee.get("/admin/mail")).text) ?? [];
      assert.equal((await (await house.as(house.cast.bo)).post(off)).status, 403);
      assert.equal((await dee.post(off)).status, 303);
      await house.wait(DAY);
      assert.equal(received.length, 0);
      assert.deepEqual(
        (await rows()).map(({ state }) => state),
        ["suppressed"],
      );
    }),
  );
});

const ADA: Person = {
  ...{ id: 1, email: "ada@example.test", name: "Ada", role: "requester", team: null, theme: "system" },
  ...{ timeZone: null, language: null, disabledAt: null },
};

describe("a mail server that answers by drops", () => {
  /** Talks as a server does up to some command; from then on each answer goes on for ever. */
  async function dripping(from: string, work: (port: number) => Promise<void>): Promise<void> {
    const timers = new Set<NodeJS.Timeout>();
    const sockets = new Set<Socket>();
    const drip = (socket: Socket) => timers.add(setInterval(() => socket.write("250-wait\r\n"), 20));
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      if (from === "greeting") return void drip(socket);
      socket.write("220 here\r\n");
      let isBody = false;
      socket.on("data", (piece) => {
        const text = String(piece);
        if (isBody && text.endsWith("\r\n.\r\n")) return void drip(socket);
        if (isBody) return;
        isBody = /^DATA/im.test(text);
        socket.write(isBody ? "354 go on\r\n" : "250 fine\r\n");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await work((server.address() as AddressInfo).port);
    } finally {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  }
  const mail = { to: ADA, letter: { subject: "s", text: "t", html: "h" }, messageId: "<1@x.test>", returnTo: null };

  for (const [from, outcome] of [
    ["greeting", "unreachable"],
    ["the end of the message", "unknown"],
  ] as const)
    test(`is left after a while; from ${from} on that is "${outcome}"`, () =>
      dripping(from, async (port) => {
        const config = { smtpUrl: `smtp://127.0.0.1:${port}?requireTLS=false`, mailFrom: "support@example.test" };
        const mailer = openMailer(config, async () => "Ours", { longest: 1000 });
        const began = performance.now();
        await assert.rejects(
          async () => mailer?.send(mail),
          (error) => error instanceof Undelivered && error.outcome === outcome,
        );
        assert.ok(performance.now() - began < 8000);
      }));
});

test("no more messages begin within a second than a mail server can be asked to take", async () => {
  const begun: number[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["STARTTLS"], logger: false },
    onConnect: (_session, callback) => {
      begun.push(performance.now());
      callback();
    },
    onData: (stream, _session, callback) => {
      stream.resume();
      stream.on("end", () => callback());
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const config = { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: "support@example.test" };
  const mailer = openMailer(config, async () => "Ours", { mostASecond: 3 });
  for (let n = 0; n < 7; n += 1)
    await mailer?.send({
      to: ADA,
      letter: { subject: "s", text: "t", html: "h" },
      ...{ messageId: `<${n}@x.test>`, returnTo: null },
    });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  assert.equal(begun.length, 7);
  assert.ok((begun[6] ?? 0) - (begun[0] ?? 0) >= 1900, "the fourth waits for the first, the seventh for the fourth");
});
