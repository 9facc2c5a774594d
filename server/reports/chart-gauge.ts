import { scaleLinear } from "d3-scale";
import type { SafeHtml } from "#server/platform/html.ts";
import type { Charts } from "./chart-reduction.ts";
import { el, label, picture } from "./svg.ts";
import { percent, rangeOf, several } from "./wording.ts";

const SHAPES = { wide: { width: 560, margin: 30 }, narrow: { width: 300, margin: 24 } } as const;

export type Gauged = {
  reduction: number;
  low: number;
  high: number;
  goal: number;
  /** The same figure for the weeks before, where there are some. */
  before: { reduction: number; weeks: number } | null;
};

/** The figure, its range and the goal on one scale. */
export const gauge = (gauged: Gauged): Charts => ({ wide: draw(gauged, "wide"), narrow: draw(gauged, "narrow") });

function draw({ reduction, low, high, goal, before }: Gauged, name: "wide" | "narrow"): SafeHtml {
  const { width, margin } = SHAPES[name];
  const least = Math.max(-1, Math.min(0, Math.floor(low * 10) / 10));
  const most = Math.min(1, Math.max(goal + 0.2, Math.ceil(high * 10) / 10));
  const x = scaleLinear().domain([least, most]).range([0, width]).clamp(true);
  const [from, to] = [x(Math.min(0, reduction)), x(Math.max(0, reduction))];
  const parts = [
    el("rect", { class: "track", x: 0, y: 40, width, height: 8, rx: 4 }),
    el("rect", { class: "fill", x: from, y: 40, width: to - from, height: 8, rx: 4 }),
    el("rect", { class: "ci", x: x(low), y: 34, width: x(high) - x(low), height: 20, rx: 5 }),
    el("path", { class: "pt", d: `M${x(reduction).toFixed(1)} 31V57` }),
    el("path", { class: "gl", d: `M${x(goal).toFixed(1)} 24V64` }),
    label(x(goal), 16, `Goal ${percent(goal)}`, { class: "goal-t", "text-anchor": "middle" }),
    label(x(least), 78, percent(least), { class: "ax" }),
    label(width, 78, percent(most), { class: "ax", "text-anchor": "end" }),
    ...weeksBefore(x, before, width),
  ];
  const words = `${percent(reduction)}, 95% range ${rangeOf({ low, high })}, on a scale with the goal at ${percent(goal)}`;
  const title = before === null ? words : `${words}; ${wordsBefore(before)}`;
  const inner = el("g", { transform: `translate(${margin} 0)` }, parts.join(""));
  return picture(
    { id: `gauge-${name}`, name: `plot gauge ${name}`, width: width + 2 * margin, height: 92, title },
    inner,
  );
}

const wordsBefore = ({ reduction, weeks }: { reduction: number; weeks: number }) =>
  `${percent(reduction)} ${weeks === 13 ? "the quarter" : `in the ${several(weeks, "week")}`} before`;

function weeksBefore(x: (value: number) => number, before: Gauged["before"], width: number): string[] {
  if (before === null) return [];
  const at = x(before.reduction);
  const middle = Math.min(width - 110, Math.max(110, at));
  return [
    el("path", { class: "prev", d: `M${at.toFixed(1)} 52V62` }),
    label(middle, 78, wordsBefore(before), { class: "ax", "text-anchor": "middle" }),
  ];
}
