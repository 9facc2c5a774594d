import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { defineField } from "#server/tickets/fields.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { programOf } from "./program.ts";

const QUESTION = { subject: "Merge fails", body: "It says 42804." };

onEachEngine("a program that asks and answers", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("opens a ticket as its owner, once for each key", async () => {
    const ada = await programOf(house, house.cast.ada);
    const key = { "idempotency-key": "build-4711-failed" };
    const all = await Promise.all([1, 2, 3].map(() => ada.post("/tickets", QUESTION, key)));
    for (const one of all) {
      assert.equal(one.status, 201, one.text);
      assert.deepEqual(one.json, { number: 1, href: "/api/v1/tickets/1" });
      assert.equal(one.headers.get("location"), "/api/v1/tickets/1");
    }
    const other = await ada.post("/tickets", { ...QUESTION, subject: "Rebase fails" }, key);
    assert.equal(other.status, 422);
    assert.match(String(other.json.detail), /another request/);
    const zoe = await programOf(house, house.cast.zoe);
    assert.equal((await zoe.post("/tickets", QUESTION, key)).json.number, 2, "a key is its owner's own");
    await house.settle();
    const told = house.sent().filter(({ to }) => to === "bo@example.test");
    assert.equal(told.length, 2, "the same letters go out as from the page");
  });

  test("reads what its owner may see, page by page, and nothing of notes", async () => {
    const [ada, bo] = [await programOf(house, house.cast.ada), await programOf(house, house.cast.bo)];
    const note = await bo.post("/tickets/1/messages", { body: "Known since Monday", kind: "note" });
    assert.deepEqual(note.json, { place: 2, href: "/api/v1/tickets/1" });
    assert.equal((await bo.post("/tickets/1/messages", { body: "Use a **dry run**." })).status, 201);
    const seen = await ada.get("/tickets/1");
    assert.deepEqual(
      (seen.json.messages as { place: number; body: string }[]).map(({ place, body }) => [place, body]),
      [
        [1, "It says 42804."],
        [2, "Use a **dry run**."],
      ],
    );
    assert.doesNotMatch(seen.text, /Monday|example\.test|"id"/);
    assert.match((await bo.get("/tickets/1")).text, /Monday/);
    const first = await bo.get("/tickets?limit=1");
    assert.equal(first.json.next, 2);
    const second = await bo.get("/tickets?limit=1&before=2");
    assert.deepEqual([(second.json.tickets as { number: number }[])[0]?.number, second.json.next], [1, null]);
    assert.deepEqual((await bo.get("/tickets?status=resolved")).json.tickets, []);
    const part = await bo.get("/tickets/1?limit=2");
    assert.equal(part.json.next, 2);
    assert.equal(((await bo.get("/tickets/1?limit=2&before=2")).json.messages as unknown[]).length, 1);
  });

  test("is told when somebody was faster", async () => {
    const bo = await programOf(house, house.cast.bo);
    const ada = await programOf(house, house.cast.ada);
    await ada.post("/tickets/1/messages", { body: "It still fails." });
    const late = await bo.post("/tickets/1/messages", { body: "Does it work?", seen: 3 });
    assert.equal(late.status, 409, late.text);
    assert.equal((await bo.post("/tickets/1/messages", { body: "Does it work?", seen: 4 })).status, 201);
  });

  test("is told what is wrong, field by field, and nothing is kept", async () => {
    const ada = await programOf(house, house.cast.ada);
    const wrong = await ada.post("/tickets", { subject: "a", urgency: "boiling", assignee: "me" });
    assert.equal(wrong.status, 422);
    assert.equal(wrong.headers.get("content-type"), "application/problem+json");
    assert.deepEqual((wrong.json.errors as { field: string }[]).map(({ field }) => field).sort(), [
      "body.assignee",
      "body.body",
      "body.subject",
      "body.urgency",
    ]);
    const shelf = await ada.post("/tickets", { ...QUESTION, category: "no-such-shelf" });
    assert.match(String(shelf.json.detail), /no category "no-such-shelf"/);
    assert.equal((await ada.get("/tickets?limit=500")).status, 422);
    assert.equal((await ada.get("/tickets?limit=5&limit=6")).status, 422);
    assert.equal((await ada.get("/tickets?order=id")).status, 422);
    assert.equal((await ada.post("/tickets", QUESTION, { "idempotency-key": "short" })).status, 400);
    assert.equal(((await ada.get("/tickets")).json.tickets as unknown[]).length, 1);
  });

  test("is asked what the category asks, in the words of its labels", async () => {
    const { ctx, cast } = house;
    const field = { hint: "", choices: ["main", "other"], kind: "choice" as const, isRequired: true };
    await defineField(ctx, cast.dee, { ...field, category: "branches", label: "Which branch" });
    const ada = await programOf(house, cast.ada);
    const named = { ...QUESTION, category: "branches" };
    const missing = await ada.post("/tickets", named);
    assert.deepEqual(
      (missing.json.errors as { field: string }[]).map((one) => one.field),
      ["body.fields.Which branch"],
    );
    for (const fields of [{ "Which branch": "mine" }, { "Which branch": "main", Colour: "red" }])
      assert.equal((await ada.post("/tickets", { ...named, fields })).status, 422);
    const made = await ada.post("/tickets", { ...named, fields: { "Which branch": "main" } });
    assert.equal(made.status, 201, made.text);
    const read = await ada.get(`/tickets/${made.json.number}`);
    assert.deepEqual(read.json.fields, [{ label: "Which branch", kind: "choice", value: "main" }]);
    assert.equal((await ada.post("/tickets", QUESTION)).status, 201, "whoever named no category cannot know");
  });

  test("finds and reads articles its owner may read", async () => {
    const [ada, bo] = [await programOf(house, house.cast.ada), await programOf(house, house.cast.bo)];
    const { json } = await ada.get("/search?q=no%20commits");
    assert.equal((json.results as { slug: string }[])[0]?.slug, "no-commits-found");
    const mine = (await ada.get("/articles?limit=100")).json.articles as { slug: string }[];
    const theirs = (await bo.get("/articles?limit=100")).json.articles as { slug: string }[];
    assert.ok(theirs.length > mine.length);
    const page = await bo.get("/articles?limit=2");
    assert.deepEqual((await bo.get(`/articles?limit=2&after=${page.json.next}`)).json.articles, theirs.slice(2, 4));
    assert.equal((await ada.get("/articles/no-commits-found")).json.source, null);
    assert.match(String((await bo.get("/articles/no-commits-found")).json.source), /^---/);
  });
});
