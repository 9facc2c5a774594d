import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { disablePerson } from "#server/people/actions.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { mergeTickets } from "#server/tickets/merging.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { denied, fates, lastFate, MAIL, mailOf, namesSentTo, receive, vouched } from "./mail.ts";

const reader = { personId: null, kind: "dev", token: "test" } as const;

onEachEngine("mail that comes in", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await buildHouse({ engine, config: MAIL });
  });
  afterEach(() => house.close());

  const ask = () =>
    openTicket(house.ctx, house.cast.ada, reader, {
      subject: "Merge fails",
      message: writeDown("It says 42804."),
      category: null,
      urgency: "normal",
      tried: [],
    });
  const answer = async (number: number, next: "" | "wait" = "") => {
    const message = { message: writeDown("Try again."), kind: "public", seen: 99, isAnyway: true, next } as const;
    await sendMessage(house.ctx, house.cast.bo, reader, number, message);
    await house.settle();
  };
  const tickets = () => house.ctx.db.selectFrom("ticket").selectAll().orderBy("id").execute();
  const messages = () =>
    house.ctx.db.selectFrom("ticket_message").selectAll().orderBy("ticket_id").orderBy("place").execute();
  const answered = async () => {
    const number = await ask();
    await answer(number);
    return { number, name: namesSentTo(house, "ada@example.test").at(-1) ?? "" };
  };

  test("somebody we know asks by mail, and is told that it arrived", async () => {
    await receive(house, mailOf({ subject: "Re: Merge fails", heads: [vouched()] }));
    const [ticket] = await tickets();
    assert.equal(ticket?.subject, "Merge fails");
    assert.equal(ticket?.requester_id, house.cast.ada.id);
    assert.equal((await lastFate(house)).about, "T-1");
    assert.match(
      house.sent().find(({ to }) => to === "ada@example.test")?.text ?? "",
      /Your question arrived and is T-1/,
    );
    assert.ok(
      house.sent().some(({ to }) => to === "bo@example.test"),
      "those who answer hear of it",
    );
  });

  test("an answer to our mail joins the ticket, however it was quoted", async () => {
    const { name } = await answered();
    const text = "Works now, but slowly.\r\n\r\nOn Tue, Bo wrote:\r\n> Try again.\r\n";
    await receive(house, mailOf({ subject: "whatever", text, heads: [vouched(), `In-Reply-To: ${name}`] }));
    const [, , reply] = await messages();
    assert.equal(reply?.body, "Works now, but slowly.");
    assert.match(reply?.html ?? "", /<details class="repeated">.*Try again/s);
    assert.equal((await tickets()).length, 1);
    assert.equal((await lastFate(house)).state, "reply");
    assert.equal((await tickets())[0]?.unanswered_since, house.ctx.clock.now());
  });

  test("who answers a mail of ours needs nobody to vouch for them to speak as who asked, and no more", async () => {
    const { name } = await answered();
    await receive(house, mailOf({ heads: [`References: <a@b.test> ${name}`], text: "Still broken." }));
    assert.deepEqual((await messages()).map(({ author_id }) => author_id).at(-1), house.cast.ada.id);
    const toBo = namesSentTo(house, "bo@example.test").at(-1) ?? "";
    await receive(
      house,
      mailOf({ from: "bo@example.test", heads: [`In-Reply-To: ${toBo}`], text: "Closed, go away." }),
    );
    const last = await lastFate(house);
    assert.equal(last.state, "held");
    assert.match(last.reason ?? "", /nobody vouches/);
    assert.equal((await messages()).length, 3);
  });

  test("an agent whom the mail server vouches for answers by mail", async () => {
    await ask();
    await house.settle();
    const toBo = namesSentTo(house, "bo@example.test").at(-1) ?? "";
    await receive(
      house,
      mailOf({ from: "bo@example.test", heads: [vouched(), `In-Reply-To: ${toBo}`], text: "Try 5.2." }),
    );
    const [ticket] = await tickets();
    assert.equal(ticket?.first_reply_at, house.ctx.clock.now());
    assert.match(house.sent().at(-1)?.text ?? "", /Try 5\.2/);
  });

  test("a From line grants nothing: forged, forwarded and made-up names never join a ticket", async () => {
    const { name, number } = await answered();
    const tries: [string, string[]][] = [
      ["ada@example.test", [denied, `In-Reply-To: ${name}`]],
      ["zoe@example.test", [vouched(), `In-Reply-To: ${name}`]],
      ["eve@evil.test", [`In-Reply-To: ${name}`]],
      ["ada@example.test, eve@evil.test", [vouched(), `In-Reply-To: ${name}`]],
      ['"bo@example.test" <eve@evil.test>', [vouched("evil.test")]],
    ];
    for (const [from, heads] of tries) {
      await receive(house, mailOf({ from, heads, text: "Let me in" }));
      assert.equal((await lastFate(house)).state, "held", from);
    }
    const madeUp = name.replace(/\.[\w-]{20}@/, `.${"A".repeat(20)}@`);
    for (const heads of [
      [vouched(), `In-Reply-To: ${madeUp}`],
      [vouched(), `In-Reply-To: <T-${number}@help.example.test>`],
    ])
      await receive(house, mailOf({ from: "zoe@example.test", heads, text: "Let me in" }));
    assert.equal((await messages()).filter(({ ticket_id }) => ticket_id === 1).length, 2);
    assert.equal((await tickets()).length, 3, "they are new tickets of whoever sent them");
  });

  test("what only looks as if it belonged begins a ticket that says so", async () => {
    const { number } = await answered();
    await receive(house, mailOf({ subject: `Re: [T-${number}] Merge fails`, text: "And another thing" }));
    const last = await lastFate(house);
    assert.deepEqual([last.state, last.about, last.perhaps], ["ticket", "T-2", "T-1"]);
    const page = await (await house.as(house.cast.bo)).get("/tickets/2");
    assert.match(page.text, /May belong to <a href="\/tickets\/1">T-1<\/a>/);
    assert.doesNotMatch((await (await house.as(house.cast.ada)).get("/tickets/2")).text, /May belong/);
    await receive(house, mailOf({ from: "zoe@example.test", heads: [vouched()], subject: `[T-${number}] hello` }));
    assert.equal((await lastFate(house)).perhaps, null, "nobody learns of a ticket that is not theirs");
  });

  test("a client that drops references still reaches the ticket, by its number and the word of the mail server", async () => {
    const { number } = await answered();
    await receive(house, mailOf({ subject: `AW: [T-${number}] Merge fails`, heads: [vouched()], text: "It works." }));
    assert.deepEqual([(await lastFate(house)).state, (await lastFate(house)).about], ["reply", "T-1"]);
  });

  test("a second mail about one's own first one joins its ticket", async () => {
    await receive(house, mailOf({ id: "<first@client.test>", heads: [vouched()] }));
    await receive(house, mailOf({ heads: [vouched(), "In-Reply-To: <first@client.test>"], text: "I forgot the log." }));
    assert.equal((await tickets()).length, 1);
    assert.equal((await messages()).length, 2);
  });

  test("a solved question opens again within two weeks; later a new one is linked with it", async () => {
    const { number, name } = await answered();
    const solve = async () => (await house.as(house.cast.ada)).post(`/tickets/${number}/resolution`);
    await solve();
    await house.wait(13 * DAY);
    await receive(house, mailOf({ heads: [`In-Reply-To: ${name}`], text: "It is back." }));
    assert.equal((await tickets())[0]?.status, "open");
    await solve();
    await house.wait(15 * DAY);
    await receive(house, mailOf({ heads: [`In-Reply-To: ${name}`], text: "It is back again." }));
    assert.deepEqual(
      (await tickets()).map(({ status }) => status),
      ["resolved", "new"],
    );
    const page = await (await house.as(house.cast.bo)).get("/tickets/2");
    assert.match(page.text, /Related to/);
    await house.wait(100 * DAY);
    await receive(house, mailOf({ heads: [`In-Reply-To: ${name}`], text: "Do you remember?" }));
    const last = await lastFate(house);
    assert.deepEqual([last.about, last.perhaps], ["T-3", "T-1"], "names of long ago prove nothing");
  });

  test("what no hand wrote is filed or held; it opens nothing, starts nothing and is not answered", async () => {
    const { number, name } = await answered();
    const bo = await house.as(house.cast.bo);
    await bo.post(`/tickets/${number}/resolution`, { label: "not-basic" });
    await house.wait(HOUR);
    const before = { sent: house.sent().length, row: (await tickets())[0] };
    const signs = [
      "Auto-Submitted: auto-replied",
      "Precedence: bulk",
      "List-Id: <news.example.test>",
      "X-Autoreply: yes",
      "Return-Path: <>",
    ];
    for (const sign of signs) {
      const text = "I am out of office.";
      await receive(house, mailOf({ heads: [vouched(), sign, `In-Reply-To: ${name}`], text }));
      assert.equal((await lastFate(house)).state, "reply", sign);
      await receive(house, mailOf({ heads: [vouched(), sign], subject: "Out of office", text }));
      assert.equal((await lastFate(house)).state, "held", sign);
    }
    const after = (await tickets())[0];
    assert.equal(house.sent().length, before.sent);
    for (const column of [
      "status",
      "resolved_at",
      "unanswered_since",
      "updated_at",
      "public_messages",
      "due_at",
    ] as const)
      assert.equal(after?.[column], before.row?.[column], column);
    assert.match((await bo.get(`/tickets/${number}`)).text, /I am out of office/);
    assert.doesNotMatch((await (await house.as(house.cast.ada)).get(`/tickets/${number}`)).text, /out of office/);
    await receive(
      house,
      mailOf({ from: "no-reply@shop.test", heads: [vouched("shop.test")], text: "Your code is 1234" }),
    );
    assert.equal((await lastFate(house)).state, "held");
  });

  test("strangers wait for a decision, or make a ticket and no account that anybody can enter", async () => {
    await receive(house, mailOf({ from: "Eve <eve@else.test>", heads: [vouched("else.test")] }));
    assert.equal((await lastFate(house)).state, "held");
    house.ctx.config.mailStrangers = "open";
    await receive(house, mailOf({ from: "Eve <eve@else.test>", heads: [vouched("else.test")] }));
    assert.equal((await lastFate(house)).state, "ticket");
    assert.deepEqual(namesSentTo(house, "eve@else.test"), [], "no answer by itself to strangers");
    const visitor = await house.as(null);
    await visitor.post("/forgotten-password", { email: "eve@else.test" });
    await house.settle();
    assert.deepEqual(namesSentTo(house, "eve@else.test"), [], "and no way in");
    await answer(1);
    const [name = ""] = namesSentTo(house, "eve@else.test");
    await receive(house, mailOf({ from: "eve@else.test", heads: [`In-Reply-To: ${name}`], text: "Thanks" }));
    assert.equal((await lastFate(house)).state, "reply");
  });

  test("nobody proves with our tickets that an address of ours is theirs", async () => {
    house.ctx.config.mailStrangers = "open";
    for (const subject of [
      "Verify your email address",
      "Your one-time code",
      "Activate your account: confirm your address",
    ]) {
      await receive(house, mailOf({ from: "team@service.test", subject, heads: [vouched("service.test")] }));
      assert.match((await lastFate(house)).reason ?? "", /proves that an address is theirs/, subject);
    }
  });

  test("about a ticket that was merged goes on in the other one", async () => {
    const { name } = await answered();
    await ask();
    await mergeTickets(house.ctx, house.cast.bo, reader, 1, 2);
    await receive(house, mailOf({ heads: [vouched(), `In-Reply-To: ${name}`], text: "Still the same" }));
    assert.deepEqual([(await lastFate(house)).state, (await lastFate(house)).about], ["reply", "T-2"]);
    assert.equal((await tickets())[0]?.status, "merged");
  });

  test("who was let read along answers as themselves", async () => {
    await ask();
    await house.ctx.db
      .updateTable("ticket")
      .set({ participants: `,${house.cast.zoe.id},` })
      .execute();
    await answer(1);
    const name = namesSentTo(house, "zoe@example.test").at(-1) ?? "";
    await receive(house, mailOf({ from: "zoe@example.test", heads: [`In-Reply-To: ${name}`], text: "Me too" }));
    assert.equal((await messages()).at(-1)?.author_id, house.cast.zoe.id);
    assert.equal((await tickets())[0]?.status, "open");
  });

  test("whoever left speaks no more", async () => {
    const { name } = await answered();
    await disablePerson(house.ctx, house.cast.dee, house.cast.ada.id, true);
    await receive(house, mailOf({ heads: [vouched(), `In-Reply-To: ${name}`] }));
    assert.match((await lastFate(house)).reason ?? "", /account of Ada Asks is disabled/);
  });

  test("what came late happened when it reached the mailbox, but never before what went before", async () => {
    const { name } = await answered();
    const told = house.ctx.clock.now();
    await house.wait(3 * HOUR);
    await receive(house, mailOf({ heads: [`In-Reply-To: ${name}`], text: "Late" }), told + HOUR);
    assert.equal((await messages()).at(-1)?.sent_at, told + HOUR);
    await receive(house, mailOf({ heads: [`In-Reply-To: ${name}`], text: "Older" }), told - HOUR);
    assert.equal((await messages()).at(-1)?.sent_at, told + HOUR);
    await receive(house, mailOf({ heads: [`In-Reply-To: ${name}`], text: "Of tomorrow" }), told + DAY);
    assert.equal((await messages()).at(-1)?.sent_at, house.ctx.clock.now());
    await receive(house, mailOf({ text: "A question of this morning" }), told + 2 * HOUR);
    assert.equal((await tickets()).at(-1)?.opened_at, told + 2 * HOUR);
  });

  test("the same message is taken once, whichever way it comes", async () => {
    const raw = mailOf({ id: "<once@client.test>", heads: [vouched()] });
    await receive(house, raw);
    await receive(house, raw);
    await receive(house, `Received: from elsewhere\r\n${raw}`);
    assert.equal((await tickets()).length, 1);
    assert.deepEqual(
      (await fates(house)).map(({ state }) => state),
      ["ticket", "noted"],
    );
    await receive(house, mailOf({ id: "<stolen@client.test>", heads: [denied], text: "A forged copy comes first" }));
    await receive(house, mailOf({ id: "<stolen@client.test>", heads: [vouched()], text: "The real one" }));
    assert.deepEqual(
      (await fates(house)).map(({ state }) => state),
      ["ticket", "noted", "held", "ticket"],
    );
  });

  test("who sends very many is kept waiting, and answers by itself come to an end", async () => {
    for (let n = 0; n < 22; n += 1) await receive(house, mailOf({ heads: [vouched()], subject: `Mail ${n}` }));
    const states = (await fates(house)).map(({ state }) => state);
    assert.deepEqual([states.filter((one) => one === "ticket").length, states.at(-1)], [20, "held"]);
    assert.equal(namesSentTo(house, "ada@example.test").length, 3);
    const page = await (await house.as(house.cast.dee)).get("/admin/mail");
    assert.match(page.text, /ada@example\.test: 3 answers within an hour/);
    await house.wait(61 * MINUTE);
    await receive(house, mailOf({ heads: [vouched()], subject: "Later" }));
    assert.equal(namesSentTo(house, "ada@example.test").length, 4);
  });

  test("files come along, and what says it is one thing is kept as what it is", async () => {
    const raw = [
      vouched(),
      "From: ada@example.test",
      "Subject: With a log",
      "Message-ID: <files@client.test>",
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "The log is with it.",
      "--b",
      'Content-Type: text/html; name="../../evil.html"',
      'Content-Disposition: attachment; filename="../../evil.html"',
      "",
      "<script>alert(1)</script>",
      "--b--",
      "",
    ].join("\r\n");
    await receive(house, raw);
    const bo = await house.as(house.cast.bo);
    const page = await bo.get("/tickets/1");
    const [, href = ""] = /href="(\/files\/[\w-]+)"/.exec(page.text) ?? [];
    assert.match(page.text, /evil\.html/);
    const file = await bo.get(href);
    assert.match(file.headers.get("content-disposition") ?? "", /^attachment; filename="?evil\.html/);
    assert.match(file.headers.get("content-security-policy") ?? "", /sandbox/);
  });
});
