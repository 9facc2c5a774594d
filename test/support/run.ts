import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { findBrowser } from "./find-browser.ts";
import { startPostgres } from "./postgres.ts";
import { makeScratch } from "./scratch.ts";
import { makeTemplates } from "./templates.ts";

/**
 * Runs the suite: brings along what the tests need, then Node's own runner. `npm test -- test/people/*.test.ts`
 * runs only some of it.
 */
const asked = process.argv.slice(2);
const files = asked.length > 0 ? asked : globSync("test/**/*.test.ts").sort();

const browser = await findBrowser();
const scratch = makeScratch();
Object.assign(process.env, scratch.env);
const postgres = await startPostgres();
const missing = [postgres ? "" : "PostgreSQL (its tests)", browser ? "" : "a browser (its tests)"].filter(Boolean);
if (missing.length > 0) {
  console.log(`Could not get ${missing.join(" and ")}: skipped.`);
  if (process.env.CI === "true") process.exitCode = 1;
}

const templates = await makeTemplates(postgres?.url);
const env = {
  ...process.env,
  ...templates.env,
  ...(postgres ? { TEST_DATABASE_URL: postgres.url } : {}),
  ...(browser ? { PORTAL_CHROMIUM: browser } : {}),
};
// One more than there are processors: now and then a test waits for a browser, a process or a disk.
const flags = [
  "--test",
  "--test-timeout=600000",
  `--test-concurrency=${availableParallelism() + 1}`,
  "--disable-warning=ExperimentalWarning",
];
const runner = spawn(process.execPath, [...flags, ...files], { stdio: "inherit", env });
process.on("exit", scratch.remove);
runner.on("exit", async (code, signal) => {
  // Where somebody broke off, the server may have ended before us.
  await Promise.allSettled([templates.drop()]);
  await postgres?.stop();
  process.exit(code || process.exitCode || (signal ? 1 : 0));
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => runner.kill(signal));
