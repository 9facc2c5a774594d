import assert from "node:assert/strict";
import { test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { playKills } from "#test/support/killing/killing.ts";

/** The same is played for ten minutes by `npm run bench:kill`. */
const SHORT = 5000;

onEachEngine("a process that is killed again and again", (engine) => {
  test("loses no notification, and repeats only what the mail server took while it died", {
    timeout: 60_000,
  }, async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const { wrong, kills, messages, fires } = await playKills(engine, SHORT, seed);
    assert.deepEqual(wrong, [], `seed ${seed}`);
    assert.ok(kills > 1 && messages > 5 && fires > 3, `${kills} kills, ${messages} messages, ${fires} steps`);
  });
});
