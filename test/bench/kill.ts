import { playKills } from "#test/support/killing/killing.ts";

/** `npm run bench:kill -- [minutes] [sqlite|postgres] [seed]`: ten minutes of random SIGKILL against a real mail server. */
const [minutes = "10", engine = "sqlite", seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
if (engine !== "sqlite" && engine !== "postgres") throw new Error("The second word is sqlite or postgres.");
const report = await playKills(engine, Number(minutes) * 60_000, Number(seed));
const { wrong, kills, tickets, messages, fires, repeated } = report;
console.log(
  `${engine}, seed ${seed}: ${kills} kills in ${minutes} min, ${tickets} tickets, ${fires} steps, ${messages} messages`,
);
console.log(
  `${repeated} repeated because the process died between the server's word and its own note; ${wrong.length} wrong`,
);
for (const sentence of wrong.slice(0, 50)) console.log(`  ${sentence}`);
process.exit(wrong.length > 0 ? 1 : 0);
