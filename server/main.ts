import { readConfig } from "#server/platform/config.ts";
import { sayAndExit } from "./cli/exit.ts";
import { type Portal, runPortal } from "./portal.ts";

try {
  untilTold(await runPortal(readConfig(), (line) => console.log(line)));
} catch (error) {
  sayAndExit(error);
}

/** Ctrl+C reaches us twice, from the terminal and through the launcher; only one that comes later means now. */
const ECHO = 1000;

/** A signal ends it in order. So does an error nobody expected: what state it left behind is unknown. */
function untilTold({ ctx, stop }: Portal): void {
  let toldAt: number | undefined;
  const end = (exitCode: number) => void stop().then(() => process.exit(exitCode), sayAndExit);
  const told = () => {
    const now = performance.now();
    if (toldAt !== undefined && now - toldAt > ECHO) process.exit(1);
    if (toldAt === undefined) end(0);
    toldAt ??= now;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, told);
  process.once("uncaughtException", (error) => {
    ctx.log.error({ err: error }, "Something broke that nobody expected. The portal finishes what it does and ends.");
    end(1);
  });
}
