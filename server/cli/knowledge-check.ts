import { statSync } from "node:fs";
import { checkKnowledge } from "#server/knowledge/check.ts";
import { type Command, misuse, readCall } from "./command.ts";
import { counted } from "./counted.ts";
import { withArticles, withPortal } from "./opening.ts";

export const knowledgeCheck: Command = {
  name: "knowledge check",
  usage: "[DIR] [--json]",
  summary: "broken links, missing fields, catalogue entries without an article, stale articles; exit 1 if any",
  details: () => "  Without DIR: the folder the portal starts with, and everything it has published.",
  examples: ["portal knowledge check", "portal knowledge check ./articles"],
  run: async (given, terminal) => {
    const { values, words } = readCall(knowledgeCheck, given, {
      words: ["DIR?"],
      options: { json: { type: "boolean", default: false } },
    });
    const [folder] = words;
    if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw misuse(knowledgeCheck, `${folder} is not a folder`);
    const open = folder === undefined ? withArticles : withPortal;
    const faults = await open(terminal, (ctx) => checkKnowledge(ctx, folder));
    if (values.json) terminal.say(JSON.stringify(faults, null, 2));
    else {
      for (const { file, kind, sentence } of faults) terminal.say(`${file}: ${kind}: ${sentence}`);
      terminal.say(faults.length === 0 ? "Nothing is wrong." : `${counted(faults.length, "thing")} to put right.`);
    }
    return faults.length > 0 ? 1 : 0;
  },
};
