import { statSync } from "node:fs";
import { byCommandLine, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { type Command, misuse, readCall, type Terminal } from "./command.ts";
import { counted } from "./counted.ts";
import { bringFiguresUpToDate } from "./figures.ts";
import { type Brought, bringIn } from "./history/bringing.ts";
import { type Checked, checkFile } from "./history/checking.ts";
import { SHAPES } from "./history/lines.ts";
import { withArticles } from "./opening.ts";
import { progressOf } from "./progress.ts";

export const importHistory: Command = {
  name: "import",
  usage: "FILE.ndjson [--dry-run]",
  summary:
    "history from another desk: people, tickets, messages, weekly counts, events; safe to repeat, and nobody gets mail",
  details: () =>
    `${SHAPES}

The whole file is checked first; if a line is wrong, it is named and nothing is brought in. --dry-run only checks.`,
  examples: ["portal import history.ndjson", "portal import history.ndjson --dry-run"],
  run: async (given, terminal) => {
    const { values, words } = readCall(importHistory, given, {
      words: ["FILE.ndjson"],
      options: { "dry-run": { type: "boolean", default: false } },
    });
    const [file = ""] = words;
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw misuse(importHistory, `${file} is not a file`);
    return withArticles(terminal, (ctx) => importFile(ctx, file, values["dry-run"], terminal));
  },
};

async function importFile(ctx: Context, file: string, isDry: boolean, terminal: Terminal): Promise<number> {
  const checked = await checkFile(ctx, file);
  for (const problem of checked.problems) terminal.tell(`${file}: ${problem}`);
  if (checked.problems.length > 0) {
    terminal.tell("Nothing was brought in.");
    return 1;
  }
  if (isDry) {
    terminal.say(`The file is right: ${inWords(checked.counts)}. Nothing was brought in.`);
    return 0;
  }
  const brought = await bring(ctx, file, checked, terminal);
  terminal.say(`Brought in ${inWords(brought)}. The file holds ${inWords(checked.counts)}.`);
  return 0;
}

async function bring(ctx: Context, file: string, checked: Checked, { tell }: Terminal): Promise<Brought> {
  const brought = await bringIn(ctx, file, checked, progressOf(tell, "Tickets", checked.counts.ticket));
  await inTransaction(ctx, (ctx) =>
    recordDeed(ctx, { by: byCommandLine, action: "brought in history", object: "portal", data: brought }),
  );
  await bringFiguresUpToDate(ctx);
  return brought;
}

const inWords = ({ person, ticket, message, week, event }: Brought) =>
  `${counted(person, "person", "people")}, ${counted(ticket, "ticket")}, ${counted(message, "message")}, ${counted(week, "week")} and ${counted(event, "event")}`;
