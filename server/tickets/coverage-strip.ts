import type { Course } from "#server/escalation/course.ts";
import type { Span } from "#server/escalation/spans.ts";
import { timeFormats } from "#server/http/times.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { escapeHtml, type SafeHtml, trust } from "#server/platform/html.ts";
import { worstWait } from "./covering.ts";

const LEVELS = [
  { upTo: 15 * MINUTE, name: "15 min" },
  { upTo: HOUR, name: "1 h" },
  { upTo: 4 * HOUR, name: "4 h" },
  { upTo: 24 * HOUR, name: "24 h" },
  { upTo: Infinity, name: "longer" },
];
export const LEVEL_NAMES = LEVELS.map(({ name }) => name);
const HOLE = "hole";

const DAY_WIDTH = 8;
const HOUR_HEIGHT = 3;

type Cell = { day: number; hour: number; level: string };

/**
 * A column for each day, from midnight at the top to midnight at the bottom, in one zone. Each hour shows the longest
 * wait of whoever asks in it. The table beside says the same in words, so the picture has one name and no parts.
 */
export function drawStrip(
  { heard, holes }: { heard: Course; holes: readonly Span[] },
  timeZone: string,
  name: string,
): SafeHtml {
  const cells = cellsOf(heard, holes, timeZone);
  const days = (cells.at(-1)?.day ?? 0) + 1;
  const bars = joinHours(cells).map(
    ({ day, hour, hours, level }) =>
      `<rect class="${level}" x="${day * DAY_WIDTH}" y="${hour * HOUR_HEIGHT}" width="${DAY_WIDTH - 1}" height="${hours * HOUR_HEIGHT}"/>`,
  );
  const box = `0 0 ${days * DAY_WIDTH} ${24 * HOUR_HEIGHT}`;
  return trust(
    `<svg class="cover" viewBox="${box}" role="img" aria-label="${escapeHtml(name)}" preserveAspectRatio="none">${bars.join("")}</svg>`,
  );
}

function cellsOf(heard: Course, holes: readonly Span[], timeZone: string): Cell[] {
  const { hour, day } = timeFormats(0, timeZone);
  const [first, last] = [heard[0]?.from ?? 0, heard.at(-1)?.to ?? 0];
  const cells: Cell[] = [];
  let [number, name] = [-1, ""];
  for (let at = first; at < last; at += HOUR) {
    if (day(at) !== name) [number, name] = [number + 1, day(at)];
    const isHole = holes.some(({ from, to }) => from < at + HOUR && to > at);
    const { wait } = worstWait(heard, at, at + HOUR);
    cells.push({
      day: number,
      hour: hour(at),
      level: isHole ? HOLE : `c${LEVELS.findIndex(({ upTo }) => wait <= upTo)}`,
    });
  }
  return cells;
}

/** Hours below each other that are alike are one bar. */
function joinHours(cells: readonly Cell[]): (Cell & { hours: number })[] {
  const bars: (Cell & { hours: number })[] = [];
  for (const cell of cells) {
    const last = bars.at(-1);
    if (last?.day === cell.day && last.level === cell.level && last.hour + last.hours === cell.hour) last.hours += 1;
    else bars.push({ ...cell, hours: 1 });
  }
  return bars;
}
