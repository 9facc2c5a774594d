import { inWords } from "#server/escalation/explaining.ts";
import { METRIC_NAMES, METRICS, type Metric, PRIORITY_NAMES } from "#server/escalation/policy.ts";
import { view } from "#server/http/view.ts";
import { csv } from "./export.ts";
import type { ServiceReport, ServiceRow } from "./promises.ts";
import { percent, several } from "./wording.ts";

export const HERE = "/reports/service";
export const SPANS = [3, 6, 12] as const;
const MINUTE = 60_000;

type Shown = {
  month: string;
  priority: string;
  decided: string;
  met: string;
  without: string;
  missed: string;
  median: string;
};
type ServicePage = {
  title: string;
  metrics: { label: string; href: string; isCurrent: boolean }[];
  spans: { label: string; href: string; isCurrent: boolean }[];
  metric: string;
  rows: Shown[];
  basis: string;
  outages: { from: number; to: number }[];
  files: { csv: string; json: string };
};
export const serviceView = view<ServicePage>("reports/service", "staff");

export function servicePage(report: ServiceReport, metric: Metric, months: number): ServicePage {
  return {
    title: "Service",
    metrics: METRICS.map((one) => ({
      label: METRIC_NAMES[one],
      href: `${HERE}?metric=${one}&months=${months}`,
      isCurrent: one === metric,
    })),
    spans: SPANS.map((count) => ({
      label: `${count} months`,
      href: `${HERE}?metric=${metric}&months=${count}`,
      isCurrent: count === months,
    })),
    metric: METRIC_NAMES[metric],
    rows: report.rows
      .filter((row) => row.metric === metric)
      .map(shown)
      .reverse(),
    basis: basisOf(report),
    outages: report.outages.map(({ from, to }) => ({ from, to })),
    files: { csv: `${HERE}.csv?months=${months}`, json: `${HERE}.json?months=${months}` },
  };
}

function basisOf({ timeZone, calendars }: ServiceReport): string {
  const counted = calendars.length > 0 ? `open time of ${calendars.join(", ")}` : "time around the clock";
  return `Months of ${timeZone}; times are ${counted}, without pauses.`;
}

function shown(row: ServiceRow): Shown {
  const { metRate, metRateWithoutOutages, medianMinutes, missed, excused, missedInOutages } = row;
  const notes = [
    ...(missedInOutages > 0 ? [`${missedInOutages} while the portal stood still`] : []),
    ...(excused > 0 ? [`${excused} more excused`] : []),
  ];
  return {
    month: row.month,
    priority: PRIORITY_NAMES[row.priority as keyof typeof PRIORITY_NAMES] ?? row.priority,
    decided: several(row.met + missed, "promise"),
    met: metRate === null ? "" : percent(metRate),
    without: metRateWithoutOutages === null ? "" : percent(metRateWithoutOutages),
    missed: notes.length > 0 ? `${missed} (${notes.join(", ")})` : String(missed),
    median: medianMinutes === null ? "" : inWords(Math.max(1, Math.round(medianMinutes)) * MINUTE),
  };
}

const HEAD = [
  "month",
  "time_zone",
  "promise",
  "priority",
  "met",
  "missed",
  "excused",
  "missed_in_outages",
  "met_rate",
  "met_rate_without_outages",
  "median_open_minutes",
  "measured",
  "calendars",
];

export function serviceCsv({ rows, timeZone, calendars }: ServiceReport): string {
  const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 1000);
  return csv(
    HEAD,
    rows.map((row) => [
      ...[row.month, timeZone, row.metric, row.priority, row.met, row.missed, row.excused, row.missedInOutages],
      ...[rounded(row.metRate), rounded(row.metRateWithoutOutages), rounded(row.medianMinutes), row.measured],
      calendars.join("; "),
    ]),
  );
}
