import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor, type Visitor } from "#test/support/visitor.ts";
import { ask } from "./question.ts";

const PNG = new Uint8Array(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
);

onEachEngine("files", (engine) => {
  let house: House;
  let door: ReturnType<typeof openDoor>;
  before(async () => {
    house = await buildHouse({ engine });
    door = openDoor(house.ctx);
  });
  after(async () => {
    await door.close();
    await house.close();
  });

  type Given = [name: string, bytes: string | Uint8Array<ArrayBuffer>];
  const send = async (visitor: Visitor, path: string, fields: Record<string, string>, files: Given[]) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ _csrf: visitor.csrf, _once: crypto.randomUUID(), ...fields }))
      body.set(name, value);
    for (const [name, bytes] of files) body.append("files", new Blob([bytes]), name);
    const headers = { cookie: visitor.cookie, accept: "text/html", "sec-fetch-site": "same-origin" };
    const answer = await fetch((await door.address()) + path, { method: "POST", body, headers, redirect: "manual" });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") };
  };
  const load = async (visitor: Visitor, href: string) => {
    const answer = await fetch((await door.address()) + href, {
      headers: { cookie: visitor.cookie },
      redirect: "manual",
    });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const as = (person: House["cast"]["ada"] | null) => door.as(person);
  const hrefsIn = (text: string) => [...text.matchAll(/href="(\/files\/[\w-]+)"/g)].map((found) => found[1] ?? "");

  test("come with a question and with a reply, and arrive as they were", async () => {
    const { ada, bo } = house.cast;
    const visitor = await as(ada);
    const big = new Uint8Array(700_001).map((_byte, place) => (place * 31) % 251);
    const question = { subject: "With files", body: "See there", urgency: "normal", category: "" };
    const sent = await send(visitor, "/tickets", question, [
      ["log Ä.txt", "ERROR: x\n"],
      ["big.bin", big],
    ]);
    const page = (await visitor.get(sent.location ?? "")).text;
    assert.match(page, /log Ä\.txt<\/span> <span class="hint">9 bytes/);
    const [binary = "", text = ""] = hrefsIn(page);
    const first = await load(visitor, text);
    assert.equal(first.bytes.toString(), "ERROR: x\n");
    assert.deepEqual((await load(visitor, binary)).bytes, Buffer.from(big));
    assert.match(
      first.headers.get("content-disposition") ?? "",
      /^attachment; filename="log \?\.txt"; filename\*=UTF-8''log%20%C3%84\.txt$/,
    );
    assert.equal(first.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.equal(first.headers.get("x-content-type-options"), "nosniff");
    assert.match(first.headers.get("content-security-policy") ?? "", /sandbox/);
    assert.match(first.headers.get("cache-control") ?? "", /no-store/);
    const agent = await as(bo);
    await send(agent, `${sent.location}/messages`, { kind: "public", body: "Try this", seen: "1" }, [
      ["fix.sql", "select 1;"],
    ]);
    const answered = hrefsIn((await visitor.get(sent.location ?? "")).text);
    assert.equal((await load(visitor, answered[2] ?? "")).bytes.toString(), "select 1;");
    const head = await fetch((await door.address()) + text, { method: "HEAD", headers: { cookie: visitor.cookie } });
    assert.equal(head.headers.get("content-length"), "9");
  });

  test("pictures are shown in the thread, drawn anew, and are as open as their message", async () => {
    const { ada, bo, zoe } = house.cast;
    const visitor = await as(ada);
    const question = { subject: "With a picture", body: "See there", urgency: "normal", category: "" };
    const { location } = await send(visitor, "/tickets", question, [["screen.png", PNG]]);
    const agent = await as(bo);
    await send(agent, `${location}/messages`, { kind: "note", body: "Inside", seen: "1" }, [["inside.png", PNG]]);
    const picturesIn = (text: string) => [...text.matchAll(/<img src="([^"]+)"/g)].map((found) => found[1] ?? "");
    const [shown = "", ...others] = picturesIn((await visitor.get(location ?? "")).text);
    assert.deepEqual(others, []);
    const picture = await load(visitor, shown);
    assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/webp"]);
    assert.notDeepEqual(picture.bytes, Buffer.from(PNG));
    const [, inside = ""] = picturesIn((await agent.get(location ?? "")).text);
    assert.equal((await load(agent, inside)).status, 200);
    const stranger = await as(zoe);
    for (const [reader, href] of [
      [visitor, inside],
      [stranger, shown],
      [stranger, "/files/AAAAAAAAAAAAAAAAAAAAAA/picture"],
    ] as const)
      assert.equal((await load(reader, href)).status, 404);
  });

  test("are as open as their message: a note's stay inside, a stranger's do not exist", async () => {
    const { ada, bo, zoe } = house.cast;
    const number = await ask(house, ada, "Files of notes");
    const agent = await as(bo);
    await send(agent, `/tickets/${number}/messages`, { kind: "note", body: "Inside", seen: "1" }, [
      ["SECRET-NAME.txt", "inside"],
    ]);
    await send(agent, `/tickets/${number}/messages`, { kind: "public", body: "Outside", seen: "2" }, [
      ["open.txt", "outside"],
    ]);
    const [inside = "", outside = ""] = hrefsIn((await agent.get(`/tickets/${number}`)).text);
    assert.equal((await load(agent, inside)).bytes.toString(), "inside");
    const hers = await as(ada);
    const page = (await hers.get(`/tickets/${number}`)).text;
    assert.deepEqual(hrefsIn(page), [outside]);
    assert.doesNotMatch(page, /SECRET-NAME/);
    assert.equal((await load(hers, outside)).status, 200);
    const missing = await load(hers, "/files/AAAAAAAAAAAAAAAAAAAAAA");
    const steady = (bytes: Buffer) =>
      bytes
        .toString()
        .replaceAll(inside, "F")
        .replaceAll("/files/AAAAAAAAAAAAAAAAAAAAAA", "F")
        .replace(/name="q" value="[^"]*"/g, "");
    for (const [visitor, href] of [
      [hers, inside],
      [await as(zoe), outside],
    ] as const)
      assert.equal((await load(visitor, href)).status, 404);
    assert.equal(steady((await load(hers, inside)).bytes), steady(missing.bytes));
    assert.equal((await load(await as(null), outside)).status, 303);
  });

  test("wait for their message with whoever sent them, and with nobody else", async () => {
    const { ada, zoe } = house.cast;
    const visitor = await as(ada);
    const kept = JSON.parse((await send(visitor, "/files", {}, [["shot.png", "not really"]])).text).files[0];
    assert.deepEqual([kept.name, kept.size], ["shot.png", "10 bytes"]);
    assert.equal((await load(visitor, kept.href)).status, 200);
    const stranger = await as(zoe);
    assert.equal((await load(stranger, kept.href)).status, 404);
    const number = await ask(house, zoe, "Stolen");
    await stranger.post(`/tickets/${number}/messages`, { body: "Mine now", seen: "1", file_0: kept.id });
    assert.deepEqual(
      hrefsIn((await stranger.get(`/tickets/${number}`)).text),
      [],
      "nobody takes what another one sent",
    );
    const draft = { subject: "", body: "", urgency: "normal", category: "", file_0: kept.id };
    const wrong = await visitor.post("/ask", draft);
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, new RegExp(`name="file_0" value="${kept.id}" checked`), "it comes back with the form");
    assert.match((await visitor.get("/ask")).text, /shot\.png/, "and with the draft");
    const sent = await visitor.post("/tickets", { ...draft, subject: "With it", body: "See it" });
    assert.deepEqual(hrefsIn((await visitor.get(sent.location ?? "")).text), [kept.href]);
    const again = await ask(house, ada, "Once only");
    await visitor.post(`/tickets/${again}/messages`, { body: "Again", seen: "1", file_0: kept.id });
    assert.deepEqual(hrefsIn((await visitor.get(`/tickets/${again}`)).text), [], "sent along, it stays where it is");
  });

  test("too much of it is refused with a sentence, and the text stays", async () => {
    const visitor = await as(house.cast.ada);
    const number = await ask(house, house.cast.ada, "Too much");
    const path = `/tickets/${number}/messages`;
    const large = new Uint8Array(10 * 1024 * 1024 + 1);
    const tooLarge = await send(visitor, path, { body: "My words", seen: "1" }, [
      ["ok.txt", "x"],
      ["large.bin", large],
    ]);
    assert.equal(tooLarge.status, 422);
    assert.match(tooLarge.text, /A file may have up to 10 MB/);
    assert.match(tooLarge.text, /My words<\/textarea>/);
    const many = Array.from({ length: 11 }, (_, place): Given => [`${place}.txt`, "x"]);
    const tooMany = await send(visitor, path, { body: "My words", seen: "1" }, many);
    assert.match(tooMany.text, /Up to 10 files go with one message/);
    const ofAsking = await send(visitor, "/ask", { subject: "A subject", body: "My words" }, [["large.bin", large]]);
    assert.equal(ofAsking.status, 422);
    assert.match(ofAsking.text, /A file may have up to 10 MB/);
    const bare = await send(visitor, "/files", {}, [["large.bin", large]]);
    assert.equal(bare.status, 422);
    const rows = await house.ctx.db
      .selectFrom("kept_file")
      .selectAll()
      .where("name", "in", ["large.bin", "0.txt"])
      .execute();
    assert.deepEqual(rows, [], "nothing of it is kept");
  });

  test("come only with a form of ours", async () => {
    const visitor = await as(house.cast.ada);
    const before = await house.ctx.db.selectFrom("kept_file").select("id").execute();
    const wrong = await send({ ...visitor, csrf: "wrong" }, "/files", {}, [["x.txt", "x"]]);
    assert.equal(wrong.status, 403);
    const nobody = await send(await as(null), "/files", {}, [["x.txt", "x"]]);
    assert.equal(nobody.status, 415);
    assert.equal((await send(visitor, "/account/theme", { theme: "dark" }, [["x.txt", "x"]])).status, 415);
    assert.equal((await house.ctx.db.selectFrom("kept_file").select("id").execute()).length, before.length);
    assert.equal((await send(visitor, "/files", {}, [])).status, 400);
  });

  test("whose message was never sent are forgotten, the others stay", async () => {
    const visitor = await as(house.cast.ada);
    const [kept] = JSON.parse((await send(visitor, "/files", {}, [["forgotten.txt", "y".repeat(1000)]])).text).files;
    await house.wait(3 * DAY);
    const again = await as(house.cast.ada);
    assert.equal((await load(again, kept.href)).status, 404);
    const number = await ask(house, house.cast.ada, "Without it");
    const form = { body: "The file is gone", seen: "1", file_0: kept.id };
    assert.equal(
      (await again.post(`/tickets/${number}/messages`, form)).status,
      303,
      "the words are sent all the same",
    );
    const names = (await house.ctx.db.selectFrom("kept_file").select("name").execute()).map(({ name }) => name);
    assert.ok(!names.includes("forgotten.txt") && names.includes("open.txt"), names.join());
  });
});
