import { DAY } from "#server/platform/clock.ts";
import type { House } from "#test/support/house.ts";

/** Winds the clock, and lets also that happen which what was due gave rise to. */
export async function passTime(house: House, ms: number): Promise<void> {
  await house.wait(ms);
  await house.settle();
}

/** Nine o'clock on the next working day, when the office opens. */
export async function untilMorning(house: House): Promise<void> {
  const now = new Date(house.ctx.clock.now());
  let morning = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 9);
  while ([0, 6].includes(new Date(morning).getUTCDay())) morning += DAY;
  await passTime(house, morning - now.getTime());
}
