import { isUnreachable } from "#server/platform/database/unreachable.ts";
import { Misuse, Refusal } from "#server/platform/errors.ts";

export type Ending = { sentence: string; exitCode: number };

/** One sentence and the exit code that scripts rely on; a stack only for our own mistakes. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Misuse) return { sentence: error.message, exitCode: error.exitCode };
  if (error instanceof Refusal) return { sentence: error.message, exitCode: 1 };
  if (!(error instanceof Error)) return { sentence: String(error), exitCode: 1 };
  const outside = whatTheOutsideSaid(error);
  return { sentence: outside ?? error.stack ?? error.message, exitCode: 1 };
}

/** Files, disks and databases fail with a code of their own; they are nobody's bug and need no stack. */
function whatTheOutsideSaid(error: Error): string | null {
  const code = "code" in error ? String(error.code) : "";
  if (code === "" || code.startsWith("ERR_")) return null;
  const said = (error.message || code).split("\n")[0];
  if (isUnreachable(error)) return `The database does not answer: ${said}. Start it, or look at DATABASE_URL.`;
  return `It stopped: ${said}.`;
}

export function sayAndExit(error: unknown): never {
  const { sentence, exitCode } = endingOf(error);
  console.error(sentence);
  process.exit(exitCode);
}
