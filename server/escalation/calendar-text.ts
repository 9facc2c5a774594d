import { readDay } from "./days.ts";
import { readTime, type WrittenCalendar, type WrittenException } from "./written-calendar.ts";

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

type Times = { from: string; to: string };
type Read<Value> = { ok: true; value: Value } | { ok: false; sentence: string };

const wrong = (sentence: string) => ({ ok: false as const, sentence });

const WINDOW = /^(\d{1,2}:\d\d)\s*(?:-|–|to)\s*(\d{1,2}:\d\d)$/;

/** "9:00-12:00, 13:00–17:00" as windows; nothing is closed. A window past midnight is allowed where `isWeekly`. */
export function readTimes(text: string, isWeekly: boolean): Read<Times[]> {
  const windows: Times[] = [];
  for (const part of text.split(/[,;]/).map((one) => one.trim())) {
    if (part === "" || /^closed$/i.test(part)) continue;
    const [, first = "", last = ""] = WINDOW.exec(part) ?? [];
    const [from, to] = [first.padStart(5, "0"), last.padStart(5, "0")];
    const [start, end] = [readTime(from), readTime(to)];
    if (start === null || end === null) return wrong(`Write “${part}” like 09:00–17:00.`);
    if (start === end || from === "24:00") return wrong(`“${part}” is empty. The whole day is 00:00–24:00.`);
    if (end < start && !isWeekly) return wrong(`“${part}” goes past midnight. Name the next day in a line of its own.`);
    windows.push({ from, to });
  }
  return { ok: true, value: windows };
}

const writeTimes = (windows: readonly Times[]) => windows.map(({ from, to }) => `${from}–${to}`).join(", ");

/** The windows of one weekday (Monday is 1) as a person types them. */
export const writeWeekday = ({ windows }: WrittenCalendar, day: number): string =>
  writeTimes(windows.filter(({ days }) => days.includes(day)).sort((a, b) => (a.from < b.from ? -1 : 1)));

/** Seven lines of times as the windows of a week; days that are alike share them. */
export function joinWeek(days: readonly (readonly Times[])[]): WrittenCalendar["windows"] {
  const joined = new Map<string, WrittenCalendar["windows"][number]>();
  for (const [place, windows] of days.entries())
    for (const window of windows) {
      const key = `${window.from} ${window.to}`;
      const known = joined.get(key) ?? { ...window, days: [] };
      if (!known.days.includes(place + 1)) known.days.push(place + 1);
      joined.set(key, known);
    }
  return [...joined.values()];
}

const DATE_LINE = /^(\d{4}-\d\d-\d\d)\s+(closed|(?:\d{1,2}:\d\d\s*(?:-|–|to)\s*\d{1,2}:\d\d[,\s]*)+)\s*(.*)$/i;

/** "2026-12-25 closed Christmas Day", one date a line. */
export function readDates(text: string): Read<WrittenException[]> {
  const dates: WrittenException[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "") continue;
    const [, date = "", times = "", label = ""] = DATE_LINE.exec(line) ?? [];
    if (readDay(date) === null)
      return wrong(`Write “${line.slice(0, 60)}” like “2026-12-25 closed Christmas Day” or “2026-12-24 09:00–12:00”.`);
    const windows = readTimes(times, false);
    if (!windows.ok) return windows;
    if (dates.some((one) => one.date === date)) return wrong(`${date} stands there twice.`);
    dates.push({ date, windows: windows.value, ...(label ? { label: label.slice(0, 200) } : {}) });
  }
  return { ok: true, value: dates.sort((a, b) => (a.date < b.date ? -1 : 1)) };
}

export const writeDates = ({ exceptions }: WrittenCalendar): string =>
  exceptions
    .map(({ date, windows, label }) => [date, writeTimes(windows) || "closed", label].filter(Boolean).join(" "))
    .join("\n");
