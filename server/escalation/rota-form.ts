import { z } from "zod";
import { line, wholeNumber } from "#server/http/form.ts";
import { timeZone } from "#server/http/zones.ts";
import { findPerson, findPersonByEmail } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Context } from "#server/platform/context.ts";
import { readTimes } from "./calendar-text.ts";
import { readDay } from "./days.ts";
import { readMoment } from "./local-moment.ts";
import type { Layer, Rota } from "./rota.ts";
import type { Span } from "./spans.ts";
import { readTime } from "./written-calendar.ts";

export const MOST_LAYERS = 3;
const PLACES = Array.from({ length: MOST_LAYERS }, (_, place) => place);

export const layerFields = (place: number) => ({
  members: `members-${place}`,
  starts: `starts-${place}`,
  hand: `hand-${place}`,
  days: `days-${place}`,
  hours: `hours-${place}`,
});

const text = z.string().max(5000, { error: "That is too long." });

export const rotaForm = z.object({
  name: line("The name", 80),
  timeZone,
  ...(Object.fromEntries(
    PLACES.flatMap((place) => Object.values(layerFields(place)).map((name) => [name, text])),
  ) as Record<string, typeof text>),
});

type Typed = Record<string, string>;
type Read<Value> = { ok: true; value: Value } | { ok: false; errors: Record<string, string> };

/** A rota as the form holds it; a layer without people is not there. */
export async function rotaTyped(ctx: Context, typed: Typed): Promise<Read<Rota>> {
  const errors: Record<string, string> = {};
  const layers: Layer[] = [];
  for (const place of PLACES) {
    const fields = layerFields(place);
    if ((typed[fields.members] ?? "").trim() === "") continue;
    const layer = await readLayer(ctx, typed, fields, errors);
    if (layer) layers.push(layer);
  }
  if (layers.length === 0 && Object.keys(errors).length === 0)
    errors[layerFields(0).members] = "A rota needs somebody: write at least one e-mail address.";
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: { name: typed.name ?? "", timeZone: typed.timeZone ?? "UTC", layers } };
}

async function readLayer(
  ctx: Context,
  typed: Typed,
  fields: ReturnType<typeof layerFields>,
  errors: Record<string, string>,
): Promise<Layer | null> {
  const members = await readMembers(ctx, typed[fields.members] ?? "");
  if (!members.ok) errors[fields.members] = members.sentence;
  const startsOn = (typed[fields.starts] ?? "").trim();
  if (readDay(startsOn) === null) errors[fields.starts] = "Write the first day like 2026-06-01.";
  const handOver = (typed[fields.hand] ?? "").trim();
  if (readTime(handOver) === null || handOver === "24:00") errors[fields.hand] = "Write the time like 09:00.";
  const lengthDays = Number(typed[fields.days]);
  if (!Number.isInteger(lengthDays) || lengthDays < 1 || lengthDays > 366) errors[fields.days] = "From 1 to 366 days.";
  const hours = readTimes(typed[fields.hours] ?? "", true);
  if (!hours.ok) errors[fields.hours] = hours.sentence;
  if (!members.ok || !hours.ok || Object.values(fields).some((name) => errors[name])) return null;
  return { startsOn, handOver, lengthDays, members: members.ids, hours: hours.value };
}

async function readMembers(ctx: Context, typed: string) {
  const ids: number[] = [];
  for (const address of typed.split(/[\s,;]+/).filter(Boolean)) {
    const person = await findPersonByEmail(ctx, address);
    const answers = person && person.disabledAt === null && can(person, "desk.see");
    if (!answers) return { ok: false as const, sentence: `${address.slice(0, 80)} is nobody who answers here.` };
    ids.push(person.id);
  }
  return { ok: true as const, ids };
}

export const overrideForm = z.object({ person: wholeNumber("The person"), from: text, to: text });
export const absenceForm = z.object({
  person: wholeNumber("The person"),
  from: text,
  to: text,
  deputy: z.union([z.literal("").transform(() => null), wholeNumber("The deputy")]),
});

/** From when to when, or a sentence. What is over already changes nothing. */
export function spanTyped({ from, to }: { from: string; to: string }, zone: string, now: number): Span | string {
  const [start, end] = [readMoment(from, zone), readMoment(to, zone)];
  if (start === null || end === null) return "Write both times with a date, like 2026-06-09 18:00.";
  if (end <= start) return "It ends before it begins.";
  return end <= now ? "That is over already." : { from: start, to: end };
}

/** Somebody who can be told: there, and one of those who answer. */
export async function isReachable(ctx: Context, id: number): Promise<boolean> {
  const person = await findPerson(ctx, id);
  return person !== undefined && person.disabledAt === null && can(person, "desk.see");
}
