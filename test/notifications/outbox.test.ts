import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { CompiledQuery } from "kysely";
import { SMTPServer } from "smtp-server";
import { markReturned } from "#server/notifications/bounce-store.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { openMailer } from "#server/notifications/mailer.ts";
import { queueMessage, sendNextMessage } from "#server/notifications/outbox.ts";
import { dueMessages } from "#server/notifications/store.ts";
import { dueDeliveries } from "#server/notifications/webhook-store.ts";
import { disablePerson } from "#server/people/actions.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const greet: LetterWriter = async (_ctx, reader, payload) => {
  const { word } = payload as { word: string };
  return word === "nothing left to say"
    ? null
    : { subject: word, text: `${word}, ${reader.name}`, html: `<p>${word}</p>` };
};

onEachEngine("the outbox", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await buildHouse({ engine });
    Object.assign(house.ctx, { letterWriters: new Map([["greeting", greet]]) });
  });
  const queue = (word: string, reason: string = word) =>
    queueMessage(house.ctx, { kind: "greeting", to: house.cast.ada, reason, about: "ticket 1", payload: { word } });
  const states = async () =>
    (await house.ctx.db.selectFrom("outbox").select("state").orderBy("id").execute()).map(({ state }) => state);
  const forward = (ms: number) => {
    const now = house.ctx.clock.now() + ms;
    house.ctx.clock = { now: () => now };
  };
  const done = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } finally {
      await house.close();
    }
  };

  test(
    "a message whose reason was undone was never there",
    done(async () => {
      await assert.rejects(
        inTransaction(house.ctx, async (ctx) => {
          await queueMessage(ctx, {
            kind: "greeting",
            to: house.cast.ada,
            reason: "undone",
            about: "ticket 1",
            payload: { word: "Hello" },
          });
          throw new Error("undone");
        }),
      );
      await house.settle();
      assert.deepEqual(house.sent(), []);
    }),
  );

  test(
    "one reason is told once, however often it is queued and the jobs run",
    done(async () => {
      await queue("Hello", "the same reason");
      await queue("Hello", "the same reason");
      await house.settle();
      await house.wait(DAY);
      assert.deepEqual(
        house.sent().map(({ to, text }) => [to, text]),
        [["ada@example.test", "Hello, Ada Asks"]],
      );
    }),
  );

  test(
    "a post that is broken for an hour delays, keeps the message's name and loses nothing",
    done(async () => {
      house.breakPost(Object.assign(new Error("connection refused"), { code: "ECONNECTION" }));
      await queue("Hello");
      await house.settle();
      const [before] = await house.ctx.db.selectFrom("outbox").selectAll().execute();
      assert.equal(before?.state, "pending");
      assert.equal(before?.last_error, "connection refused");
      await house.wait(HOUR);
      house.breakPost(undefined);
      await house.wait(2 * HOUR);
      assert.deepEqual(
        house.sent().map(({ messageId }) => messageId),
        [before?.message_id],
      );
    }),
  );

  test(
    "what the server refuses for good is shown as failed and not tried again",
    done(async () => {
      house.breakPost(Object.assign(new Error("no such mailbox"), { responseCode: 550 }));
      await queue("Hello");
      await house.settle();
      house.breakPost(undefined);
      await house.wait(DAY);
      assert.deepEqual(await states(), ["failed"]);
      assert.deepEqual(house.sent(), []);
      const page = await (await house.as(house.cast.dee)).get("/admin/mail");
      assert.match(page.text, /no such mailbox/);
    }),
  );

  test(
    "an admin tries a failed one again",
    done(async () => {
      house.breakPost(Object.assign(new Error("full"), { responseCode: 552 }));
      await queue("Hello");
      await house.settle();
      house.breakPost(undefined);
      const { id } = await house.ctx.db.selectFrom("outbox").select("id").executeTakeFirstOrThrow();
      const bo = await house.as(house.cast.bo);
      assert.equal((await bo.post(`/admin/mail/${id}/retry`)).status, 403);
      const dee = await house.as(house.cast.dee);
      assert.equal((await dee.post(`/admin/mail/${id}/retry`)).status, 303);
      await house.settle();
      assert.deepEqual(await states(), ["sent"]);
    }),
  );

  test(
    "whoever left meanwhile gets nothing; what is settled meanwhile is not said",
    done(async () => {
      await queue("Hello");
      await queue("nothing left to say");
      await disablePerson(house.ctx, house.cast.dee, house.cast.ada.id, true);
      await house.settle();
      assert.deepEqual(await states(), ["suppressed", "suppressed"]);
    }),
  );

  test(
    "a hand-over that nobody noted is repeated with the same name when its lease is over",
    done(async () => {
      await queue("Hello");
      await house.ctx.db
        .updateTable("outbox")
        .set({ state: "sending", attempts: 1, lease_until: house.ctx.clock.now() + 5 * MINUTE })
        .execute();
      await house.settle();
      assert.deepEqual(house.sent(), []);
      await house.wait(6 * MINUTE);
      assert.equal(house.sent().length, 1);
    }),
  );

  test(
    "the lease lasts a minute; a try that another has taken over from settles nothing any more",
    done(async () => {
      const { ctx } = house;
      await queue("Hello");
      const row = () => ctx.db.selectFrom("outbox").selectAll().executeTakeFirstOrThrow();
      const handedOver: string[] = [];
      const lines: (() => void)[] = [];
      const send = ({ messageId }: { messageId: string }) =>
        new Promise<void>((resolve, reject) => {
          handedOver.push(messageId);
          lines.push(resolve, () => reject(Object.assign(new Error("no such mailbox"), { responseCode: 550 })));
        });
      Object.assign(ctx, { mailer: { send, check: async () => {}, close: () => {} } });
      const late = sendNextMessage(ctx);
      while (lines.length < 2) await new Promise((resolve) => setImmediate(resolve));
      assert.equal((await row()).lease_until, ctx.clock.now() + MINUTE);
      forward(MINUTE - 1);
      assert.equal(await sendNextMessage(ctx), false, "it is still held");
      forward(1);
      const second = sendNextMessage(ctx);
      while (lines.length < 4) await new Promise((resolve) => setImmediate(resolve));
      lines[1]?.();
      await late;
      assert.deepEqual([(await row()).state, (await row()).heed_at], ["sending", null], "the late one says nothing");
      lines[2]?.();
      await second;
      assert.deepEqual([(await row()).state, new Set(handedOver).size], ["sent", 1]);
    }),
  );

  test(
    "what came back while it was handed over stays failed",
    done(async () => {
      const { ctx } = house;
      await queue("Hello");
      const { id } = await ctx.db.selectFrom("outbox").select("id").executeTakeFirstOrThrow();
      const send = async () => void (await markReturned(ctx.db, id, "It came back: full", ctx.clock.now()));
      Object.assign(ctx, { mailer: { send, check: async () => {}, close: () => {} } });
      await sendNextMessage(ctx);
      assert.deepEqual(await states(), ["failed"]);
    }),
  );

  test(
    "without a mail server everything waits and the admin is told",
    done(async () => {
      Object.assign(house.ctx, { mailer: null });
      await queue("Hello");
      await house.settle();
      assert.deepEqual(await states(), ["pending"]);
      const page = await (await house.as(house.cast.dee)).get("/admin");
      assert.match(page.text, /SMTP_URL is not set: 1 message waits and nothing is lost/);
    }),
  );
});

