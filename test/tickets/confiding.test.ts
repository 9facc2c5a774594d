import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MINUTE } from "#server/platform/clock.ts";
import type { Refusal } from "#server/platform/errors.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { linkTickets } from "#server/tickets/linking.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

const MARK = "zanzibarmark";

onEachEngine("confidential tickets", (engine) => {
  let house: House;
  let number: number;
  let open: number;
  before(async () => {
    house = await buildHouse({ engine });
    const { cast, ctx } = house;
    open = await ask(house, cast.zoe, "An open question");
    number = await ask(house, cast.ada, `My salary ${MARK}`);
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), number, note(`Also ${MARK} here`));
    await linkTickets(ctx, cast.bo, open, "related", number);
    await house.settle();
  });
  after(() => house.close());

  const counts = async (person: House["cast"]["bo"]) =>
    [...(await (await house.as(person)).get("/desk")).text.matchAll(/>All open <span class="num">(\d+)/g)].map(
      ([, count]) => Number(count),
    )[0];

  test("whoever is not named meets it nowhere: not by its number, in lists, counts, searches, links, nor by forms", async () => {
    const { cast } = house;
    const [ada, bo, cy] = [await house.as(cast.ada), await house.as(cast.bo), await house.as(cast.cy)];
    assert.equal(await counts(cast.cy), 2);
    assert.match((await bo.get(`/tickets/${number}/confidence`)).text, /Make it confidential/);
    assert.equal((await ada.get(`/tickets/${number}/confidence`)).status, 404);
    const answer = await bo.post(`/tickets/${number}/confidence`, {});
    assert.equal(answer.status, 303);
    for (const address of [`/tickets/${number}`, `/tickets/${number}/confidence`, `/desk?ticket=${number}`]) {
      const hidden = await cy.get(address);
      const missing = await cy.get(address.replace(`${number}`, "99"));
      assert.equal(hidden.status, 404, address);
      assert.equal(plain(hidden.text), plain(missing.text), address);
    }
    for (const address of ["/", "/desk", "/desk?status=new", `/tickets/search?q=${MARK}`, `/tickets/${open}`])
      assert.doesNotMatch(
        (await cy.get(address)).text.replace(/value="[^"]*"|<title>[^<]*/g, ""),
        new RegExp(MARK),
        address,
      );
    assert.equal((await cy.get(`/tickets/search?q=T-${number}`)).status, 200, "not even a redirect");
    for (const form of ["messages", "assignment", "triage", "tags", "confidence", "confidence/removal", "spam"])
      assert.ok([400, 404].includes((await cy.post(`/tickets/${number}/${form}`, FORM)).status), form);
    assert.equal(await counts(cast.cy), 1);
    assert.equal(await counts(cast.bo), 2);
    assert.match((await bo.get("/desk")).text, new RegExp(MARK));
    assert.match((await bo.get(`/tickets/search?q=${MARK}`)).text, /My salary/);
    assert.match((await bo.get(`/tickets/${number}`)).text, /Confidential\. Besides Ada it is open to Bo Answers/);
    assert.match((await ada.get(`/tickets/${number}`)).text, new RegExp(MARK));
    assert.match((await ada.get("/tickets")).text, new RegExp(MARK));
  });

  test("it is given to nobody who may not see it, and mails tell its number only", async () => {
    const { cast, ctx } = house;
    const taken = assignTicket(ctx, cast.bo, number, { from: null, to: cast.cy.id });
    await assert.rejects(taken, (error: Refusal) => error.status === 409 && /confidential/.test(error.message));
    const earlier = house.sent().length;
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), number, says(`About ${MARK}`));
    await sendMessage(ctx, cast.ada, readerOf(cast.ada), number, says(`More ${MARK}`));
    await house.wait(MINUTE);
    const sent = house.sent().slice(earlier);
    assert.deepEqual(new Set(sent.map(({ to }) => to)), new Set(["ada@example.test", "bo@example.test"]));
    for (const { subject, text, html } of sent) {
      assert.doesNotMatch(subject + text + html, new RegExp(MARK));
      assert.match(subject, new RegExp(`\\[T-${number}\\] Confidential`));
    }
  });

  test("nobody shuts out themselves or the one who works on it, and who asked may not do it", async () => {
    const { cast } = house;
    await assignTicket(house.ctx, cast.bo, number, { from: null, to: cast.bo.id });
    const bo = await house.as(cast.bo);
    await bo.post(`/tickets/${number}/confidence`, { [`insider_${cast.cy.id}`]: "1" });
    const cy = await house.as(cast.cy);
    await cy.post(`/tickets/${number}/confidence`, {});
    assert.match((await cy.get(`/tickets/${number}`)).text, /open to Bo Answers, Cy Leads/);
    const ada = await house.as(cast.ada);
    assert.equal((await ada.post(`/tickets/${number}/confidence`, {})).status, 403);
  });

  test("whoever runs the place lets themselves in with a reason that everybody named reads", async () => {
    const { cast, ctx } = house;
    const [cy, dee] = [await house.as(cast.cy), await house.as(cast.dee)];
    assert.equal((await dee.get(`/tickets/${number}`)).status, 404);
    assert.equal((await cy.get("/admin/confidential")).status, 404);
    const list = (await dee.get("/admin/confidential")).text;
    assert.match(list, new RegExp(`T-${number}<`));
    assert.doesNotMatch(list, new RegExp(MARK));
    assert.equal((await dee.post("/admin/confidential", { number: `${number}`, reason: "short" })).status, 422);
    assert.equal(
      (await dee.post("/admin/confidential", { number: `${open}`, reason: "It is not confidential" })).status,
      404,
    );
    const opened = await dee.post("/admin/confidential", { number: `${number}`, reason: "Both of them have left us" });
    assert.equal(opened.location, `/tickets/${number}`);
    assert.match((await dee.get(`/tickets/${number}`)).text, new RegExp(MARK));
    assert.match(
      (await cy.get(`/tickets/${number}`)).text,
      /let Dee Runs in by breaking the glass: Both of them have left/,
    );
    const deed = await ctx.db.selectFrom("audit_entry").selectAll().orderBy("seq", "desc").executeTakeFirstOrThrow();
    assert.match(deed.data, /Both of them have left us/);
  });

  test("afterwards everybody who answers sees it again", async () => {
    const { cast } = house;
    await (await house.as(cast.bo)).post(`/tickets/${number}/confidence/removal`);
    await assignTicket(house.ctx, cast.bo, number, { from: cast.bo.id, to: cast.cy.id });
    assert.match((await (await house.as(cast.cy)).get("/desk")).text, new RegExp(MARK));
    assert.equal(await counts(cast.cy), 2);
  });
});

