import { scaleLinear } from "d3-scale";
import type { SafeHtml } from "#server/platform/html.ts";
import { el, label, picture } from "./svg.ts";
import { percent, rangeOf, several } from "./wording.ts";

const WIDTH = 560;
const MARGIN = 30;

export type Gauged = {
  reduction: number;
  low: number;
  high: number;
  goal: number;
  /** The same figure for the weeks before, where there are some. */
  before: { reduction: number; weeks: number } | null;
};

/** The figure, its range and the goal on one scale. */
export function gauge({ reduction, low, high, goal, before }: Gauged): SafeHtml {
  const least = Math.max(-1, Math.min(0, Math.floor(low * 10) / 10));
  const most = Math.min(1, Math.max(goal + 0.2, Math.ceil(high * 10) / 10));
  const x = scaleLinear().domain([least, most]).range([0, WIDTH]).clamp(true);
  const [from, to] = [x(Math.min(0, reduction)), x(Math.max(0, reduction))];
  const parts = [
    el("rect", { class: "track", x: 0, y: 40, width: WIDTH, height: 8, rx: 4 }),
    el("rect", { class: "fill", x: from, y: 40, width: to - from, height: 8, rx: 4 }),
    el("rect", { class: "ci", x: x(low), y: 34, width: x(high) - x(low), height: 20, rx: 5 }),
    el("path", { class: "pt", d: `M${x(reduction).toFixed(1)} 31V57` }),
    el("path", { class: "gl", d: `M${x(goal).toFixed(1)} 24V64` }),
    label(x(goal), 16, `Goal ${percent(goal)}`, { class: "goal-t", "text-anchor": "middle" }),
    label(x(least), 78, percent(least), { class: "ax" }),
    label(WIDTH, 78, percent(most), { class: "ax", "text-anchor": "end" }),
    ...weeksBefore(x, before),
  ];
  const words = `${percent(reduction)}, 95% range ${rangeOf({ low, high })}, on a scale with the goal at ${percent(goal)}`;
  const title = before === null ? words : `${words}; ${wordsBefore(before)}`;
  const inner = el("g", { transform: `translate(${MARGIN} 0)` }, parts.join(""));
  return picture({ id: "gauge", name: "plot gauge", width: WIDTH + 2 * MARGIN, height: 92, title }, inner);
}

const wordsBefore = ({ reduction, weeks }: { reduction: number; weeks: number }) =>
  `${percent(reduction)} ${weeks === 13 ? "the quarter" : `in the ${several(weeks, "week")}`} before`;

function weeksBefore(x: (value: number) => number, before: Gauged["before"]): string[] {
  if (before === null) return [];
  const at = x(before.reduction);
  const middle = Math.min(WIDTH - 110, Math.max(110, at));
  return [
    el("path", { class: "prev", d: `M${at.toFixed(1)} 52V62` }),
    label(middle, 78, wordsBefore(before), { class: "ax", "text-anchor": "middle" }),
  ];
}
