import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, test } from "node:test";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor } from "#test/support/visitor.ts";
import { fates, lastFate, MAIL, mailOf, namesSentTo, receive, vouched } from "./mail.ts";

const SECRET = "a-secret-of-the-mail-server";
const reader = { personId: null, kind: "dev", token: "test" } as const;
const stranger = (text = "Let me in") => mailOf({ from: "Eve <eve@else.test>", subject: "Hello <b>there</b>", text });

const ask = async ({ ctx, cast }: House, subject = "Merge fails") =>
  openTicket(ctx, cast.ada, reader, {
    subject,
    message: writeDown("It says 42804."),
    category: null,
    urgency: "normal",
    tried: [],
  });

onEachEngine("mail that waits for a decision", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await buildHouse({ engine, config: { ...MAIL, mailIntakeSecret: SECRET } });
  });
  afterEach(() => house.close());

  const messages = () =>
    house.ctx.db.selectFrom("ticket_message").selectAll().orderBy("ticket_id").orderBy("place").execute();
  const deeds = async () =>
    (await house.ctx.db.selectFrom("audit_entry").select(["action", "object"]).orderBy("seq").execute()).map(
      ({ action, object }) => `${action} ${object}`,
    );

  test("is shown to those who answer as text, with why it waits, and counted beside their way there", async () => {
    await receive(house, stranger("<script>alert(1)</script> and https://evil.test/x.gif"));
    const bo = await house.as(house.cast.bo);
    const list = await bo.get("/admin/mail/in");
    assert.match(list.text, /Hello &lt;b&gt;there&lt;\/b&gt;[\s\S]*Nobody here has this address/);
    assert.match(list.text, /<span>Mail<\/span><span class="num count">1<\/span>/);
    const page = await bo.get("/admin/mail/in/1");
    assert.match(page.text, /&lt;script&gt;alert\(1\)/);
    assert.doesNotMatch(page.text, /<script>alert|<img|href="https:\/\/evil/);
    assert.equal((await bo.get("/admin/mail/in/1/original")).status, 404, "heads of others are for admins");
    const dee = await house.as(house.cast.dee);
    const original = await dee.get("/admin/mail/in/1/original");
    assert.match(original.text, /^From: Eve <eve@else\.test>\r\n[\s\S]*<script>alert\(1\)<\/script>/);
    assert.match(original.headers.get("content-disposition") ?? "", /^attachment/);
    const ada = await house.as(house.cast.ada);
    for (const address of ["/admin/mail/in", "/admin/mail/in/1", "/admin/mail/in/undelivered"])
      assert.equal((await ada.get(address)).status, 404);
    for (const deed of ["ticket", "reply", "discarding"])
      assert.equal((await ada.post(`/admin/mail/in/1/${deed}`, { number: "1" })).status, 403);
    assert.equal((await lastFate(house)).state, "held");
  });

  test("names others it went to, who read nothing by that; the ticket leads back to it", async () => {
    await receive(house, mailOf({ heads: [vouched(), "Cc: zoe@example.test, Max <max@else.test>"] }));
    const bo = await house.as(house.cast.bo);
    const [, href = ""] =
      /<a class="chip" href="(\/admin\/mail\/in\/\d+)">/.exec((await bo.get("/tickets/1")).text) ?? [];
    assert.match((await bo.get(href)).text, /Also sent to<\/dt>\s*<dd>zoe@example\.test, max@else\.test/);
    assert.equal((await (await house.as(house.cast.zoe)).get("/tickets/1")).status, 404);
  });

  test("becomes a ticket of whoever sent it, once", async () => {
    await receive(house, stranger());
    const bo = await house.as(house.cast.bo);
    const answer = await bo.post("/admin/mail/in/1/ticket");
    assert.equal(answer.location, "/tickets/1");
    assert.match((await bo.get("/tickets/1")).text, /Eve/);
    assert.equal((await bo.post("/admin/mail/in/1/ticket")).status, 409);
    assert.equal((await bo.post("/admin/mail/in/1/discarding")).status, 409);
    assert.equal((await messages()).length, 1);
    assert.ok((await deeds()).includes("made a ticket of mail 1"));
    assert.doesNotMatch((await bo.get("/admin/mail/in")).text, /<span>Mail<\/span><span class="num count">/);
  });

  test("joins a ticket as words of who asked, or else as a note that who asked never reads", async () => {
    const number = await ask(house);
    await receive(house, mailOf({ heads: ["Precedence: bulk"], text: "From a list of hers" }));
    await receive(house, stranger("I know the answer"));
    const bo = await house.as(house.cast.bo);
    assert.equal((await bo.post("/admin/mail/in/1/reply", { number: String(number) })).location, "/tickets/1");
    assert.equal((await bo.post("/admin/mail/in/2/reply", { number: String(number) })).location, "/tickets/1");
    const [, hers, note] = await messages();
    assert.deepEqual([hers?.kind, hers?.author_id, hers?.body], ["public", house.cast.ada.id, "From a list of hers"]);
    assert.deepEqual([note?.kind, note?.author_id], ["note", house.cast.bo.id]);
    assert.match(note?.body ?? "", /^Mail from eve@else\.test/);
    assert.doesNotMatch((await (await house.as(house.cast.ada)).get("/tickets/1")).text, /I know the answer/);
  });

  test("a number that is none keeps what was typed and says so", async () => {
    await receive(house, stranger());
    const bo = await house.as(house.cast.bo);
    for (const number of ["", "seven", "99"]) {
      const answer = await bo.post("/admin/mail/in/1/reply", { number });
      assert.equal(answer.status, 422, number);
      assert.match(answer.text, /id="number-error"/);
    }
    assert.equal((await lastFate(house)).state, "held");
  });

  test("can be discarded, and taken up again", async () => {
    await receive(house, stranger());
    const bo = await house.as(house.cast.bo);
    assert.equal((await bo.post("/admin/mail/in/1/discarding")).status, 303);
    assert.match((await bo.get("/admin/mail/in")).text, /No mail waits for a decision/);
    assert.match((await bo.get("/admin/mail/in?show=sorted")).text, /Discarded/);
    assert.equal((await bo.post("/admin/mail/in/1/ticket")).status, 303);
    assert.ok((await deeds()).includes("discarded mail 1"));
  });

  test("is found by its words, and looked at again when the rules have changed", async () => {
    await receive(house, stranger());
    await receive(house, mailOf({ from: "mal@else.test", subject: "Nothing of 100%" }));
    const bo = await house.as(house.cast.bo);
    assert.match((await bo.get("/admin/mail/in?q=100%25")).text, /Nothing of 100%/);
    assert.doesNotMatch((await bo.get("/admin/mail/in?q=100%25")).text, /Hello/);
    assert.match((await bo.get("/admin/mail/in?q=nowhere")).text, /No mail here has these words/);
    house.ctx.config.mailStrangers = "open";
    assert.equal((await bo.post("/admin/mail/in/1/again")).status, 303);
    await house.settle();
    assert.deepEqual(
      (await fates(house)).map(({ state }) => state),
      ["ticket", "held"],
    );
    assert.match((await bo.get("/admin/mail/in")).text, /<span>Mail<\/span><span class="num count">1</);
    assert.equal((await bo.post("/admin/mail/in/1/again")).status, 409);
  });

  test("about a confidential ticket is shown to nobody who may not see that one", async () => {
    await ask(house);
    const cy = await house.as(house.cast.cy);
    await house.ctx.db
      .updateTable("ticket")
      .set({ insiders: `,${house.cast.cy.id},` })
      .execute();
    await receive(house, mailOf({ from: "eve@else.test", subject: "[T-1] secret plans" }));
    assert.equal((await lastFate(house)).perhaps, "T-1");
    assert.match((await cy.get("/admin/mail/in")).text, /secret plans/);
    for (const person of [house.cast.bo, house.cast.dee]) {
      const other = await house.as(person);
      assert.doesNotMatch((await other.get("/admin/mail/in")).text, /secret plans/);
      assert.equal((await other.get("/admin/mail/in/1")).status, 404);
      assert.equal((await other.post("/admin/mail/in/1/ticket")).status, 404);
    }
  });

  test("is forgotten as it came after 90 days, when it is clear what became of it", async () => {
    await receive(house, mailOf({ heads: [vouched()] }));
    await receive(house, stranger());
    await house.wait(91 * DAY);
    const rows = await house.ctx.db.selectFrom("mail_in").select(["state", "forgotten_at"]).orderBy("id").execute();
    assert.deepEqual(
      rows.map(({ state, forgotten_at }) => [state, forgotten_at !== null]),
      [
        ["ticket", true],
        ["held", false],
      ],
    );
    assert.match((await (await house.as(house.cast.bo)).get("/admin/mail/in/1")).text, /was forgotten after 90 days/);
  });

  describe("pushed by a mail server", () => {
    const push = async (raw: string | Buffer, heads: Record<string, string> = {}) => {
      const door = openDoor(house.ctx);
      const headers = { authorization: `Bearer ${SECRET}`, "content-type": "message/rfc822", ...heads };
      try {
        const body = new Uint8Array(Buffer.from(raw));
        const answer = await fetch(`${await door.address()}/mail/intake`, { method: "POST", body, headers });
        await answer.text();
        return answer;
      } finally {
        await door.close();
      }
    };

    test("is kept before it is answered, once however often it is sent", async () => {
      const raw = mailOf({ heads: [vouched()] });
      const answers = await Promise.all([push(raw), push(raw), push(raw)]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [202, 202, 202],
      );
      assert.equal((await fates(house)).length, 1);
      await house.settle();
      assert.equal((await lastFate(house)).state, "ticket");
    });

    test("needs the secret, and is no address at all where none is set", async () => {
      for (const authorization of ["Bearer wrong", "", `Basic ${SECRET}`])
        assert.equal((await push(mailOf({}), { authorization })).status, 401);
      house.ctx.config.mailIntakeSecret = undefined;
      assert.equal((await push(mailOf({}))).status, 404);
      assert.deepEqual(await fates(house), []);
    });

    test("may be signed in place of that, a moment ago and byte for byte; the same once more is the same message", async () => {
      const raw = mailOf({ heads: [vouched()] });
      const sign = (bytes: string, { ago = 0, secret = SECRET }: { ago?: number; secret?: string } = {}) => {
        const seconds = String(Math.floor((house.ctx.clock.now() - ago) / 1000));
        const signature = createHmac("sha256", secret).update(`msg_1.${seconds}.${bytes}`).digest("base64");
        const head = { "webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
        return { authorization: "", ...head };
      };
      for (const [what, headers] of [
        ["with another secret", sign(raw, { secret: "another secret" })],
        ["of other bytes", sign(`${raw} `)],
        ["long ago", sign(raw, { ago: 6 * 60_000 })],
        ["in times to come", sign(raw, { ago: -6 * 60_000 })],
        ["at no time", { ...sign(raw), "webhook-timestamp": "soon" }],
        ["under another name", { ...sign(raw), "webhook-id": "msg_2" }],
      ] as const)
        assert.equal((await push(raw, headers)).status, 401, what);
      assert.deepEqual(await fates(house), []);
      const headers = sign(raw);
      for (let time = 0; time < 2; time += 1) assert.equal((await push(raw, headers)).status, 202);
      assert.equal((await fates(house)).length, 1);
    });

    test("says what is wrong with what is no message", async () => {
      assert.equal((await push(mailOf({}), { "content-type": "application/x-www-form-urlencoded" })).status, 415);
      assert.equal((await push("")).status, 422);
      assert.equal((await push(Buffer.alloc(26 * 1024 * 1024, "a"))).status, 413);
      assert.deepEqual(await fates(house), []);
    });
  });
});

