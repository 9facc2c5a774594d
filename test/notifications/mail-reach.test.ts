import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { troubledDomains } from "#server/notifications/destinations.ts";
import { queueMessage } from "#server/notifications/outbox.ts";
import { isOfAddress, Undelivered } from "#server/notifications/outcome.ts";
import { unreachable } from "#server/people/mail-reach.ts";
import { noteAddressSince } from "#server/people/mail-reach-store.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { channelsOf } from "#server/tickets/coverage-channels.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { MAIL, mailOf, receive } from "#test/tickets/mail.ts";
import { ask } from "#test/tickets/question.ts";

test("only what says that there is no such mailbox says something of the address", () => {
  for (const said of [
    "5.1.1 550 no such user",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound",
    "550 User unknown",
    "5.2.1 The mailbox is disabled",
    "The address does not exist.",
  ])
    assert.ok(isOfAddress(said), said);
  for (const said of [
    "5.2.2 The mailbox is full",
    "552 5.3.4 Message too big",
    "550 5.7.1 Looks like spam",
    "554 5.4.4 Unable to route",
    "4.4.1 Connection timed out",
  ])
    assert.ok(!isOfAddress(said), said);
});

onEachEngine("an address that mail comes back from", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await buildHouse({ engine, config: MAIL });
    await house.settle();
  });
  afterEach(() => house.close());

  const last = (personId: number) =>
    house.ctx.db
      .selectFrom("outbox")
      .selectAll()
      .where("person_id", "=", personId)
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
  const report = (name: string, action: string, status: string) =>
    mailOf({
      from: "MAILER-DAEMON@relay.test",
      heads: ["Return-Path: <>", 'Content-Type: multipart/report; report-type=delivery-status; boundary="bb"'],
      text: `--bb\r\nContent-Type: message/delivery-status\r\n\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 said so\r\n\r\n--bb\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${name}\r\n\r\n--bb--`,
    }).replace("Content-Type: text/plain; charset=utf-8\r\n", "");
  const comesBack = async (personId: number, status = "5.1.1", action = "failed") =>
    receive(house, report((await last(personId)).message_id, action, status));
  const mailsTo = (email: string) => house.sent().filter(({ to }) => to === email).length;
  const says = async (who: House["cast"]["bo"], path: string) => (await (await house.as(who)).get(path)).text;

  test("is shown to its owner, to staff and to admins; nothing goes there, and who counts on it hears so", async () => {
    const { ctx, cast } = house;
    await ask(house, cast.ada, "Merge fails");
    await house.settle();
    assert.equal(mailsTo(cast.bo.email), 1);
    assert.doesNotMatch(await says(cast.bo, "/account"), /comes back/);
    await comesBack(cast.bo.id);
    assert.match(await says(cast.bo, "/account"), /Mail to bo@example\.test comes back[\s\S]*5\.1\.1 550 said so/);
    assert.match(await says(cast.dee, "/admin/people"), /Mail comes back/);
    assert.match(await says(cast.dee, `/admin/people/${cast.bo.id}`), /ladders go on past them/);
    assert.match(await says(cast.cy, `/desk/people/${cast.bo.id}`), /Mail to them comes back/);
    assert.doesNotMatch(await says(cast.cy, `/desk/people/${cast.ada.id}`), /comes back/);

    const [from, to] = [ctx.clock.now(), ctx.clock.now() + DAY];
    const { urgent } = await channelsOf(ctx, [cast.bo, cast.cy], from, to);
    assert.equal(urgent.get(cast.bo.id)?.at(from), Infinity, "the coverage does not count on them");
    assert.equal(urgent.get(cast.cy.id)?.at(from), from);

    await ask(house, cast.ada, "Once more");
    await house.settle();
    assert.equal(mailsTo(cast.bo.email), 1);
    const failed = await last(cast.bo.id);
    assert.deepEqual([failed.state, failed.about], ["failed", "T-2"]);
    assert.match(failed.last_error ?? "", /^Mail to this address comes back: 5\.1\.1/);
    const unread = await ctx.db.selectFrom("notice").select("about").where("person_id", "=", cast.bo.id).execute();
    assert.ok(
      unread.some(({ about }) => about === "T-2"),
      "in the portal they hear of it as before",
    );
  });

  test("of somebody who asked is shown on their ticket; what failed is shown by domain", async () => {
    const { ctx, cast } = house;
    const number = await ask(house, cast.ada, "Merge fails");
    const tell = (reason: string, address?: string) =>
      queueMessage(ctx, {
        ...{ kind: "people.address-changed", to: cast.ada, reason, about: "T-1", payload: { email: "a@b.test" } },
        ...(address ? { address } : {}),
      });
    assert.doesNotMatch(await says(cast.bo, `/tickets/${number}`), /comes back/);
    await house.settle();
    assert.doesNotMatch(await says(cast.dee, "/admin/mail"), /Where mail does not arrive/);
    house.breakPost(new Undelivered("refused", "550 5.1.1 no such user"));
    await tell("one");
    await house.settle();
    await house.wait(MINUTE);
    house.breakPost(new Undelivered("later", "451 Come back later"));
    await tell("two", "ada@Elsewhere.test");
    await tell("three", "ada@Elsewhere.test");
    await house.settle();
    assert.deepEqual(
      (await troubledDomains(ctx)).map(({ domain, waiting, failed, reason }) => [domain, waiting, failed, reason]),
      [
        ["elsewhere.test", 2, 0, "451 Come back later"],
        ["example.test", 0, 1, "550 5.1.1 no such user"],
      ],
    );
    const page = await says(cast.dee, "/admin/mail");
    assert.match(page, /Where mail does not arrive[\s\S]*elsewhere\.test[\s\S]*451 Come back later/);
    assert.match(await says(cast.bo, `/tickets/${number}`), /Mail to them comes back, first/);
    assert.doesNotMatch(await says(cast.ada, `/tickets/${number}`), /Mail to them/);
  });

  test("sends a ladder on at once: its step told nobody", async () => {
    const { cast } = house;
    await ask(house, cast.ada, "Merge fails");
    await house.settle();
    await comesBack(cast.bo.id);
    const fires = async () =>
      (await house.ctx.db.selectFrom("escalation_fire").select(["step", "told"]).orderBy("fired_at").execute()).map(
        ({ step, told }) => [step, JSON.parse(told)],
      );
    while ((await fires()).length === 0) await house.wait(5 * MINUTE);
    assert.deepEqual((await fires())[0], [0, [cast.bo.id]]);
    await house.wait(MINUTE);
    assert.ok((await fires()).length > 1, "the next step did not wait for its time");
  });

  test("is tried again once they, an admin or a report say so; nobody else may", async () => {
    const { ctx, cast } = house;
    await ask(house, cast.ada, "Merge fails");
    await house.settle();
    const marked = async () => (await unreachable(ctx, cast.bo.id)) !== null;
    await comesBack(cast.bo.id);
    const [bo, cy, dee] = [await house.as(cast.bo), await house.as(cast.cy), await house.as(cast.dee)];
    assert.equal((await cy.post(`/admin/people/${cast.bo.id}/reachability`)).status, 403);
    for (const nobody of ["%0d%0aX:%20yes", "99999999999999999999", "1000000"])
      assert.equal((await dee.post(`/admin/people/${nobody}/reachability`)).status, 404);
    assert.ok(await marked());
    assert.equal((await bo.post("/account/reachability")).location, "/account");
    assert.ok(!(await marked()));
    assert.equal((await bo.post("/account/reachability")).status, 409);
    await comesBack(cast.bo.id);
    await dee.post(`/admin/people/${cast.bo.id}/reachability`);
    assert.ok(!(await marked()));
    await comesBack(cast.bo.id);
    const { id } = await last(cast.bo.id);
    assert.equal((await dee.post(`/admin/mail/${id}/retry`)).status, 303);
    assert.ok(!(await marked()), "who sends it again wants it tried");
    await house.settle();
    assert.equal(mailsTo(cast.bo.email), 2);
    const deeds = await ctx.db.selectFrom("audit_entry").select("action").execute();
    assert.equal(deeds.filter(({ action }) => action === "found that mail comes back").length, 3);
  });

  test("is not meant where the mailbox is full, or where the mail went to an address they had before", async () => {
    const { ctx, cast } = house;
    await ask(house, cast.ada, "Merge fails");
    await house.settle();
    await comesBack(cast.bo.id, "5.2.2");
    assert.equal(await unreachable(ctx, cast.bo.id), null);
    await noteAddressSince(ctx.db, cast.bo.id, ctx.clock.now() + 1);
    await comesBack(cast.bo.id);
    assert.equal(await unreachable(ctx, cast.bo.id), null);
  });

  test("is known when the mail server refuses it to our face; a way into the account is tried all the same", async () => {
    const { ctx, cast } = house;
    house.breakPost(new Undelivered("refused", "550 5.1.1 No such user here"));
    await ask(house, cast.ada, "Merge fails");
    await house.settle();
    assert.match((await unreachable(ctx, cast.bo.id))?.reason ?? "", /No such user/);
    house.breakPost(undefined);
    const visitor = await house.as(null);
    await visitor.post("/forgotten-password", { email: cast.bo.email });
    await house.settle();
    assert.equal(mailsTo(cast.bo.email), 1);
    await queueMessage(ctx, { kind: "ticket.opened", to: cast.bo, reason: "r", about: "T-1", payload: { number: 1 } });
    await house.settle();
    assert.equal(mailsTo(cast.bo.email), 1);
  });
});
