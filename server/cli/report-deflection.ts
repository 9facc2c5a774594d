import { type DeflectionReport, deflectionReport } from "#server/reports/deflection.ts";
import { deflectionJson } from "#server/reports/deflection-file.ts";
import { type Command, readCall } from "./command.ts";
import { bringFiguresUpToDate } from "./figures.ts";
import { withPortal } from "./opening.ts";

export const reportDeflection: Command = {
  name: "report deflection",
  usage: "[--json] [--from WEEK] [--to WEEK]",
  summary: "the figures behind the report page: how many basic questions no longer have to be asked",
  details: () =>
    "  WEEK is a week like 2026-W10 or a date in it. Without them, the last full quarter after the baseline.",
  examples: ["portal report deflection --json", "portal report deflection --from 2026-W10 --to 2026-W20"],
  run: async (given, terminal) => {
    const { values } = readCall(reportDeflection, given, {
      options: { json: { type: "boolean", default: false }, from: { type: "string" }, to: { type: "string" } },
    });
    const { from, to, json } = values;
    const report = await withPortal(terminal, async (ctx) => {
      await bringFiguresUpToDate(ctx);
      return deflectionReport(ctx, { ...(from ? { from } : {}), ...(to ? { to } : {}) });
    });
    terminal.say(json ? JSON.stringify(deflectionJson(report), null, 2) : inWords(report));
    return 0;
  },
};

function inWords({ sentence, verdict, period, missing }: DeflectionReport): string {
  return [sentence, `Period: ${period.dates}.`, `Verdict: ${verdict}.`, ...missing].join("\n");
}
