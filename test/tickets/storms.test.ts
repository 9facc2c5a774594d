import assert from "node:assert/strict";
import { test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { openStormyHouse, playStorms } from "./storm-histories.ts";

onEachEngine("storms", (engine) => {
  test("M3 to M7, M9, D5: however many are due, nobody is flooded, nothing is forgotten, and rows are right", async () => {
    const stormy = await openStormyHouse(engine);
    try {
      assert.ok((await playStorms(stormy, engine === "sqlite" ? 8 : 4)) > 0, "nothing was held");
    } finally {
      await stormy.house.close();
    }
  });
});
