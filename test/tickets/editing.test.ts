import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { keepFile } from "#server/files/keeping.ts";
import { MINUTE } from "#server/platform/clock.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { letWatch } from "#server/tickets/watching.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf, says } from "./question.ts";

const SECRET = "hunter2-kestrel";
const seenIn = (text: string) => /name="seen" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? "";

onEachEngine("words that were sent", (engine) => {
  let house: House;
  let number: number;
  before(async () => {
    house = await buildHouse({ engine });
    number = await ask(house, house.cast.ada, "Edited");
  });
  after(() => house.close());

  test("are put right by who wrote them for a quarter of an hour; what they were is kept for those who answer", async () => {
    const { ada, bo, zoe } = house.cast;
    const [asker, agent, stranger] = [await house.as(ada), await house.as(bo), await house.as(zoe)];
    const edit = `/tickets/${number}/messages/1/edit`;
    const page = (await asker.get(edit)).text;
    assert.match(page, /It says 42804\./);
    const change = { body: "It says 42703, says the pelican.", seen: seenIn(page) };
    assert.equal((await agent.get(edit)).status, 404, "not even those who answer");
    assert.equal((await agent.post(edit, change)).status, 403);
    assert.equal((await stranger.post(edit, change)).status, 404);
    assert.equal((await asker.post(edit, { ...change, body: " " })).status, 422);
    assert.equal((await asker.post(edit, change)).location, `/tickets/${number}#message-1`);
    assert.equal((await asker.post(edit, change)).status, 409, "it is not what they saw any more");
    assert.match((await asker.get(`/tickets/${number}`)).text, /chip">Edited<[\s\S]*pelican/);
    assert.match((await agent.get(`/tickets/${number}/messages/1/versions`)).text, /It says 42804\./);
    assert.equal((await asker.get(`/tickets/${number}/messages/1/versions`)).status, 404);
    assert.match((await agent.get("/tickets/search?q=pelican")).text, /Edited/);
    assert.doesNotMatch((await agent.get("/tickets/search?q=42804")).text, /pelican/);
    assert.match((await agent.get(`/tickets/${number}`)).text, /edited message 1/);
    const seen = seenIn((await asker.get(edit)).text);
    await house.wait(16 * MINUTE);
    assert.equal((await asker.get(edit)).status, 404);
    assert.equal((await asker.post(edit, { body: "Too late", seen })).status, 409);
    assert.doesNotMatch((await asker.get(`/tickets/${number}`)).text, new RegExp(edit));
  });

  test("whoever reads along edits what they wrote themselves, and nothing else", async () => {
    const { ada, zoe } = house.cast;
    const ticket = await ask(house, ada, "Shared");
    await letWatch(house.ctx, ada, ticket, zoe.id);
    await sendMessage(house.ctx, zoe, readerOf(zoe), ticket, says("Me too, says the heron"));
    const along = await house.as(zoe);
    const edit = `/tickets/${ticket}/messages/2/edit`;
    const change = { body: "Me too, says the stork", seen: seenIn((await along.get(edit)).text) };
    assert.equal((await along.post(edit, change)).status, 303);
    assert.match((await (await house.as(ada)).get(`/tickets/${ticket}`)).text, /stork/);
    assert.equal((await along.get(`/tickets/${ticket}/messages/1/edit`)).status, 404);
    assert.equal((await (await house.as(ada)).get(edit)).status, 404);
  });

  test("an edited note tells nothing to who asked", async () => {
    const { ada, bo } = house.cast;
    await sendMessage(house.ctx, bo, readerOf(bo), number, note("Between us"));
    const before = (await (await house.as(ada)).get("/tickets")).text;
    const agent = await house.as(bo);
    const edit = `/tickets/${number}/messages/2/edit`;
    await house.wait(5 * MINUTE);
    await agent.post(edit, { body: "Only between us", seen: seenIn((await agent.get(edit)).text) });
    assert.match((await agent.get(`/tickets/${number}`)).text, /Only between us/);
    const at = /datetime="([^"]+)"/;
    assert.equal(at.exec((await (await house.as(ada)).get("/tickets")).text)?.[1], at.exec(before)?.[1]);
    assert.equal((await (await house.as(ada)).get(edit)).status, 404);
  });

  test("secrets are taken out everywhere by whoever runs the place, and only by them", async () => {
    const { ada, bo, cy, dee } = house.cast;
    const { ctx } = house;
    const tried = [{ kind: "search", text: `login with ${SECRET}`, slug: null } as const];
    const ticket = await ask(house, ada, `Password ${SECRET}`, { tried });
    const message = says(`It is ${SECRET}, twice ${SECRET}`);
    await sendMessage(ctx, ada, readerOf(ada), ticket, message);
    await sendMessage(ctx, bo, readerOf(bo), ticket, note(`They sent ${SECRET}`));
    const asker = await house.as(ada);
    const edit = `/tickets/${ticket}/messages/2/edit`;
    await asker.post(edit, { body: `Sorry, ${SECRET}!`, seen: seenIn((await asker.get(edit)).text) });
    const admin = await house.as(dee);
    const place = `/tickets/${ticket}/messages/2/redaction`;
    const form = { words: SECRET, reason: "A password was sent" };
    for (const person of [ada, bo, cy]) {
      assert.equal((await (await house.as(person)).get(place)).status, 404, person.name);
      assert.equal((await (await house.as(person)).post(place, form)).status, 403, person.name);
    }
    assert.equal((await admin.post(place, { ...form, words: "not in there" })).status, 422);
    assert.equal((await admin.post(place, { ...form, reason: "" })).status, 422);
    assert.equal((await admin.post(place, form)).status, 303);
    for (const table of [
      "ticket",
      "ticket_message",
      "message_version",
      "ticket_context",
      "ticket_event",
      "audit_entry",
    ] as const)
      assert.ok(!JSON.stringify(await ctx.db.selectFrom(table).selectAll().execute()).includes(SECRET), table);
    assert.doesNotMatch((await admin.get(`/tickets/search?q=kestrel`)).text, /Password/);
    const sheet = (await admin.get(`/tickets/${ticket}`)).text;
    assert.match(sheet, /Sorry, \[removed\]!/);
    assert.match(sheet, /They sent \[removed\]/);
    assert.match(sheet, /took words out of message 2: A password was sent/);
    assert.match((await asker.get(`/tickets/${ticket}`)).text, /Words were removed/);
    assert.equal((await asker.get(edit)).status, 404, "what was taken out is not written back");
  });

  test("a whole message goes without words, and a file with its bytes", async () => {
    const { ada, dee } = house.cast;
    const admin = await house.as(dee);
    const asker = await house.as(ada);
    const ticket = await ask(house, ada, "Whole", { files: [await keptBy(house)] });
    const [, file = ""] = /href="\/files\/([\w-]{22})"/.exec((await asker.get(`/tickets/${ticket}`)).text) ?? [];
    assert.equal((await asker.get(`/files/${file}`)).status, 200);
    const gone = { file, reason: "Private key inside" };
    assert.equal((await asker.post(`/tickets/${ticket}/files/redaction`, gone)).status, 403);
    assert.equal((await admin.post(`/tickets/${ticket}/files/redaction`, gone)).status, 303);
    assert.equal((await asker.get(`/files/${file}`)).status, 404);
    assert.equal((await admin.get(`/files/${file}`)).status, 404);
    assert.deepEqual(await house.ctx.db.selectFrom("kept_file").select("id").where("id", "=", file).execute(), []);
    await admin.post(`/tickets/${ticket}/messages/1/redaction`, { words: "", reason: "All of it" });
    assert.match((await asker.get(`/tickets/${ticket}`)).text, /<p>\[removed\]/);
  });
});

/** A file that waits to be sent along, as Ada's. */
async function keptBy({ ctx, cast }: House): Promise<string> {
  return keepFile(ctx, cast.ada, { name: "key.txt", bytes: Readable.from([Buffer.from("-- a key --")]) });
}
