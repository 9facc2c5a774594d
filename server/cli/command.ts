import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { Config } from "#server/platform/config.ts";
import { Misuse } from "#server/platform/errors.ts";

/** Where a command reads and speaks. Tests hand in their own. */
export type Terminal = {
  config(): Config;
  /** The result, for people and scripts alike. */
  say(line: string): void;
  /** Progress and warnings, which no script reads. */
  tell(line: string): void;
  /** What was piped in; null where a person sits at the keyboard. */
  input(): Promise<string | null>;
};

export type Command = {
  /** The words after `portal` that choose it. */
  name: string;
  /** What follows the name. */
  usage: string;
  summary: string;
  /** More than a line about it, for its own help. Words after --help may ask for a part of it. */
  details?(words: string[]): string;
  examples: string[];
  /** Ends with the exit code: 0 done, 1 it found something wrong. */
  run(words: string[], terminal: Terminal): Promise<number>;
};

type Wanted<Options extends ParseArgsOptionsConfig> = {
  options?: Options;
  /** What the words without a dash are, in their order; those that may be left out end with "?", a last one that may repeat with "…". */
  words?: readonly string[];
};

/** Reads a command line, or says in one sentence what is wrong with it. */
export function readCall<const Options extends ParseArgsOptionsConfig>(
  command: Pick<Command, "name" | "usage">,
  given: string[],
  { options = {} as Options, words = [] }: Wanted<Options> = {},
) {
  const read = () => parseArgs({ args: given, options, allowPositionals: true, strict: true });
  const call = attempt(command, read);
  const least = words.filter((word) => !word.endsWith("?")).length;
  const { length } = call.positionals;
  if (length < least) throw misuse(command, `${words[length]} is missing`);
  if (length > words.length && !words.at(-1)?.endsWith("…"))
    throw misuse(command, `"${call.positionals[words.length]}" is one word too many`);
  return { values: call.values, words: call.positionals };
}

function attempt<Result>(command: Pick<Command, "name" | "usage">, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const [reason = ""] = (error as Error).message.split(/[.\n]/);
    throw misuse(command, reason);
  }
}

export function misuse({ name, usage }: Pick<Command, "name" | "usage">, reason: string): Misuse {
  return new Misuse(`${reason}. Write: ${`portal ${name} ${usage}`.trim()}`);
}

/** A whole number from an option, or the value it has when not given. */
export function countFrom(command: Pick<Command, "name" | "usage">, option: string, given: string, most: number) {
  const count = Number(given);
  if (!/^\d{1,15}$/.test(given) || count > most)
    throw misuse(command, `--${option} is "${given}", which is not a whole number up to ${most.toLocaleString("en")}`);
  return count;
}
