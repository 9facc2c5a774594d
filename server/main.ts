import { readConfig } from "#server/platform/config.ts";
import { sayAndExit } from "./cli/exit.ts";
import { type Portal, runPortal } from "./portal.ts";

try {
  untilTold(await runPortal(readConfig(), (line) => console.log(line)));
} catch (error) {
  sayAndExit(error);
}

/** A signal ends it in order. So does an error nobody expected: what state it left behind is unknown. */
function untilTold({ ctx, stop }: Portal): void {
  const end = (exitCode: number) => void stop().then(() => process.exit(exitCode), sayAndExit);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end(0));
  process.once("uncaughtException", (error) => {
    ctx.log.error({ err: error }, "Something broke that nobody expected. The portal finishes what it does and ends.");
    end(1);
  });
}
