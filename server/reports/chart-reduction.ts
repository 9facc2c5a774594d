import { area, curveMonotoneX, line } from "d3-shape";
import type { SafeHtml } from "#server/platform/html.ts";
import { frameOf, grid, NARROW, type Shape, WIDE, zone } from "./chart-frame.ts";
import { timeline } from "./chart-notes.ts";
import type { DeflectionReport } from "./deflection.ts";
import { el, label, path, picture } from "./svg.ts";
import { percent, rangeOf, several } from "./wording.ts";

/** Worse than this does not make the chart taller. */
const LOWEST = -0.2;
const HEIGHTS = { wide: 280, narrow: 230 };

export type Charts = { wide: SafeHtml; narrow: SafeHtml };

/** The reduction, four weeks at a time, with its band, the goal and what happened. */
export function reductionChart(report: DeflectionReport): Charts {
  return { wide: draw(report, { ...WIDE, height: 280 }), narrow: draw(report, { ...NARROW, height: 230 }) };
}

function draw(report: DeflectionReport, shape: Shape): SafeHtml {
  const { rolling, goal, notes } = report;
  const weeks = report.weeks.map(({ week }) => week);
  const target = goal?.target ?? 0;
  const domain = domainOf(rolling, target);
  const frame = frameOf(shape, weeks, [14, HEIGHTS[shape.name] - 12], domain);
  const baseline = report.weeks.filter(({ window }) => window === "baseline").map(({ week }) => week);
  const x = ({ week }: (typeof rolling)[number]) => frame.x(week);
  const band = area<(typeof rolling)[number]>(
    x,
    ({ low }) => frame.y(low),
    ({ high }) => frame.y(high),
  );
  const middle = line<(typeof rolling)[number]>(x, ({ reduction }) => frame.y(reduction));
  const ticks = frame.y.ticks(4);
  return picture(
    { ...shape, id: `reduction-${shape.name}`, name: `plot ${shape.name}`, ...wordsFor(report) },
    [
      zone(frame, baseline, shape.name === "wide" ? `Baseline, ${several(baseline.length, "week")}` : "Baseline"),
      grid(frame, ticks, percent),
      goalLine(frame, target, shape),
      path(band.curve(curveMonotoneX)([...rolling]), "band"),
      path(middle.curve(curveMonotoneX)([...rolling]), "line"),
      endPoint(frame, report, shape),
      timeline(frame, notes, new Set(weeks)),
    ].join(""),
  );
}

function domainOf(rolling: DeflectionReport["rolling"], target: number): [number, number] {
  const lowest = Math.min(0, ...rolling.map(({ low }) => low));
  const highest = Math.max(target, ...rolling.map(({ high }) => high));
  return [Math.max(LOWEST, Math.floor(lowest * 10) / 10), Math.min(1, Math.ceil((highest + 0.02) * 10) / 10)];
}

type Frame = ReturnType<typeof frameOf>;

function goalLine(frame: Frame, target: number, { name, left, right }: Shape): string {
  const y = frame.y(target);
  const words = name === "wide" ? label(right + 8, y + 4, `Goal ${percent(target)}`, { class: "goal-t" }) : "";
  return el("path", { class: "goal", d: `M${left} ${y.toFixed(1)}H${right}` }) + words;
}

function endPoint(frame: Frame, { rolling, goal }: DeflectionReport, { name, right }: Shape): string {
  const last = rolling.at(-1);
  if (!last) return "";
  const [cx, cy] = [frame.x(last.week), frame.y(last.reduction)];
  const dot = el("circle", { class: "end", cx, cy, r: 4 });
  // The goal's own words stand at the right edge; the figure steps aside from them.
  const isNearGoal = Math.abs(cy - frame.y(goal?.target ?? 0)) < 16;
  const aside = isNearGoal && name === "wide" ? (cy >= frame.y(goal?.target ?? 0) ? 18 : -10) : 4;
  return dot + label(Math.max(cx + 8, right - 4), cy + aside, percent(last.reduction), { class: "end-t" });
}

function wordsFor({ rolling, goal, weeks }: DeflectionReport): { title: string; description: string } {
  const [first, last] = [rolling[0], rolling.at(-1)];
  const title = "Reduction in basic questions, four weeks at a time, with its 95% range";
  if (!first || !last) return { title, description: "No week after the baseline is counted yet." };
  const out = weeks
    .filter(({ leftOut }) => leftOut !== null)
    .map(({ week, leftOut }) => `${week} is left out: ${leftOut}.`);
  const course = `From ${percent(first.reduction)} in ${first.week} to ${percent(last.reduction)} (${rangeOf(last)}) in ${last.week}.`;
  return { title, description: [course, `The goal line is at ${percent(goal?.target ?? 0)}.`, ...out].join(" ") };
}
