import { Misuse } from "#server/platform/errors.ts";
import type { Command, Terminal } from "./command.ts";
import { commandNames, loadCommand } from "./commands.ts";
import { endingOf } from "./exit.ts";
import { helpOf } from "./help.ts";

const wantsHelp = (word: string) => word === "--help" || word === "-h";

/** Runs one command line and answers with the exit code. */
export async function runCommand(given: string[], terminal: Terminal): Promise<number> {
  try {
    const { command, words } = await choose(given);
    if (!words.some(wantsHelp)) return await command.run(words, terminal);
    terminal.say(
      helpOf(
        command,
        words.filter((word) => !wantsHelp(word)),
      ),
    );
    return 0;
  } catch (error) {
    const { sentence, exitCode } = endingOf(error);
    terminal.tell(sentence);
    return exitCode;
  }
}

/** The command whose name begins the line. Names are one or two words. */
async function choose(given: string[]): Promise<{ command: Command; words: string[] }> {
  const [first = "help"] = given;
  const asked = wantsHelp(first) ? ["help", ...given.slice(1)] : given.length === 0 ? ["help"] : given;
  for (const length of [2, 1]) {
    const command = await loadCommand(asked.slice(0, length).join(" "));
    if (command) return { command, words: asked.slice(length) };
  }
  const family = commandNames.filter((name) => name.startsWith(`${first} `)).map((name) => `portal ${name}`);
  if (family.length > 0) throw new Misuse(`Say which one: ${family.join(", ")}.`);
  throw new Misuse(`There is no command "${first}". portal help lists them all.`);
}
