import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

const LONGEST = 10_000;

/** Waits for what comes by itself, as long as a busy machine may need for it. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LONGEST;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, "it never came");
    await pause(20);
  }
}