onEachEngine("spam", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("is out of the desk and of every count, changes no more, and comes back as it was", async () => {
    const { cast, ctx } = house;
    const number = await ask(house, cast.ada, "Buy watches");
    const bo = await house.as(cast.bo);
    const states = async () =>
      (await ctx.db.selectFrom("sla_clock").select("state").orderBy("id").execute()).map(({ state }) => state);
    await house.settle();
    const promised = await states();
    await bo.post(`/tickets/${number}/spam`, {});
    const sheet = (await bo.get(`/tickets/${number}`)).text;
    assert.match(sheet, /Set aside as spam/);
    assert.doesNotMatch(sheet, /Send and resolve|Take ticket/);
    assert.doesNotMatch((await bo.get("/desk")).text, /Buy watches/);
    assert.match((await bo.get("/desk?status=spam")).text, /Buy watches/);
    assert.match((await bo.get("/desk")).text, />All open <span class="num">0/);
    assert.ok((await states()).every((state) => state === "cancelled"));
    const ada = await house.as(cast.ada);
    assert.match((await ada.get(`/tickets/${number}`)).text, /It was set aside/);
    assert.equal((await ada.post(`/tickets/${number}/messages`, { body: "But", seen: "1" })).status, 409);
    assert.equal((await ada.post(`/tickets/${number}/spam/removal`)).status, 403);
    await assert.rejects(
      resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, { label: "not-basic", article: null }),
      (error: Refusal) => error.status === 409,
    );
    const dee = await house.as(cast.dee);
    const removal = { words: "42804", reason: "A secret in spam" };
    assert.equal((await dee.post(`/tickets/${number}/messages/1/redaction`, removal)).status, 303, "secrets always go");
    const mails = house.sent().length;
    await house.wait(90 * MINUTE);
    assert.equal(house.sent().length, mails, "no ladder, no clock, nobody is told");
    await bo.post(`/tickets/${number}/spam/removal`, {});
    assert.deepEqual((await states()).length, promised.length);
    assert.ok((await states()).every((state) => state !== "cancelled" && state !== "met"));
    assert.match((await bo.get("/desk")).text, /Buy watches/);
    assert.match((await bo.get("/desk")).text, />All open <span class="num">1/);
    assert.match((await bo.get(`/tickets/${number}`)).text, /set it aside as spam[\s\S]*|said it is no spam/);
  });
});

const FORM = {
  body: "x",
  seen: "1",
  from: "",
  assignee: "",
  seq: "1",
  urgency: "high",
  category: "",
  tags: "",
  before: "",
};
const plain = (text: string) =>
  text
    .replace(/\/(?:tickets|desk)[^"]*"/g, '"')
    .replace(/value="[^"]*"/g, "")
    .replace(/\d+/g, "");
