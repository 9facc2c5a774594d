import { fstatSync } from "node:fs";
import { text } from "node:stream/consumers";

const PATIENCE = 2000;

/** What was piped in, or null where nothing was: a keyboard, or no input at all. */
export async function readInput(tell: (line: string) => void): Promise<string | null> {
  if (isPlainTerminal()) return null;
  const hint = setTimeout(() => tell("Reading standard input until it ends."), PATIENCE);
  try {
    return await text(process.stdin);
  } finally {
    clearTimeout(hint);
  }
}

/** A character device is a keyboard or /dev/null; a closed input cannot be asked at all. */
function isPlainTerminal(): boolean {
  try {
    return process.stdin.isTTY || fstatSync(0).isCharacterDevice();
  } catch {
    return true;
  }
}
