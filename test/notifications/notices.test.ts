import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { notify } from "#server/notifications/notifying.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

const TRIED = {
  ...{ kind: "ticket.assigned", about: "nothing", payload: { number: 9, place: 1 }, urgency: "normal" as const },
  ...{ address: "/desk", sentence: "Tried.", rule: "A try" },
};

const CHOICES = {
  "mail-urgent": "at once",
  "mail-normal": "at once",
  "mail-low": "off",
  "webhook-urgent": "",
  quietFrom: "",
  quietTo: "",
  through: "yes",
  digestAt: "08:00",
};

onEachEngine("notifications in the portal", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const rows = (about?: string) =>
    house.ctx.db
      .selectFrom("notice")
      .selectAll()
      .$if(about !== undefined, (query) => query.where("about", "=", about as string))
      .orderBy("id")
      .execute();
  const mails = () => house.sent().map(({ to }) => to);

  test("an entry is there with its reason or not at all, and once", async () => {
    const news = { ...TRIED, to: house.cast.bo, reason: "tried" };
    await assert.rejects(
      inTransaction(house.ctx, async (ctx) => {
        await notify(ctx, news);
        throw new Error("undone");
      }),
    );
    assert.deepEqual(await rows("nothing"), []);
    assert.equal(await notify(house.ctx, news), "at once");
    assert.equal(await notify(house.ctx, news), null);
    assert.equal((await rows("nothing")).length, 1);
  });

  test("the bell counts what was not read; opening notes a receipt and writes nothing while the page is drawn", async () => {
    await ask(house, house.cast.ada, "Merge fails");
    const bo = await house.as(house.cast.bo);
    const list = await bo.get("/notifications");
    assert.match(list.text, /Notifications<\/span><span class="num">2<span class="sr"> not read/);
    assert.match(
      list.text,
      /<span class="id">T-1<\/span> <strong>Merge fails<\/strong>[\s\S]*A new question\.[\s\S]*Nobody has it yet, and you answer/,
    );
    const [, id] = /href="\/notifications\/(\d+)"><span class="id">T-1/.exec(list.text) ?? [];
    const opening = await bo.get(`/notifications/${id}`);
    assert.deepEqual([opening.status, opening.location], [303, "/tickets/1"]);
    assert.equal((await rows("T-1"))[0]?.opened_at, null);
    await house.settle();
    assert.equal((await rows("T-1"))[0]?.opened_at, house.ctx.clock.now());
    assert.match((await bo.get("/notifications")).text, /<span class="num">1<span/);
  });

  test("nobody sees or reads what others were told", async () => {
    const [mine] = await rows("nothing");
    const cy = await house.as(house.cast.cy);
    assert.equal((await cy.get(`/notifications/${mine?.id}`)).status, 404);
    await cy.post(`/notifications/${mine?.id}/reading`);
    await cy.post("/notifications/reading", { newest: "99999" });
    assert.equal((await rows("nothing"))[0]?.opened_at, null);
    const zoe = await house.as(house.cast.zoe);
    assert.doesNotMatch((await zoe.get("/notifications")).text, /Merge fails/);
    const bo = await house.as(house.cast.bo);
    await bo.post("/notifications/reading", { newest: String(mine?.id) });
    assert.notEqual((await rows("nothing"))[0]?.opened_at, null);
  });

  test("a list of many pages by key, and looking at a ticket reads what was said of it", async () => {
    await ask(house, house.cast.ada, "Looked at");
    for (let n = 0; n < 44; n++) await notify(house.ctx, { ...TRIED, to: house.cast.bo, reason: `many ${n}` });
    const bo = await house.as(house.cast.bo);
    const first = await bo.get("/notifications");
    assert.equal(first.text.match(/class="new"/g)?.length, 40);
    const [, next] = /href="(\/notifications\?before=\d+)"/.exec(first.text) ?? [];
    const second = await bo.get(next ?? "");
    assert.equal(second.text.match(/class="new"/g)?.length, 5);
    assert.doesNotMatch(second.text, />Older/);
    await bo.get("/tickets/2");
    await house.settle();
    assert.ok((await rows("T-2")).every(({ opened_at, person_id }) => person_id !== house.cast.bo.id || opened_at));
  });

  test("who muted a ticket hears only what is urgent; only who answers may", async () => {
    const number = await ask(house, house.cast.ada, "Loud");
    await house.settle();
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.post(`/tickets/${number}/muting`, { muted: "yes" })).status, 403);
    const bo = await house.as(house.cast.bo);
    assert.equal((await bo.post(`/tickets/${number}/muting`, { muted: "yes" })).status, 303);
    assert.match((await bo.get(`/tickets/${number}`)).text, /You hear only what is urgent/);
    await ada.post(`/tickets/${number}/messages`, { body: "And more", kind: "public", seen: "1", next: "" });
    await house.settle();
    const kinds = async () =>
      (await rows(`T-${number}`)).filter((row) => row.person_id === house.cast.bo.id).map((row) => row.kind);
    assert.deepEqual(await kinds(), ["ticket.opened"]);
    await house.wait(31 * MINUTE);
    assert.deepEqual(await kinds(), ["ticket.opened", "ladder.step"]);
    await bo.post(`/tickets/${number}/muting`, { muted: "no" });
    await ada.post(`/tickets/${number}/messages`, { body: "Hello?", kind: "public", seen: "2", next: "" });
    assert.equal((await kinds()).at(-1), "ticket.asked");
  });

  test("what is typed wrongly comes back; what is urgent has to come somewhere", async () => {
    const bo = await house.as(house.cast.bo);
    for (const [typed, sentence] of [
      [{ "mail-urgent": "off" }, /has to reach you outside the portal/],
      [{ quietFrom: "22:00" }, /need a beginning and an end/],
      [{ quietFrom: "late", quietTo: "07:00" }, /a time like 22:00/],
      [{ digestAt: "8" }, /is a time like 08:00/],
      [{ "mail-low": "sometimes" }, /Choose how you hear/],
    ] as const) {
      const answer = await bo.post("/account/notifications", { ...CHOICES, ...typed });
      assert.equal(answer.status, 422, String(sentence));
      assert.match(answer.text, sentence);
    }
  });

  test("quiet hours hold usual mail back until they are over, and let urgent mail pass", async () => {
    const bo = await house.as(house.cast.bo);
    // It is a little after ten in the morning.
    const quiet = { ...CHOICES, quietFrom: "09:00", quietTo: "14:00" };
    await house.settle();
    assert.equal((await bo.post("/account/notifications", quiet)).status, 303);
    const before = mails().length;
    const number = await ask(house, house.cast.ada, "In the quiet");
    await house.settle();
    assert.equal(mails().length, before);
    await house.wait(31 * MINUTE);
    await house.settle();
    assert.ok(
      house
        .sent()
        .slice(before)
        .some(({ to, text }) => to === "bo@example.test" && /nobody has said/.test(text)),
    );
    await house.wait(4 * HOUR);
    const opened = house
      .sent()
      .filter(({ to, subject }) => to === "bo@example.test" && subject.endsWith("In the quiet"));
    assert.ok(
      opened.some(({ text }) => text.includes("Ada Asks")),
      "the usual mail came when the quiet was over",
    );
    const later = await house.as(house.cast.bo);
    assert.match(
      (await later.get(`/tickets/${number}`)).text,
      /Who was told[\s\S]*Ladder “Unheard questions”[\s\S]*accepted by the mail server/,
    );
  });

  test("the daily mail has what was not looked at, once, and nothing comes singly", async () => {
    const bo = await house.as(house.cast.bo);
    await bo.post("/account/notifications", { ...CHOICES, "mail-normal": "digest", digestAt: "18:00" });
    await house.settle();
    const before = house.sent().length;
    await ask(house, house.cast.ada, "For the evening");
    const read = await ask(house, house.cast.ada, "Looked at before");
    await bo.get(`/tickets/${read}`);
    await house.settle();
    assert.equal(
      house
        .sent()
        .slice(before)
        .filter(({ to }) => to === "bo@example.test").length,
      0,
    );
    await house.wait(5 * HOUR);
    const digests = house.sent().filter(({ subject }) => / for you$/.test(subject));
    assert.equal(digests.length, 1);
    assert.match(digests[0]?.text ?? "", /For the evening/);
    assert.doesNotMatch(digests[0]?.text ?? "", /Looked at before/);
  });

  test("what bounced, and every try before, stands with who was told", async () => {
    const { ctx } = house;
    const { id } = await ctx.db
      .selectFrom("outbox")
      .select("id")
      .where("notice_id", "is not", null)
      .where("state", "=", "sent")
      .orderBy("id")
      .executeTakeFirstOrThrow();
    const event = { outbox_id: id, at: ctx.clock.now(), kind: "bounced" as const, detail: "mailbox full" };
    await ctx.db.insertInto("delivery_event").values(event).execute();
    const { text } = await (await house.as(house.cast.dee)).get("/admin/receipts?before=10");
    assert.match(text, /handed over, <time[\s\S]*accepted by the mail server, <time[\s\S]*came back: mailbox full/);
  });

  test("the admin's list says who was told, why and how far it came; nobody else comes there", async () => {
    const dee = await house.as(house.cast.dee);
    const { text } = await dee.get("/admin/receipts");
    assert.match(text, /Bo Answers<\/td>[\s\S]*not opened yet/);
    assert.match(text, /in the daily mail/);
    assert.equal((await (await house.as(house.cast.cy)).get("/admin/receipts")).status, 404);
  });
});
