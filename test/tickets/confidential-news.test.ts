import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addWebhook } from "#server/notifications/webhook-store.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { joinIncident, tellOfIncidents } from "#server/tickets/incident-telling.ts";
import { findIncident, openIncident, postUpdate } from "#server/tickets/incidents.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

const MARK = /quagga/i;
const DAILY = { "mail-urgent": "at once", "mail-normal": "digest", "mail-low": "digest", through: "yes" };
const CHOICES = { ...DAILY, quietFrom: "", quietTo: "", digestAt: "08:00" };

onEachEngine("L8: what is told of a confidential ticket, even to those it is open to", (engine) => {
  let house: House;
  const calls: string[] = [];
  let numbers: number[];
  before(async () => {
    house = await buildHouse({ engine });
    const { ctx, cast } = house;
    await writeSettings(ctx, { timeZone: "UTC" });
    await house.settle();
    ctx.outgoing = {
      post: async (_url, _headers, body) => {
        calls.push(body);
        return { status: 200, tookMs: 1 };
      },
    };
    const hears = JSON.stringify(["ladder.step", "ladder.fallback", "clock.breach", "clock.warning", "ticket.opened"]);
    for (const shape of ["json", "slack", "teams"] as const)
      for (const person of [null, cast.bo.id])
        await addWebhook(ctx.db, {
          ...{ name: `${shape} ${person}`, url: "https://chat.example.com/", shape, hears, person_id: person },
          ...{ made_by: cast.dee.id, made_at: ctx.clock.now() },
        });
    const message = writeDown("The quagga says 42804.");
    numbers = [];
    for (let n = 0; n < 6; n++) numbers.push(await ask(house, cast.ada, `Quagga ${n}`, { message }));
    for (const number of numbers) await confideTicket(ctx, cast.bo, number, [cast.bo.id]);
    await assignTicket(ctx, cast.bo, numbers[5] as number, { from: null, to: cast.bo.id });
  });
  after(() => house.close());

  const mails = () => house.sent().map(({ to, subject, text, html }) => ({ to, subject, all: subject + text + html }));
  const nothingOfIt = () => {
    for (const { to, subject, all } of mails()) assert.doesNotMatch(all, MARK, `${subject} to ${to}`);
    for (const body of calls) assert.doesNotMatch(body, MARK);
  };
  const about = (number: number) => mails().filter(({ subject }) => subject === `[T-${number}] Confidential`);

  test("no letter of a ladder or a clock, no list and no webhook of any shape", async () => {
    await house.wait(3 * HOUR);
    await house.settle();
    await house.wait(1.5 * HOUR);
    await house.settle();
    nothingOfIt();
    assert.ok(about(numbers[0] as number).length > 0);
    assert.ok(
      mails().some(({ all }) => /This is one list/.test(all) && all.includes("Confidential")),
      "the list",
    );
    assert.ok(
      mails().some(({ all }) => /is late\. It was due/.test(all)),
      "the clock",
    );
    for (const shape of [/"kind":"ladder.step"/, /\|Open T-/, /AdaptiveCard/])
      assert.ok(
        calls.some((body) => shape.test(body)),
        String(shape),
      );
  });

  test("no reply, note, assignment, incident or end", async () => {
    const { ctx, cast } = house;
    const [first = 0, second = 0] = numbers;
    const { ada, bo } = cast;
    const incident = await openIncident(ctx, cast.cy, { title: "Quagga incident", summary: "Quagga." });
    const joined = await joinIncident(ctx, ada, readerOf(ada), incident, {
      ...{ subject: "", body: "", category: null, fingerprint: null },
    });
    const mine = Number(joined.split("/").at(-1));
    await confideTicket(ctx, bo, mine, [bo.id]);
    const { version } = await findIncident(ctx, incident);
    const message = writeDown("It was the quagga.");
    await postUpdate(ctx, cast.cy, incident, { kind: "public", phase: "over", message, version });
    while (await tellOfIncidents(ctx));
    await sendMessage(ctx, bo, readerOf(bo), first, note("Quagga, @Bo Answers"));
    await sendMessage(ctx, bo, readerOf(bo), first, says("The quagga answers"));
    await sendMessage(ctx, ada, readerOf(ada), first, says("The quagga asks"));
    await assignTicket(ctx, bo, second, { from: null, to: bo.id });
    await resolveTicket(ctx, ada, readerOf(ada), second, null);
    const earlier = house.sent().length;
    await house.wait(MINUTE);
    await house.settle();
    nothingOfIt();
    assert.ok(house.sent().length > earlier);
    assert.ok(about(mine).some(({ all }) => all.includes("about an incident")));
  });

  test("no daily mail and no line in the portal", async () => {
    const { ctx, cast } = house;
    const bo = await house.as(cast.bo);
    assert.equal((await bo.post("/account/notifications", CHOICES)).status, 303);
    await sendMessage(ctx, cast.ada, readerOf(cast.ada), numbers[2] as number, says("The quagga asks again"));
    await house.wait(DAY);
    await house.settle();
    nothingOfIt();
    const daily = mails().filter(({ subject }) => /^(One thing|\d+ things) for you$/.test(subject));
    assert.ok(daily.some(({ all }) => all.includes(`T-${numbers[2]} Confidential`)));
    for (const person of [cast.bo, cast.ada]) {
      const { text } = await (await house.as(person)).get("/notifications");
      assert.match(text, /Confidential/);
      assert.doesNotMatch(text, MARK, person.name);
    }
  });
});
