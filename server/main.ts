import { readConfig } from "#server/platform/config.ts";
import { sayAndExit } from "./cli/exit.ts";
import { runPortal } from "./portal.ts";

try {
  const portal = await runPortal(readConfig(), (line) => console.log(line));
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void portal.stop().then(() => process.exit(0)));
} catch (error) {
  sayAndExit(error);
}
