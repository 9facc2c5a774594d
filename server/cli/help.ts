import type { Command } from "./command.ts";
import { allCommands } from "./commands.ts";
import { settingsHelp } from "./settings-help.ts";

/** Lists the commands, or explains one of them, or the settings. */
export const help: Command = {
  name: "help",
  usage: "[COMMAND|settings]",
  summary: "this list; with a command, how it is used; with settings, every setting",
  examples: ["portal help", "portal help user add", "portal help settings"],
  run: async (words, { say, tell }) => {
    const commands = await allCommands();
    if (words.length === 0) say(overview(commands));
    else if (words.join(" ") === "settings") say(settingsHelp());
    else {
      const asked = commands.filter(({ name }) => name === words.join(" ") || name.startsWith(`${words.join(" ")} `));
      if (asked.length === 0) {
        tell(`There is no command "${words.join(" ")}". portal help lists them all.`);
        return 2;
      }
      say(asked.map((command) => helpOf(command, [])).join("\n\n"));
    }
    return 0;
  },
};

function overview(commands: readonly Command[]): string {
  const lines = commands.map(
    (command) => `  ${callOf(command)}\n      ${command.summary}\n      ${command.examples[0]}`,
  );
  return [
    "portal: everything about Firstline that is done on the command line. In its folder: npx portal COMMAND, or npm run portal -- COMMAND",
    ...lines,
    "Every command explains itself with --help. portal help settings lists the settings.",
    "Exit codes: 0 done, 1 it found something wrong, 2 it was called wrongly.",
  ].join("\n\n");
}

const callOf = ({ name, usage }: Command) => `portal ${name} ${usage}`.trim();

/** One command in full. */
export function helpOf(command: Command, words: string[]): string {
  const parts = [callOf(command), `  ${command.summary}`];
  if (command.details) parts.push(command.details(words));
  parts.push(["Examples:", ...command.examples.map((example) => `  ${example}`)].join("\n"));
  return parts.join("\n\n");
}
