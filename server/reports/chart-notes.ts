import type { Week } from "#server/platform/weeks.ts";
import type { Frame } from "./chart-frame.ts";
import type { Note } from "./notes.ts";
import { el, label } from "./svg.ts";

const SIGN_WIDTH = 6.4;
const ROW = 18;
const ROWS = 3;
const LONGEST = 34;

/**
 * What happened, on the time line: a dotted line in its week, and its words where they find room in one of three rows
 * above the ground. What finds none is still in the list below the chart.
 */
export function timeline(frame: Frame, notes: readonly Note[], weeks: ReadonlySet<Week>): string {
  const ends = Array.from({ length: ROWS }, () => Number.NEGATIVE_INFINITY);
  const shown = notes.filter(({ week, withdrawnAt }) => withdrawnAt === null && weeks.has(week));
  return shown
    .toSorted((one, other) => (one.week < other.week ? -1 : 1))
    .map((note) => {
      const words = shorten(`${note.sentence}${note.isLeftOut ? ", left out" : ""}`);
      const half = (words.length * SIGN_WIDTH) / 2;
      const x = frame.x(note.week);
      const middle = Math.min(frame.shape.right - half, Math.max(frame.shape.left + half, x));
      const row = ends.findIndex((end) => end < middle - half - 12);
      if (frame.shape.name === "narrow" || row < 0) return mark(frame, x, frame.bottom - 12);
      ends[row] = middle + half;
      const top = frame.bottom - 22 - row * ROW;
      return mark(frame, x, top + 6) + label(middle, top, words, { class: "note", "text-anchor": "middle" });
    })
    .join("");
}

const mark = ({ bottom }: Frame, x: number, top: number) =>
  el("path", { class: "note-mark", d: `M${x.toFixed(1)} ${top.toFixed(1)}V${bottom}` });

const shorten = (text: string) => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).trimEnd()}…`);
