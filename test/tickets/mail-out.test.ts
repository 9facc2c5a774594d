import assert from "node:assert/strict";
import { after, afterEach, beforeEach, test } from "node:test";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { readName } from "#server/notifications/mail-name.ts";
import { openMailer } from "#server/notifications/mailer.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { lastFate, MAIL, mailOf, receive, vouched } from "./mail.ts";

type Mood = "takes it" | "hangs up at the end" | "hangs up at the head" | { code: number; text: string };
type Received = { from: string; to: string; raw: string };

const reader = { personId: null, kind: "dev", token: "test" } as const;

onEachEngine("mail about tickets on a real server", (engine) => {
  let house: House;
  let mood: Mood = "takes it";
  const received: Received[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onMailFrom: (_address, _session, callback) => (mood === "hangs up at the head" ? hangUp() : callback()),
    onData: (stream, { envelope }, callback) => {
      let raw = "";
      stream.on("data", (piece) => {
        raw += piece;
      });
      stream.on("end", () => {
        if (typeof mood === "object") return callback(Object.assign(new Error(mood.text), { responseCode: mood.code }));
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        received.push({ from, to: envelope.rcptTo[0]?.address ?? "", raw });
        return mood === "hangs up at the end" ? hangUp() : callback();
      });
    },
  });
  server.on("error", () => {});
  server.server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const port = new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.server.address() as { port: number }).port)),
  );
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));

  beforeEach(async () => {
    received.length = 0;
    mood = "takes it";
    house = await buildHouse({ engine, config: { ...MAIL, mailReturns: true, mailIntakeSecret: "s".repeat(24) } });
    await use(await port);
    await ask("Merge fails");
  });
  afterEach(() => house.close());

  const ask = async (subject: string) => {
    const question = {
      subject,
      message: writeDown("It says 42804."),
      category: null,
      urgency: "normal",
      tried: [],
    } as const;
    await openTicket(house.ctx, house.cast.ada, reader, question);
    await house.settle();
  };
  const use = async (port: number) => {
    const mailer = openMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: MAIL.mailFrom }, async () => "Example");
    Object.assign(house.ctx, { mailer });
  };
  const answer = async (body = "Try **again**.") => {
    const bo = await house.as(house.cast.bo);
    await bo.post("/tickets/1/messages", { kind: "public", body, seen: "9", anyway: "yes" });
    await house.settle();
  };
  const toAda = () => received.filter(({ to }) => to === "ada@example.test");
  const rowToAda = () =>
    house.ctx.db
      .selectFrom("outbox")
      .selectAll()
      .where("kind", "=", "ticket.answered")
      .orderBy("id", "desc")
      .executeTakeFirstOrThrow();
  const deliveries = async () => {
    const { id } = await rowToAda();
    const rows = await house.ctx.db
      .selectFrom("delivery_event")
      .select("kind")
      .where("outbox_id", "=", id)
      .orderBy("id")
      .execute();
    return rows.map(({ kind }) => kind);
  };
  const bounce = (row: { id: number }, to: string, name: string, status = "5.1.1", action = "failed") =>
    mailOf({
      from: "MAILER-DAEMON@relay.test",
      to,
      subject: "Undelivered",
      heads: ["Return-Path: <>", 'Content-Type: multipart/report; report-type=delivery-status; boundary="bb"'],
      text: `--bb\r\nContent-Type: message/delivery-status\r\n\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 no such user ${row.id}\r\n\r\n--bb\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${name}\r\n\r\n--bb--`,
    }).replace("Content-Type: text/plain; charset=utf-8\r\n", "");

  test("goes in words and in markup, to one reader, under a name that says in secret what it is about", async () => {
    await answer();
    const [mail] = toAda();
    const read = await simpleParser(mail?.raw ?? "");
    assert.match(read.text ?? "", /Try \*\*again\*\*[\s\S]*Reply to this mail, or on that page/);
    assert.match(String(read.html), /<strong>again<\/strong>/);
    assert.equal(read.subject, "[T-1] Merge fails");
    assert.deepEqual(readName(house.ctx, read.messageId ?? ""), { about: "T-1", personId: house.cast.ada.id });
    assert.match(mail?.raw ?? "", /^Auto-Submitted: auto-generated/m);
    assert.match(mail?.from ?? "", /^support\+b-\d+-[a-f0-9]{16}@help\.example\.test$/);
    assert.deepEqual(await deliveries(), ["accepted"]);
  });

  test("answers the last mail they sent, in the conversation of the ticket", async () => {
    await answer();
    const name = (await simpleParser(toAda()[0]?.raw ?? "")).messageId;
    await receive(house, mailOf({ id: "<hers@client.test>", heads: [`In-Reply-To: ${name}`], text: "Still broken" }));
    await answer("And now?");
    const read = await simpleParser(toAda().at(-1)?.raw ?? "");
    assert.equal(read.inReplyTo, "<hers@client.test>");
    assert.deepEqual(read.references, ["<T-1@help.example.test>", "<hers@client.test>"]);
  });

  test("that may have arrived is said again only when somebody wants it, under the same name", async () => {
    mood = "hangs up at the end";
    await answer();
    mood = "takes it";
    await house.wait(DAY);
    assert.equal(toAda().length, 1, "nobody says it twice on a guess");
    const bo = await house.as(house.cast.bo);
    const page = await bo.get("/tickets/1");
    assert.match(page.text, /A reply may not have been delivered\. Ada Asks: Nobody knows whether it arrived/);
    const [, again = ""] = /action="(\/tickets\/1\/mail\/\d+\/again)"/.exec(page.text) ?? [];
    assert.equal((await (await house.as(house.cast.ada)).post(again)).status, 403);
    assert.equal((await bo.post(again)).status, 303);
    await house.settle();
    const names = await Promise.all(toAda().map(async ({ raw }) => (await simpleParser(raw)).messageId));
    assert.equal(names.length, 2);
    assert.equal(names[0], names[1]);
    assert.equal((await bo.post(again)).status, 409, "once");
    assert.deepEqual(await deliveries(), ["unknown", "accepted"]);
  });

  test("is parked too when the portal ended between handing over and noting it; what tells agents goes again", async () => {
    await answer();
    await ask("Another one");
    await house.ctx.db.updateTable("outbox").set({ state: "sending", lease_until: 1 }).execute();
    const told = received.length;
    await house.settle();
    const row = await rowToAda();
    assert.deepEqual([row.state, row.parked_at !== null], ["failed", true]);
    assert.ok(received.length > told, "the others went again");
    assert.equal(toAda().length, 1);
  });

  test("waits as a whole while the server is away: one message asks, none loses a try, and all go out in the end", async () => {
    await use(1);
    for (let n = 0; n < 5; n += 1) await answer(`Words ${n}`);
    const rows = () =>
      house.ctx.db.selectFrom("outbox").select(["state", "attempts"]).where("state", "!=", "sent").execute();
    assert.equal((await rows()).length, 5);
    for (const gap of [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE]) {
      assert.ok((await rows()).every(({ state, attempts }) => state === "pending" && attempts === 0));
      const { retry_at } = await house.ctx.db.selectFrom("mail_channel").selectAll().executeTakeFirstOrThrow();
      assert.equal(retry_at - house.ctx.clock.now(), gap);
      await house.wait(gap);
    }
    const dee = await house.as(house.cast.dee);
    assert.match((await dee.get("/admin/mail")).text, /The mail server cannot be reached since/);
    await use(await port);
    await house.wait(10 * MINUTE);
    assert.equal(toAda().length, 5);
    assert.deepEqual(await house.ctx.db.selectFrom("mail_channel").selectAll().execute(), []);
    assert.doesNotMatch((await dee.get("/admin/mail")).text, /cannot be reached/);
  });

  test("that the server puts off is tried by a plan for a day, then shown as not delivered", async () => {
    mood = { code: 451, text: "Not now" };
    await answer();
    const tries = async () => (await rowToAda()).attempts;
    assert.equal(await tries(), 1);
    for (const [wait, made] of [
      [MINUTE, 2],
      [5 * MINUTE, 3],
      [15 * MINUTE, 4],
      [HOUR, 5],
      [HOUR, 6],
    ] as const) {
      await house.wait(wait - SECOND);
      assert.equal(await tries(), made - 1, "not before its time");
      await house.wait(SECOND);
      assert.equal(await tries(), made);
    }
    for (let hour = 0; hour < 24; hour += 1) await house.wait(HOUR);
    assert.equal((await rowToAda()).state, "failed");
    const page = await (await house.as(house.cast.bo)).get("/admin/mail/in/undelivered");
    assert.match(page.text, /Ada Asks[\s\S]*T-1[\s\S]*Not now/);
  });

  test("that comes back is noted on the ticket, also when it is closed, and opens none", async () => {
    await answer();
    const bo = await house.as(house.cast.bo);
    await bo.post("/tickets/1/resolution", { label: "not-basic" });
    await house.settle();
    const row = await rowToAda();
    const { from } = toAda()[0] ?? { from: "" };
    await receive(house, bounce(row, MAIL.mailFrom, row.message_id, "4.4.1", "delayed"));
    assert.equal((await rowToAda()).state, "sent", "late is not lost");
    await receive(house, bounce(row, from, "<nothing@relay.test>"));
    const fate = await lastFate(house);
    assert.deepEqual([fate.state, fate.about], ["noted", "T-1"]);
    assert.match(fate.reason ?? "", /message to Ada Asks could not be delivered: 5\.1\.1 550 no such user/);
    assert.deepEqual(await deliveries(), ["accepted", "delayed", "bounced"]);
    assert.match((await bo.get("/tickets/1")).text, /not delivered\. Ada Asks: It came back: 5\.1\.1/);
    assert.equal((await house.ctx.db.selectFrom("ticket").select("id").execute()).length, 1);
  });

  test("that somebody only says came back changes nothing", async () => {
    await answer();
    const row = await rowToAda();
    await receive(
      house,
      bounce(row, `support+b-${row.id}-${"0".repeat(16)}@help.example.test`, "<made.up@help.example.test>"),
    );
    assert.equal((await lastFate(house)).state, "held");
    assert.equal((await rowToAda()).state, "sent");
  });

  test("out of office goes to where mail comes back, and is filed on the ticket", async () => {
    await answer();
    const { from } = toAda()[0] ?? { from: "" };
    await receive(house, mailOf({ to: from, heads: [vouched(), "Auto-Submitted: auto-replied"], text: "I am away" }));
    assert.deepEqual([(await lastFate(house)).state, (await lastFate(house)).about], ["reply", "T-1"]);
    assert.equal((await rowToAda()).state, "sent");
  });
});
