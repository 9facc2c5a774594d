import { letter } from "#server/http/view.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { can } from "#server/people/permissions.ts";
import { type DeflectionReport, deflectionReport } from "./deflection.ts";
import { gapsFound } from "./gaps-finding.ts";
import { MONTHLY } from "./monthly.ts";
import { nextSteps } from "./next-steps.ts";
import { percent } from "./wording.ts";

type Mail = {
  subject: string;
  sentence: string;
  outlook: string;
  chart: string;
  weeks: { week: string; per100: string; width: number; isOut: boolean }[];
  expected: string;
  steps: { sentence: string; address: string }[];
  address: string;
};
const asMarkup = letter<Mail>("reports/mail/monthly.html");
const asText = letter<Mail>("reports/mail/monthly.txt", false);

/** Drawn when it goes out, with the figures of that moment; nothing to whoever may not see reports any more. */
const writeMonthly: LetterWriter = async (ctx, reader) => {
  if (!can(reader, "report.see")) return null;
  const report = await deflectionReport(ctx);
  const { headline, goal, verdict } = report;
  if (!headline || !goal) return null;
  const { baseUrl } = ctx.config;
  const steps = nextSteps(report, await gapsFound(ctx));
  const mail: Mail = {
    subject: `Basic questions: ${percent(headline.reduction)} of a goal of ${percent(goal.target)}, ${verdict}`,
    sentence: report.sentence,
    outlook: report.outlook?.sentence ?? "",
    chart: bars(report),
    weeks: rows(report),
    expected: report.expectedPer100 === null ? "" : `; ${report.expectedPer100.toFixed(1)} were expected`,
    steps: steps.map(({ sentence, href }) => ({ sentence, address: baseUrl + href })),
    address: `${baseUrl}/reports/deflection`,
  };
  return { subject: mail.subject, text: asText(mail), html: asMarkup(mail) };
};

export const monthlyLetter: [string, LetterWriter] = [MONTHLY, writeMonthly];

const LAST_WEEKS = 13;
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

const shown = ({ weeks }: DeflectionReport) => weeks.slice(-LAST_WEEKS);
const highest = (report: DeflectionReport) =>
  Math.max(1, report.expectedPer100 ?? 0, ...shown(report).map(({ per100 }) => per100));

/** The weeks as a line of blocks, for mail that is read as text; a week that is left out is a dot. */
function bars(report: DeflectionReport): string {
  const most = highest(report);
  return shown(report)
    .map(({ per100, leftOut }) =>
      leftOut !== null ? "·" : (BLOCKS[Math.min(7, Math.floor((8 * per100) / most))] as string),
    )
    .join("");
}

function rows(report: DeflectionReport): Mail["weeks"] {
  const most = highest(report);
  return shown(report).map(({ startsOn, per100, leftOut }) => ({
    week: startsOn,
    per100: per100.toFixed(1),
    width: Math.max(1, Math.round((200 * per100) / most)),
    isOut: leftOut !== null,
  }));
}
