import { byCommandLine } from "#server/audit/trail.ts";
import { giveOutFolder } from "#server/knowledge/giving-out.ts";
import { type Command, readCall } from "./command.ts";
import { counted } from "./counted.ts";
import { withArticles } from "./opening.ts";

export const knowledgeExport: Command = {
  name: "knowledge export",
  usage: "DIR",
  summary: "writes every published article as its author wrote it, with its front matter, to CATEGORY/ARTICLE.md",
  examples: ["portal knowledge export ./articles"],
  run: async (given, terminal) => {
    const [folder = ""] = readCall(knowledgeExport, given, { words: ["DIR"] }).words;
    const { written, same } = await withArticles(terminal, (ctx) => giveOutFolder(ctx, byCommandLine, folder));
    terminal.say(`${counted(written, "article")} written to ${folder}, ${same} there already.`);
    return 0;
  },
};
