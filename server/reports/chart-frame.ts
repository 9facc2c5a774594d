import { type ScaleLinear, scaleLinear } from "d3-scale";
import { DAY } from "#server/platform/clock.ts";
import { mondayOf, type Week } from "#server/platform/weeks.ts";
import { el, label } from "./svg.ts";

/** Drawn twice, so that text keeps its size on a phone and nothing scrolls sideways. */
export type Shape = { name: "wide" | "narrow"; width: number; height: number; left: number; right: number };

export const WIDE = { name: "wide", width: 1040, left: 44, right: 956 } as const;
export const NARROW = { name: "narrow", width: 350, left: 34, right: 314 } as const;

export type Frame = {
  shape: Shape;
  top: number;
  bottom: number;
  /** The middle of a week, and half of its width. */
  x(week: Week): number;
  step: number;
  y: ScaleLinear<number, number>;
};

export function frameOf(
  shape: Shape,
  weeks: readonly Week[],
  [top, bottom]: [number, number],
  domain: [number, number],
): Frame {
  const step = (shape.right - shape.left) / Math.max(1, weeks.length);
  const places = new Map(weeks.map((week, place) => [week, shape.left + (place + 0.5) * step]));
  const y = scaleLinear().domain(domain).range([bottom, top]).clamp(true);
  return { shape, top, bottom, step, y, x: (week) => places.get(week) ?? shape.left };
}

/** Lines across with their values at the left. */
export function grid({ shape, y }: Frame, ticks: readonly number[], write: (value: number) => string): string {
  return ticks
    .map((value) => {
      const at = y(value);
      const line = el("path", { class: "grid", d: `M${shape.left} ${at.toFixed(1)}H${shape.right}` });
      return line + label(shape.left - 8, at + 4, write(value), { class: "ax", "text-anchor": "end" });
    })
    .join("");
}

/** The ground on which the baseline stands. */
export function zone(frame: Frame, weeks: readonly Week[], words: string): string {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (!first || !last) return "";
  const x = frame.x(first) - frame.step / 2;
  const width = frame.x(last) + frame.step / 2 - x;
  const ground = el("rect", { class: "zone", x, y: frame.top, width, height: frame.bottom - frame.top });
  const fits = words.length * 6.4 < width - 12;
  return ground + (fits ? label(x + 8, frame.top + 20, words, { class: "ax" }) : "");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The month where it begins; the year with every January. Fewer of them where there is little room. */
export function months(frame: Frame, weeks: readonly Week[], y: number): string {
  const begins = weeks.filter((week, place) => place > 0 && monthOf(week) !== monthOf(weeks[place - 1] as Week));
  const room = frame.shape.name === "wide" ? 44 : 38;
  const every = Math.max(1, Math.ceil((begins.length * room) / (frame.shape.right - frame.shape.left)));
  return begins
    .filter((_, place) => place % every === 0)
    .map((week) => label(frame.x(week), y, nameOf(week, every), { class: "ax", "text-anchor": "middle" }))
    .join("");
}

const thursday = (week: Week) => new Date(mondayOf(week) + 3 * DAY);
const monthOf = (week: Week) => thursday(week).getUTCMonth();

function nameOf(week: Week, every: number): string {
  const month = MONTHS[monthOf(week)] ?? "";
  const isYear = monthOf(week) === 0 || every > 3;
  return isYear ? `${month} ${String(thursday(week).getUTCFullYear()).slice(2)}` : month;
}