describe("mail that goes round in circles", () => {
  test("between two portals comes to rest at once", async () => {
    const far = { ...MAIL, baseUrl: "https://desk.other.test", mailFrom: "desk@other.test" };
    const [here, there] = [await buildHouse({ config: MAIL }), await buildHouse({ config: far })];
    try {
      await here.ctx.db.updateTable("person").set({ email: far.mailFrom }).where("id", "=", here.cast.ada.id).execute();
      await there.ctx.db
        .updateTable("person")
        .set({ email: MAIL.mailFrom })
        .where("id", "=", there.cast.ada.id)
        .execute();
      await ask(here);
      await (await here.as(here.cast.bo)).post("/tickets/1/messages", { kind: "public", body: "Hello", seen: "9" });
      let carried = 0;
      const seen = new Map([
        [here, 0],
        [there, 0],
      ]);
      for (let hour = 0; hour < 12; hour += 1)
        for (const [from, to, mine] of [
          [here, there, far.mailFrom],
          [there, here, MAIL.mailFrom],
        ] as const) {
          await from.wait(HOUR);
          const mails = from
            .sent()
            .slice(seen.get(from))
            .filter(({ to: reader }) => reader === mine);
          seen.set(from, from.sent().length);
          for (const { subject, text, messageId, inReplyTo } of mails) {
            carried += 1;
            const heads = [
              vouched(from === here ? "help.example.test" : "other.test"),
              "Auto-Submitted: auto-generated",
              `In-Reply-To: ${inReplyTo}`,
            ];
            await receive(to, mailOf({ from: from.ctx.config.mailFrom, subject, text, id: messageId, heads }));
          }
        }
      assert.equal(carried, 1);
      assert.equal((await lastFate(there)).state, "held");
    } finally {
      await here.close();
      await there.close();
    }
  });

  test("with a program that answers everything and hides that it is one, is braked and shown", async () => {
    const house = await buildHouse({ config: MAIL });
    try {
      // It answers each of our answers with a new question, and asks again when none comes.
      for (let quarter = 0; quarter < 4 * 10; quarter += 1) {
        await house.wait(15 * MINUTE);
        await receive(house, mailOf({ heads: [vouched()], subject: "I have read your mail" }));
      }
      const answers = namesSentTo(house, "ada@example.test").length;
      assert.ok(answers === 10, `${answers} answers by itself`);
      const dee = await house.as(house.cast.dee);
      const page = await dee.get("/admin/mail");
      assert.match(page.text, /ada@example\.test: 3 answers within an hour/);
      await dee.post("/admin/mail/brakes", { name: "ada@example.test: 3 answers within an hour" });
      assert.doesNotMatch((await dee.get("/admin/mail")).text, /ada@example\.test: 3 answers within an hour/);
    } finally {
      await house.close();
    }
  });
});

describe("the pages of mail", { skip: withoutBrowser }, () => {
  test("stand in nobody's way, wide and narrow, light and dark", async () => {
    const house = await buildHouse({ config: { ...MAIL, mailIntakeSecret: SECRET } });
    const desk = await openBrowser(house.ctx);
    try {
      await receive(house, stranger("Long words: ".repeat(50) + "x".repeat(300)));
      await receive(house, mailOf({ heads: [vouched()] }));
      for (const look of LOOKS) {
        const page = await desk.sit(house.cast.dee, look);
        for (const address of [
          "/admin/mail/in",
          "/admin/mail/in?show=taken",
          "/admin/mail/in/1",
          "/admin/mail/in/undelivered",
          "/admin/mail",
          "/tickets/1",
        ]) {
          await page.goto(address);
          await examine(page, address);
        }
      }
    } finally {
      await desk.close();
      await house.close();
    }
  });
});
