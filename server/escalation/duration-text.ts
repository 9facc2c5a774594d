const PARTS = /^(?:(\d{1,4})\s*h(?:ours?)?)?\s*(?:(\d{1,5})\s*(?:m|min|minutes?)?)?$/i;
const MOST = 525_600;

type Read = { ok: true; value: number | null } | { ok: false; sentence: string };

/** "4 h", "1 h 30 min" or "45" as minutes; nothing typed is no promise. */
export function readMinutes(text: string): Read {
  const typed = text.trim();
  if (typed === "") return { ok: true, value: null };
  const [, hours, minutes] = PARTS.exec(typed) ?? [];
  const value = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if ((hours ?? minutes) === undefined)
    return { ok: false, sentence: `Write “${typed.slice(0, 30)}” like 4 h or 30 min.` };
  if (value < 1 || value > MOST) return { ok: false, sentence: "A promise takes from one minute to a year." };
  return { ok: true, value };
}

export function writeMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : "", rest > 0 ? `${rest} min` : ""].filter(Boolean).join(" ");
}
