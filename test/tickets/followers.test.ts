import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { mentionedIn } from "#server/tickets/mention.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { endWatch, letWatch } from "#server/tickets/watching.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

test("a note names people by their name or the beginning of their address, and a log names nobody", () => {
  const person = (id: number, name: string, email: string) => ({ id, name, email }) as Person;
  const people = [
    person(1, "Bo Answers", "bo@x.test"),
    person(2, "Bo Answers-Lee", "lee@x.test"),
    person(3, "Zoë", "z@x.test"),
  ];
  const cases: [string, number[]][] = [
    ["@Bo Answers, look", [1]],
    ["@bo answers-lee: yours?", [2]],
    ["see @bo and @zoë.", [1, 3]],
    ["(@lee)", [2]],
    ["mail to bo@x.test and git@bo.example", []],
    ["@bob", []],
    ["@ bo", []],
    ["@bo.example is a host", []],
    ["@@bo", []],
  ];
  for (const [text, ids] of cases)
    assert.deepEqual(
      mentionedIn(text, people).map(({ id }) => id),
      ids,
      text,
    );
});

onEachEngine("who else follows a ticket", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const reply = (by: Person, number: number, body = "Words.") =>
    sendMessage(house.ctx, by, readerOf(by), number, says(body));
  const leaveNote = (by: Person, number: number, body: string) =>
    sendMessage(house.ctx, by, readerOf(by), number, note(body));
  const mailSince = async (work: () => Promise<unknown>) => {
    await house.settle();
    const before = house.sent().length;
    await work();
    await house.settle();
    return house.sent().slice(before);
  };
  const status = async (by: Person, address: string) => (await (await house.as(by)).get(address)).status;

  test("whom the asker lets read along sees it everywhere, replies, is told, and may go", async () => {
    const { ada, zoe, bo } = house.cast;
    const number = await ask(house, ada, "Shared question");
    const hers = await house.as(ada);
    const zoes = await house.as(zoe);
    assert.equal(await status(zoe, `/tickets/${number}`), 404);
    const added = await hers.post(`/tickets/${number}/followers`, { email: "ZOE@example.test" });
    assert.equal(added.location, `/tickets/${number}`);
    assert.match((await zoes.get(`/tickets/${number}`)).text, /Shared question/);
    assert.match((await zoes.get("/tickets")).text, /Shared question/);
    assert.match((await zoes.get("/tickets/search?q=shared")).text, /Shared<\/mark> question/);
    assert.match((await hers.get(`/tickets/${number}`)).text, /Zoe Stranger/);
    await leaveNote(bo, number, "PLANTED NOTE about them");
    for (const address of [`/tickets/${number}`, "/tickets", "/tickets/search?q=planted"])
      assert.doesNotMatch((await zoes.get(address)).text.replace(/value="[^"]*"/g, ""), /PLANTED NOTE/);
    const told = await mailSince(() => reply(bo, number, "Here is how."));
    assert.deepEqual(told.map(({ to }) => to).sort(), ["ada@example.test", "zoe@example.test"]);
    const asked = await mailSince(() => reply(zoe, number, "It happens here too."));
    assert.deepEqual(asked.map(({ to }) => to).sort(), ["ada@example.test", "bo@example.test"]);
    const row = await house.ctx.db
      .selectFrom("ticket")
      .select("status")
      .where("number", "=", number)
      .executeTakeFirst();
    assert.equal(row?.status, "open");
    assert.equal((await zoes.post(`/tickets/${number}/resolution`)).status, 403, "reading along closes nothing");
    assert.equal((await zoes.post(`/tickets/${number}/followers`, { email: "cy@example.test" })).status, 403);
    const gone = await zoes.post(`/tickets/${number}/followers/removal`, { person: String(zoe.id) });
    assert.equal(gone.location, "/tickets");
    assert.equal(await status(zoe, `/tickets/${number}`), 404);
    assert.doesNotMatch((await zoes.get("/tickets")).text, /Shared question/);
    assert.deepEqual(
      (await mailSince(() => reply(bo, number))).map(({ to }) => to),
      ["ada@example.test"],
    );
  });

  test("only people with an account can be added, and strangers add nobody", async () => {
    const { ada, zoe, bo } = house.cast;
    const number = await ask(house, ada, "Alone");
    const hers = await house.as(ada);
    const unknown = await hers.post(`/tickets/${number}/followers`, { email: "nobody@example.test" });
    assert.equal(unknown.status, 422);
    assert.match(unknown.text, /Only people with an account can be added/);
    assert.equal((await hers.post(`/tickets/${number}/followers`, { email: "no address" })).status, 400);
    assert.equal((await hers.post(`/tickets/${number}/followers`, { email: bo.email })).status, 403);
    assert.equal((await (await house.as(zoe)).post(`/tickets/${number}/followers`, { email: zoe.email })).status, 404);
    await assert.rejects(letWatch(house.ctx, zoe, number, zoe.id), { status: 404 });
    await assert.rejects(endWatch(house.ctx, zoe, number, ada.id), { status: 404 });
  });

  test("a colleague who watches hears of every public word, and who asked sees no trace of it", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Watched");
    const hers = await house.as(ada);
    const steady = (text: string) => text.replace(/name="_once" value="[^"]*"/g, "");
    const before = steady((await hers.get(`/tickets/${number}`)).text);
    await (await house.as(cy)).post(`/tickets/${number}/watch`, { on: "yes" });
    assert.equal(steady((await hers.get(`/tickets/${number}`)).text), before);
    assert.match((await (await house.as(bo)).get(`/tickets/${number}`)).text, /let Cy Leads watch it/);
    const told = await mailSince(() => reply(bo, number));
    assert.deepEqual(told.map(({ to }) => to).sort(), ["ada@example.test", "cy@example.test"]);
    await (await house.as(cy)).post(`/tickets/${number}/watch`, { on: "no" });
    assert.deepEqual(
      (await mailSince(() => reply(bo, number))).map(({ to }) => to),
      ["ada@example.test"],
    );
    assert.equal((await hers.post(`/tickets/${number}/watch`, { on: "yes" })).status, 403);
  });

  test("whom a note names is told without its words, watches, and may say what they know in a queue of others", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const members = [{ personId: cy.id, part: "lead" as const }];
    const queue = await saveQueue(house.ctx, dee, null, { name: "Closed shop", members, categories: ["monitoring"] });
    assert.ok(queue);
    const number = await ask(house, ada, "Asked in", { category: "monitoring" });
    await assert.rejects(leaveNote(bo, number, "I know this."), { status: 403 });
    const told = await mailSince(() => leaveNote(cy, number, "PLANTED SECRET @Bo Answers, is this yours?"));
    assert.deepEqual(
      told.map(({ to }) => to),
      ["bo@example.test"],
    );
    assert.match(told[0]?.text ?? "", /A colleague named you in an internal note/);
    assert.doesNotMatch(JSON.stringify(told), /PLANTED SECRET/);
    assert.match((await (await house.as(bo)).get(`/tickets/${number}`)).text, /added a note and asked Bo Answers in/);
    await leaveNote(bo, number, "I know this.");
    await assert.rejects(reply(bo, number), { status: 403 });
    const quiet = await mailSince(() => reply(cy, number, "@Dee Runs said so."));
    assert.ok(!quiet.some(({ to }) => to === "dee@example.test"), "a public reply brings nobody in");
    const { text } = await (await house.as(bo)).get(`/tickets/${number}/colleagues.json`);
    assert.deepEqual(JSON.parse(text).names, ["Cy Leads", "Dee Runs"]);
    assert.equal(await status(ada, `/tickets/${number}/colleagues.json`), 404);
  });

  test("watching oneself does not open the notes of another queue", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Only watched", { category: "monitoring" });
    await letWatch(house.ctx, bo, number, bo.id);
    await assert.rejects(leaveNote(bo, number, "Hm."), { status: 403 });
  });
});