/** Once everything that was sent was read before each message: the next one took longer and longer. */
test("what was sent long ago is passed over by an index", async () => {
  const { ctx, close } = await buildHouse();
  const plans = [];
  for (const { sql: text, parameters } of [
    dueMessages(ctx.db, ctx.clock.now()).limit(1).compile(),
    dueDeliveries(ctx.db, ctx.clock.now()).limit(1).compile(),
  ])
    plans.push((await ctx.db.executeQuery(CompiledQuery.raw(`explain query plan ${text}`, [...parameters]))).rows);
  assert.match(JSON.stringify(plans[0]), /USING INDEX outbox_due/);
  assert.match(JSON.stringify(plans[1]), /USING INDEX webhook_delivery_due/);
  await close();
});

describe("the mailer", () => {
  const received: { to: string[]; body: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, callback) => {
      let body = "";
      stream.on("data", (piece) => {
        body += piece;
      });
      stream.on("end", () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), body });
        callback();
      });
    },
  });
  let port = 0;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.server.address() as { port: number }).port;
  });
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));

  test("speaks to a real server, one recipient at a time, whatever a name or subject holds", async () => {
    const mailer = openMailer(
      { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: "support@example.test" },
      async () => "Example",
    );
    const to = {
      id: 1,
      email: "ada@example.test",
      name: 'Ada, "A"\r\nBcc: zoe@example.test',
      role: "requester",
      team: null,
      theme: "system",
      timeZone: null,
      language: null,
      disabledAt: null,
    } as const;
    await mailer?.send({
      to,
      letter: { subject: "Hello\r\nX-Evil: yes", text: "Body", html: "<p>Body</p>" },
      messageId: "<fixed@example.test>",
      returnTo: null,
    });
    mailer?.close();
    assert.deepEqual(
      received.map((mail) => mail.to),
      [["ada@example.test"]],
    );
    const head = received[0]?.body.split("\r\n\r\n")[0] ?? "";
    assert.match(head, /^Message-ID: <fixed@example\.test>$/im);
    assert.match(head, /^Auto-Submitted: auto-generated$/im);
    assert.doesNotMatch(head, /^(bcc|x-evil):/im);
  });
});
