import { scaleLinear } from "d3-scale";
import { curveMonotoneX, line } from "d3-shape";
import { type SafeHtml, trust } from "#server/platform/html.ts";
import { el, path } from "./svg.ts";

/** The course of some weeks, a word in size. What it shows stands in the file as well; null is a gap. */
export function spark(values: readonly (number | null)[]): SafeHtml {
  const known = values.map((value, place) => ({ value, place })).filter(isKnown);
  const x = scaleLinear()
    .domain([0, Math.max(1, values.length - 1)])
    .range([2, 70]);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...known.map(({ value }) => value))])
    .range([17, 3]);
  const course = line<number | null>(
    (_, place) => x(place),
    (value) => y(value ?? 0),
  )
    .defined((value) => value !== null)
    .curve(curveMonotoneX)([...values]);
  const last = known.at(-1);
  const end = last ? el("circle", { class: "end", cx: x(last.place), cy: y(last.value), r: 2.2 }) : "";
  return trust(el("svg", { class: "spark", viewBox: "0 0 74 20", "aria-hidden": "true" }, path(course, "line") + end));
}

type Known = { value: number; place: number };
const isKnown = (one: { value: number | null; place: number }): one is Known => one.value !== null;

/** From the cautious end to the figure, on a scale from nothing to all. */
export function whisker({ mean, cautious }: { mean: number; cautious: number }): SafeHtml {
  const x = scaleLinear().domain([0, 1]).range([2, 94]);
  const parts = [
    el("path", { class: "grid", d: "M2 6H94" }),
    el("path", { class: "wl", d: `M${x(cautious).toFixed(1)} 6H${x(mean).toFixed(1)}` }),
    el("circle", { class: "wd", cx: x(mean), cy: 6, r: 3.2 }),
  ];
  return trust(el("svg", { class: "whisk", viewBox: "0 0 96 12", "aria-hidden": "true" }, parts.join("")));
}
