import { readMinutes, writeMinutes } from "./duration-text.ts";
import type { Moment } from "./ladder.ts";

/** How much of a promise's time: a share of it, or a time before or after it is due. */
export type Share = Omit<Moment, "promise">;

type Read = { ok: true; value: Share | null } | { ok: false; sentence: string };

/** "75 %", "30 min before" or "1 h after"; nothing typed is none. */
export function readShare(text: string): Read {
  const typed = text.trim();
  if (typed === "") return { ok: true, value: null };
  const [, percent] = /^(\d{1,3})\s*%$/.exec(typed) ?? [];
  if (percent !== undefined) return { ok: true, value: { percent: Number(percent), minutes: 0 } };
  const [, time = "", side] = /^(.+?)\s*(before|after)$/.exec(typed) ?? [];
  const read = side === undefined ? undefined : readMinutes(time);
  if (!read?.ok || read.value === null)
    return { ok: false, sentence: `Write “${typed.slice(0, 30)}” like 75 %, 30 min before or 1 h after.` };
  return { ok: true, value: { percent: 100, minutes: side === "before" ? -read.value : read.value } };
}

export function writeShare({ percent, minutes }: Share): string {
  if (minutes === 0) return `${percent} %`;
  return `${writeMinutes(Math.abs(minutes))} ${minutes < 0 ? "before" : "after"}`;
}
