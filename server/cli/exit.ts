import { Misuse, Refusal } from "#server/platform/errors.ts";

/** One sentence on standard error and the exit code that scripts rely on; a stack only for our own mistakes. */
export function sayAndExit(error: unknown): never {
  if (error instanceof Misuse) {
    console.error(error.message);
    process.exit(error.exitCode);
  }
  if (error instanceof Refusal) {
    console.error(error.message);
    process.exit(1);
  }
  console.error(error);
  process.exit(1);
}
