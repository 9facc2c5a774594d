import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { csv } from "./export.ts";
import { FED, GOALS, type GoalKey, type ProgrammeFigure } from "./programme.ts";
import { percent } from "./wording.ts";

export type FigureDraft = Draft<"name" | "value" | "measuredOn" | "source" | "_once">;

type Row = {
  key: GoalKey;
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
  definitions: { key: GoalKey; name: string; meaning: string }[];
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

/** What each goal is, and what is counted for it. */
const MEANINGS: Record<GoalKey, string> = {
  coverage:
    "Entries of the catalogue of what has to be documented that a published article says it covers, over all entries. Computed whenever it is looked at.",
  basic:
    "The counted reduction of the deflection report with its verdict: reached only where the whole range is past the goal. Its own page has the range, the checks and the weeks.",
  satisfaction:
    "The mean of the answers to the one question after a resolution, from 1 to 5, once there are enough of them; until then the figure somebody fed. Above 4.5 is reached, 4.5 is not.",
  training:
    "People who ask, with an account now, who have done every training that was told of, over all of them. A program tells of it; fewer than three people show no figure. Until then the figure somebody fed.",
  performance:
    "How much each key figure has improved, as a part of where it began. The goal is for each of them, so the least improved one is shown: one that got worse is not made up for by another.",
};

export function programmePage(by: Person, figures: readonly ProgrammeFigure[], draft?: FigureDraft): ProgrammePage {
  return {
    title: "Programme",
    rows: figures.map(toRow),
    definitions: figures.map(({ key, name }) => ({ key, name, meaning: MEANINGS[key] })),
    canFeed: can(by, "report.goal"),
    draft: draft ?? blankDraft({ name: "", value: "", measuredOn: "", source: "", _once: "" }),
    names: FED.map((value) => ({ value, label: GOALS[value].name })),
    files: { csv: "/reports/programme.csv", json: "/reports/programme.json" },
  };
}

const written = (value: number, unit: ProgrammeFigure["unit"]) =>
  unit === "part" ? percent(value) : `${value.toFixed(1)} of 5`;

function toRow({ key, name, value, target, unit, state, source, at, parts, href }: ProgrammeFigure): Row {
  return {
    key,
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
