import { statSync } from "node:fs";
import { byCommandLine, recordDeed } from "#server/audit/trail.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { sayCountedTwice } from "#server/reports/importing.ts";
import { countHeld } from "#server/tickets/tally.ts";
import { type Command, misuse, readCall, type Terminal } from "./command.ts";
import { counted } from "./counted.ts";
import { bringFiguresUpToDate } from "./figures.ts";
import { type Brought, bringIn } from "./history/bringing.ts";
import { type Checked, checkFiles } from "./history/checking.ts";
import { SHAPES } from "./history/lines.ts";
import { withArticles } from "./opening.ts";
import { progressOf } from "./progress.ts";

export const importHistory: Command = {
  name: "import",
  usage: "FILE… [--dry-run]",
  summary:
    "history from another desk: people, tickets, messages, weekly counts, events; safe to repeat, and nobody gets mail",
  details: () =>
    `${SHAPES}

All files are checked first; if a line is wrong, it is named and nothing is brought in. --dry-run only checks.
Open tickets are held: no clocks, no ladders, no mail until they are made live, under Settings, Imported tickets.`,
  examples: ["portal import history.ndjson --dry-run", "portal import people.csv tickets.csv messages.csv"],
  run: async (given, terminal) => {
    const { values, words } = readCall(importHistory, given, {
      words: ["FILE…"],
      options: { "dry-run": { type: "boolean", default: false } },
    });
    const stray = words.find((file) => !statSync(file, { throwIfNoEntry: false })?.isFile());
    if (stray !== undefined) throw misuse(importHistory, `${stray} is not a file`);
    return withArticles(terminal, (ctx) => importFiles(ctx, words, values["dry-run"], terminal));
  },
};

async function importFiles(ctx: Context, files: string[], isDry: boolean, terminal: Terminal): Promise<number> {
  const checked = await checkFiles(ctx, files);
  for (const problem of checked.problems) terminal.tell(problem);
  if (checked.problems.length > 0) {
    terminal.tell("Nothing was brought in.");
    return 1;
  }
  if (isDry) {
    terminal.say(
      `The ${files.length === 1 ? "file is" : "files are"} right: ${inWords(checked.counts)}. Nothing was brought in.`,
    );
    return 0;
  }
  const brought = await bring(ctx, files, checked, terminal);
  terminal.say(
    `Brought in ${inWords(brought)}. The ${files.length === 1 ? "file holds" : "files hold"} ${inWords(checked.counts)}.`,
  );
  const twice = await sayCountedTwice(ctx);
  if (twice) terminal.say(twice);
  const held = await countHeld(ctx, null);
  if (held > 0)
    terminal.say(
      `${counted(held, "open ticket waits", "open tickets wait")}: no clock runs and nobody is told until made live, at ${ctx.config.baseUrl}/admin/imported.`,
    );
  return 0;
}

async function bring(ctx: Context, files: string[], checked: Checked, { tell }: Terminal): Promise<Brought> {
  const brought = await bringIn(ctx, files, checked, progressOf(tell, "Tickets", checked.counts.ticket));
  await inTransaction(ctx, (ctx) =>
    recordDeed(ctx, { by: byCommandLine, action: "brought in history", object: "portal", data: brought }),
  );
  await bringFiguresUpToDate(ctx);
  return brought;
}

const inWords = ({ person, ticket, message, week, event }: Brought) =>
  `${counted(person, "person", "people")}, ${counted(ticket, "ticket")}, ${counted(message, "message")}, ${counted(week, "week")} and ${counted(event, "event")}`;
