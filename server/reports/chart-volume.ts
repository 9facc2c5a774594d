import { line } from "d3-shape";
import type { SafeHtml } from "#server/platform/html.ts";
import { type Frame, frameOf, grid, months, NARROW, type Shape, WIDE, zone } from "./chart-frame.ts";
import type { Charts } from "./chart-reduction.ts";
import type { DeflectionReport } from "./deflection.ts";
import type { WeekLine } from "./series.ts";
import { el, label, path, picture } from "./svg.ts";

/** Basic questions per 100 people, week by week, with the level the baseline lets expect. */
export function volumeChart(report: DeflectionReport): Charts {
  return { wide: draw(report, { ...WIDE, height: 150 }), narrow: draw(report, { ...NARROW, height: 130 }) };
}

function draw({ weeks, expectedPer100 }: DeflectionReport, shape: Shape): SafeHtml {
  const names = weeks.map(({ week }) => week);
  const highest = Math.max(1, expectedPer100 ?? 0, ...weeks.map(({ per100 }) => per100));
  const frame = frameOf(shape, names, [6, shape.height - 26], [0, highest * 1.05]);
  const baseline = weeks.filter(({ window }) => window === "baseline").map(({ week }) => week);
  return picture(
    { ...shape, id: `volume-${shape.name}`, name: `plot ${shape.name}`, ...wordsFor(weeks, expectedPer100) },
    [
      zone(frame, baseline, ""),
      grid(frame, frame.y.ticks(2), String),
      months(frame, names, shape.height - 6),
      ...weeks.map((week) => bar(frame, week)),
      expectedLine(frame, weeks, expectedPer100),
    ].join(""),
  );
}

function bar({ x, y, step, bottom }: Frame, { week, per100, window, leftOut }: WeekLine): string {
  const width = Math.max(1.5, Math.min(14, step * 0.55));
  const kind = leftOut !== null ? " out" : window === "baseline" ? " base" : window === "between" ? " between" : "";
  const top = y(per100);
  const place = { x: x(week) - width / 2, y: top, width, height: Math.max(0.5, bottom - top) };
  return el("rect", { class: `vol${kind}`, ...place, rx: Math.min(2, width / 4) });
}

function expectedLine(frame: Frame, weeks: readonly WeekLine[], expected: number | null): string {
  if (expected === null || weeks.length === 0) return "";
  const y = frame.y(expected);
  const across = line()([
    [frame.shape.left, y],
    [frame.shape.right, y],
  ]);
  const words = frame.shape.name === "wide" ? label(frame.shape.right + 8, y + 4, "Expected", { class: "ax" }) : "";
  return path(across, "exp") + words;
}

function wordsFor(weeks: readonly WeekLine[], expected: number | null): { title: string; description: string } {
  const title = "Basic questions per 100 developers each week, with the level expected without the portal";
  const last = weeks.at(-1);
  if (!last || expected === null) return { title, description: "No week is counted yet." };
  return {
    title,
    description: `Expected ${expected.toFixed(1)} a week; ${last.per100.toFixed(1)} in ${last.week}. The table has every week.`,
  };
}
