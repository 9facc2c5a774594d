import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fetchMail } from "#server/notifications/fetching.ts";
import { keepMail } from "#server/notifications/keeping-mail.ts";
import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { sortNextMail } from "#server/tickets/mail-in.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { startImap } from "#test/support/imap.ts";
import { denied, MAIL, mailOf, namesSentTo, vouched } from "./mail.ts";

const reader = { personId: null, kind: "dev", token: "test" } as const;

/** Everything stops in the middle of whatever it was at: what was not committed is gone. */
const dyingAfter = (ctx: Context, looks: number): Context => {
  let left = looks;
  const now = () => {
    left -= 1;
    if (left < 0) throw new Error("The process died here.");
    return ctx.clock.now();
  };
  return { ...ctx, clock: { now } };
};

const mails = fc.record({
  from: fc.constantFrom(
    "ada@example.test",
    "zoe@example.test",
    "bo@example.test",
    "eve@else.test",
    "ada@example.test, x@y.test",
  ),
  trust: fc.constantFrom([vouched()], [denied], []),
  sign: fc.constantFrom([], [], [], ["Auto-Submitted: auto-replied"], ["Precedence: bulk"], ["Return-Path: <>"]),
  answers: fc.constantFrom("none", "none", "ours", "made up", "somebody else's"),
  subject: fc.constantFrom("Hello", "Re: [T-1] Merge fails", ""),
  text: fc.constantFrom("It fails.", "", "Yes\r\n> no\r\nbut"),
  isTwice: fc.boolean(),
  /** How soon the process dies at it; most times it does not. */
  death: fc.oneof(
    { arbitrary: fc.integer({ min: 0, max: 18 }), weight: 2 },
    { arbitrary: fc.constant(10_000), weight: 1 },
  ),
});
type Drawn = typeof mails extends fc.Arbitrary<infer One> ? One : never;

