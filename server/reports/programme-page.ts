import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { csv } from "./export.ts";
import { FED, GOALS, type ProgrammeFigure } from "./programme.ts";
import { percent } from "./wording.ts";

export type FigureDraft = Draft<"name" | "value" | "measuredOn" | "source" | "_once">;

type Row = {
  name: string;
  value: string;
  target: string;
  state: { words: string; tone: string; icon: string };
  source: string;
  at: string | null;
  parts: { name: string; value: string; says: string }[];
  href: string | null;
  /** Of a hundred, towards the target. */
  part: number;
};
type ProgrammePage = {
  title: string;
  rows: Row[];
  canFeed: boolean;
  draft: FigureDraft;
  names: Option[];
  files: { csv: string; json: string };
};
export const programmeView = view<ProgrammePage>("reports/programme", "staff");

const STATES: Record<ProgrammeFigure["state"], Row["state"]> = {
  reached: { words: "Reached", tone: "good", icon: "check" },
  "not reached": { words: "Not reached", tone: "warn", icon: "clock" },
  undecided: { words: "Undecided", tone: "info", icon: "info" },
  "not fed": { words: "Not fed yet", tone: "", icon: "minus" },
};

export function programmePage(by: Person, figures: readonly ProgrammeFigure[], draft?: FigureDraft): ProgrammePage {
  return {
    title: "Programme",
    rows: figures.map(toRow),
    canFeed: can(by, "report.goal"),
    draft: draft ?? blankDraft({ name: "", value: "", measuredOn: "", source: "", _once: "" }),
    names: FED.map((value) => ({ value, label: GOALS[value].name })),
    files: { csv: "/reports/programme.csv", json: "/reports/programme.json" },
  };
}

const written = (value: number, unit: ProgrammeFigure["unit"]) =>
  unit === "part" ? percent(value) : `${value.toFixed(1)} of 5`;

function toRow({ name, value, target, unit, state, source, at, parts, href }: ProgrammeFigure): Row {
  return {
    name,
    value: value === null ? "–" : written(value, unit),
    target: written(target, unit),
    state: STATES[state],
    source,
    at: at === null ? null : at.slice(0, 10),
    parts: parts.map((one) => ({ ...one, value: written(one.value, unit) })),
    href,
    part: value === null ? 0 : Math.round(100 * Math.min(1, Math.max(0, value / target))),
  };
}

export const programmeCsv = (figures: readonly ProgrammeFigure[]) =>
  csv(
    ["goal", "value", "target", "unit", "state", "source", "as_of"],
    figures.map(({ name, value, target, unit, state, source, at }) => [name, value, target, unit, state, source, at]),
  );
