import { byCommandLine } from "#server/audit/trail.ts";
import { takeInFolder } from "#server/knowledge/taking-in.ts";
import { type Command, readCall } from "./command.ts";
import { withPortal } from "./opening.ts";
import { progressOf } from "./progress.ts";

export const knowledgeImport: Command = {
  name: "knowledge import",
  usage: "DIR",
  summary: "takes a folder of Markdown articles (CATEGORY/ARTICLE.md) into the portal; exit 1 if one could not be read",
  details: () =>
    [
      "  A text the portal does not know yet becomes the article's next revision; what was there before stays in its history.",
      "  A text that was replaced in the portal since is left alone and named. What the folder lacks stays. Safe to repeat.",
    ].join("\n"),
  examples: [
    "portal knowledge import ./articles",
    "portal knowledge export ./articles && portal knowledge import ./articles",
  ],
  run: async (given, terminal) => {
    const [folder = ""] = readCall(knowledgeImport, given, { words: ["DIR"] }).words;
    const { added, updated, unchanged, older, problems } = await withPortal(terminal, (ctx) =>
      takeInFolder(ctx, byCommandLine, folder, (whole) => progressOf(terminal.tell, "Articles", whole)),
    );
    for (const { file, reason } of problems) terminal.tell(`${file}: ${reason}`);
    for (const file of older) terminal.tell(`${file}: the portal holds a newer text; export it before you change it.`);
    terminal.say(`${added} added, ${updated} updated, ${unchanged} unchanged, ${older.length} older.`);
    return problems.length > 0 ? 1 : 0;
  },
};