onEachEngine("every mail", (engine) => {
  const namesOf = (house: House): Record<string, string[]> => {
    const ours = namesSentTo(house, "ada@example.test").at(-1) ?? "";
    const others = namesSentTo(house, "bo@example.test").at(-1) ?? "";
    const madeUp = ours.replace(/\.[\w-]{20}@/, ".AAAAAAAAAAAAAAAAAAAA@");
    const answer = (name: string) => [`In-Reply-To: ${name}`];
    return { none: [], ours: answer(ours), "made up": answer(madeUp), "somebody else's": answer(others) };
  };

  /** As the timetable does, until nothing is left, with the deaths that were drawn. */
  async function takeIn(house: House, drawn: Drawn[]): Promise<void> {
    const names = namesOf(house);
    for (const { from, trust, sign, answers, subject, text, isTwice, death } of drawn) {
      const raw = Buffer.from(mailOf({ from, heads: [...trust, ...sign, ...(names[answers] ?? [])], subject, text }));
      const keep = (ctx: Context) => keepMail(ctx, { source: "pushed", raw, receivedAt: house.ctx.clock.now() });
      // Whoever hands it over does so again when no answer came.
      await keep(dyingAfter(house.ctx, death)).catch(() => keep(house.ctx));
      if (isTwice) await keep(house.ctx);
      await sortNextMail(dyingAfter(house.ctx, death)).catch(() => {});
    }
    for (let round = 0; round < 5; round += 1) await house.wait(HOUR);
  }

  async function setUp(): Promise<House> {
    const house = await buildHouse({ engine, config: { ...MAIL, mailStrangers: "open" } });
    const message = writeDown("It says 42804.");
    const { ada } = house.cast;
    await openTicket(house.ctx, ada, reader, {
      subject: "Merge fails",
      message,
      category: null,
      urgency: "normal",
      tried: [],
    });
    const bo = await house.as(house.cast.bo);
    await bo.post("/tickets/1/messages", { kind: "public", body: "Try again.", seen: "1" });
    await house.settle();
    return house;
  }

  test("ends as exactly one ticket, one reply or one entry that people see, whenever the process dies", async () => {
    const house = await setUp();
    try {
      const before = { tickets: 1, messages: 2, mails: 0 };
      await fc.assert(
        fc.asyncProperty(fc.array(mails, { minLength: 1, maxLength: 8 }), async (drawn) => {
          await takeIn(house, drawn);
          const rows = await house.ctx.db.selectFrom("mail_in").selectAll().orderBy("id").execute();
          const mine = rows.slice(before.mails);
          const tickets = await house.ctx.db.selectFrom("ticket").select("number").execute();
          const messages = await house.ctx.db.selectFrom("ticket_message").select(["ticket_id", "place"]).execute();
          const counted = (state: string) => mine.filter((one) => one.state === state).length;
          assert.equal(mine.length, drawn.length, "each is kept once");
          assert.equal(counted("kept"), 0, "each comes to an end");
          assert.equal(tickets.length - before.tickets, counted("ticket"), "a ticket for each that says so");
          assert.equal(messages.length - before.messages, counted("ticket") + counted("reply"), "one message for each");
          const places = rows.filter(({ state }) => state === "ticket" || state === "reply");
          assert.equal(new Set(places.map(({ about, place }) => `${about} ${place}`)).size, places.length);
          for (const { state, reason } of mine) if (["held", "noted"].includes(state)) assert.ok(reason, "it says why");
          Object.assign(before, { tickets: tickets.length, messages: messages.length, mails: rows.length });
        }),
        { numRuns: engine === "sqlite" ? 40 : 12 },
      );
    } finally {
      await house.close();
    }
  });

  test("is taken once, at whichever of its steps the process dies", async () => {
    const house = await setUp();
    try {
      const [ours = ""] = namesOf(house).ours ?? [];
      let steps = 0;
      for (const heads of [[vouched()], [vouched(), ours]])
        for (let death = 0, isOver = false; !isOver; death += 1) {
          const raw = Buffer.from(mailOf({ heads, subject: `death ${death}` }));
          await keepMail(house.ctx, { source: "pushed", raw, receivedAt: house.ctx.clock.now() });
          let looks = 0;
          const dying = dyingAfter(house.ctx, death);
          const now = () => {
            looks += 1;
            return dying.clock.now();
          };
          const counting = { ...dying, clock: { now } };
          await sortNextMail(counting).catch(() => {});
          isOver = looks <= death;
          steps += 1;
          await house.wait(HOUR);
        }
      assert.ok(steps > 20, `only ${steps} steps were tried`);
      const rows = await house.ctx.db.selectFrom("mail_in").select(["state", "about"]).execute();
      const tickets = await house.ctx.db.selectFrom("ticket").select("number").execute();
      const messages = await house.ctx.db.selectFrom("ticket_message").select("place").execute();
      assert.equal(rows.length, steps);
      assert.deepEqual([...new Set(rows.map(({ state }) => state))].sort(), ["reply", "ticket"]);
      assert.equal(tickets.length - 1, rows.filter(({ state }) => state === "ticket").length);
      assert.equal(messages.length - 2, steps);
    } finally {
      await house.close();
    }
  });

  test("in a mailbox is kept once, whenever the process dies while it fetches", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }), async (deaths) => {
        const imap = await startImap();
        const house = await buildHouse({ engine, config: { ...MAIL, imapUrls: [imap.address] } });
        try {
          for (let n = 0; n < 7; n += 1) imap.deliver(mailOf({ subject: `n${n}` }));
          for (const death of deaths) await fetchMail(dyingAfter(house.ctx, death)).catch(() => {});
          for (let round = 0; round < 3; round += 1) await house.wait(HOUR);
          const rows = await house.ctx.db.selectFrom("mail_in").select(["subject", "state"]).orderBy("id").execute();
          assert.deepEqual(
            rows.map(({ subject }) => subject).sort(),
            [0, 1, 2, 3, 4, 5, 6].map((n) => `n${n}`),
          );
        } finally {
          await imap.stop();
          await house.close();
        }
      }),
      { numRuns: engine === "sqlite" ? 12 : 4 },
    );
  });
});
