import { after, before, test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { openCrashingHouse } from "./crash-histories.ts";

onEachEngine("ladders through crashes", (engine) => {
  let crashing: Awaited<ReturnType<typeof openCrashingHouse>>;
  before(async () => {
    crashing = await openCrashingHouse(engine);
  });
  after(() => crashing.house.close());

  test("M3 to M8, M10, M11: through deaths at bad moments nothing is lost, nothing is told twice, and rows are right", () =>
    crashing.play(engine === "sqlite" ? 25 : 10));
});
