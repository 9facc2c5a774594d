import type { CheckResult } from "#server/measure/checks.ts";
import type { DeflectionReport } from "./deflection.ts";

export type CheckRow = {
  title: string;
  outcome: { words: string; tone: string; icon: string };
  numbers: { what: string; value: string; limits: string }[];
  data: { label: string; href: string };
};

const OUTCOMES: Record<CheckResult["outcome"], CheckRow["outcome"]> = {
  pass: { words: "Passes", tone: "good", icon: "check" },
  warn: { words: "Warns", tone: "warn", icon: "warning" },
  fail: { words: "Fails", tone: "bad", icon: "cross" },
  "not measured": { words: "Not measured", tone: "", icon: "minus" },
};

/** Where the data of a check lie; the weeks are the data of all others. */
const DATA: Partial<Record<CheckResult["key"], string>> = {
  denominator: "#def-people",
  "off-portal": "#def-elsewhere",
  silent: "#def-journeys",
  labels: "/reports/second-coding",
  mix: "#def-adjusted",
  events: "#def-collected",
  edits: "/reports/deflection/goal",
};

const ORDER: CheckResult["outcome"][] = ["fail", "warn", "pass", "not measured"];

/** What needs a look first; what could not be measured last, and said. */
export function checkRows({ trust }: DeflectionReport): CheckRow[] {
  return trust.results
    .toSorted((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome))
    .map(({ key, title, outcome, measured }) => ({
      title,
      outcome: OUTCOMES[outcome],
      numbers: measured.map(({ what, value, thresholds, isWorseBelow }) => ({
        what,
        value: value === null ? "not measured" : written(value),
        limits: limitsOf(thresholds, isWorseBelow === true),
      })),
      data: { label: DATA[key] ? "Its figures" : "The weeks", href: DATA[key] ?? "#weeks" },
    }));
}

const written = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(3));

function limitsOf({ warn, fail }: CheckResult["measured"][number]["thresholds"], isWorseBelow: boolean): string {
  const side = isWorseBelow ? "below" : "above";
  const parts = [warn === null ? "" : `warns ${side} ${warn}`, fail === null ? "" : `fails ${side} ${fail}`];
  return parts.filter((words) => words !== "").join(", ");
}
