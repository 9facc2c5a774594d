import { BUDGET } from "#server/platform/scheduler.ts";
import { playDays } from "#test/support/soak.ts";

/**
 * `npm run bench:soak -- [tickets] [running ladders] [days] [seed]`: a simulated year of 200,000 tickets with 5,000
 * running ladders, from one due time to the next. No stored due time may differ from a rebuild, none may be
 * late, and no tick of the ladders and clocks may take longer than the scheduler gives it.
 */
const [tickets = 200_000, running = 5_000, days = 365, seed = 1] = process.argv.slice(2).map(Number);
const engine = process.env.TEST_DATABASE_URL && process.argv.includes("postgres") ? "postgres" : "sqlite";
const began = performance.now();
const soak = {
  engine,
  past: tickets - running,
  running,
  days,
  stepDays: 30,
  eventsADay: running * 0.012,
  seed,
} as const;
const soaked = await playDays(soak, (line) =>
  console.log(`  ${Math.round((performance.now() - began) / 1000)} s: ${line}`),
);
const { steps, events, mails, compared, adrift, longestTick, longestPiece, overdue } = soaked;
const isInBudget = longestTick <= BUDGET;
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(`${engine}: ${days} days of ${tickets} tickets with ${running} running ladders in ${minutes} min`);
console.log(
  `${steps} looks at ladders, ${events} things people did, ${mails} mails; longest piece ${longestPiece.toFixed(0)} ms`,
);
console.log(
  `longest tick ${longestTick.toFixed(0)} ms: ${isInBudget ? "within" : "over"} the budget of ${BUDGET / 1000} s`,
);
console.log(
  `${compared} tickets compared with a rebuild: ${adrift.length} adrift; ${overdue === 0 ? "nothing" : "something"} is overdue`,
);
for (const one of adrift.slice(0, 20)) console.log(`  ${one}`);
process.exit(adrift.length > 0 || overdue > 0 || !isInBudget ? 1 : 0);
