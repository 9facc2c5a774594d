import { giveOutFolder } from "#server/knowledge/giving-out.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { type Command, readCall } from "./command.ts";
import { isRunning, withPortal } from "./opening.ts";

export const knowledgeExport: Command = {
  name: "knowledge export",
  usage: "DIR",
  summary: "writes every published article as its author wrote it, with its front matter, to CATEGORY/ARTICLE.md",
  examples: ["portal knowledge export ./articles"],
  run: async (given, terminal) => {
    const [folder = ""] = readCall(knowledgeExport, given, { words: ["DIR"] }).words;
    const isBeside = isRunning(terminal.config());
    const { written, same } = await withPortal(terminal, async (ctx) => {
      if (!isBeside) await importArticles(ctx, ctx.config.knowledgeDir, terminal.tell);
      return giveOutFolder(ctx, folder);
    });
    terminal.say(`${written} articles written to ${folder}, ${same} were there already.`);
    return 0;
  },
};
