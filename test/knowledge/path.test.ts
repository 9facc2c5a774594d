import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileFor } from "#server/knowledge/files.ts";
import { takeInFiles } from "#server/knowledge/taking-in.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { revise } from "./writing.ts";

const PATH = `---
title: Read these in order
type: explanation
summary: Two steps and a third.
applies_to: [1.0]
---

Broken now? [Storage](/articles/storage-grows-without-end)

## First

1. [Make a branch](/articles/create-branch) and [again](/articles/create-branch)
2. [The key](/articles/rotate-the-support-key)

## Then

- [How they work](/articles/how-branches-work)
- [Nothing](/articles/not-there)
`;

onEachEngine("the beginner's path", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, config: { publicKnowledge: true } });
  });
  after(() => house.close());

  test("is not there without its article", async () => {
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.get("/path")).status, 404);
    assert.doesNotMatch((await ada.get("/articles")).text, /href="\/path"/);
  });

  test("leads through the articles in order, with what somebody has read, which only they see", async () => {
    const { ctx, cast } = house;
    await takeInFiles(ctx, { files: [fileFor("branches", "beginners-path", PATH)], shelves: [] });
    const [ada, zoe, bo, visitor] = [
      await house.as(cast.ada),
      await house.as(cast.zoe),
      await house.as(cast.bo),
      await house.as(null),
    ];
    assert.match((await ada.get("/articles")).text, /href="\/path"/);
    const stepsIn = (text: string) => [...text.matchAll(/<li id="([^"]+)"/g)].map(([, slug]) => slug);
    assert.deepEqual(stepsIn((await ada.get("/path")).text), ["create-branch", "how-branches-work"]);
    assert.deepEqual(stepsIn((await bo.get("/path")).text), [
      "create-branch",
      "rotate-the-support-key",
      "how-branches-work",
    ]);
    assert.doesNotMatch((await visitor.get("/path")).text, /Mark as read|rotate-the-support-key/);

    assert.equal((await ada.post("/path/create-branch", { read: "yes" })).location, "/path#create-branch");
    await ada.post("/path/create-branch", { read: "yes" });
    const { text } = await ada.get("/path");
    assert.match(text, /You have read 1 of 2/);
    assert.match(text, /Go on: How branches work|Go on: /);
    assert.match((await zoe.get("/path")).text, /You have read 0 of 2/);
    await ada.post("/path/create-branch", { read: "no" });
    assert.match((await ada.get("/path")).text, /You have read 0 of 2/);
    assert.equal((await ada.post("/path/rotate-the-support-key", { read: "yes" })).status, 404);
  });

  test("a shelf can be narrowed to what its articles apply to", async () => {
    const ada = await house.as(house.cast.ada);
    await revise(house, "how-branches-work", (source) =>
      source
        .replace(/^(applies_to:.*\n)?summary/m, "applies_to: [1.0, 2.0 <beta>]\nsummary")
        .replace(/(applies_to: \[1\.0, 2\.0 <beta>\]\n[\s\S]*?)applies_to: .*\n/, "$1"),
    );
    const { text } = await ada.get("/categories/branches");
    assert.match(text, /href="\/categories\/branches\?version=2\.0%20%3Cbeta%3E">2\.0 &lt;beta&gt;/);
    const narrowed = await ada.get("/categories/branches?version=2.0%20%3Cbeta%3E");
    assert.deepEqual(
      [...narrowed.text.matchAll(/<a href="\/articles\/([a-z-]+)"/g)].map(([, slug]) => slug),
      ["how-branches-work"],
    );
    assert.match((await ada.get("/categories/branches?version=9")).text, /No article here applies to that/);
  });
});
