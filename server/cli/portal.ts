import { readConfig } from "#server/platform/config.ts";
import { runCommand } from "./running.ts";
import { readInput } from "./typing.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  config: () => readConfig(),
  say: (line) => console.log(line),
  tell: (line) => console.error(line),
  input: () => readInput((line) => console.error(line)),
});
