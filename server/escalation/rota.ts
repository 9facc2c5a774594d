import { z } from "zod";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { dayAt, readDay } from "./days.ts";
import type { Span } from "./spans.ts";
import { readTime } from "./written-calendar.ts";
import { isTimeZone, offsetPieces } from "./zones.ts";

const time = z.string().refine((text) => readTime(text) !== null);

/** People who take turns. Outside its hours a layer has nobody, and the next one is asked. */
const layer = z.strictObject({
  startsOn: z.string().refine((text) => readDay(text) !== null),
  handOver: time,
  lengthDays: z.number().int().min(1).max(366),
  members: z.array(z.number().int()).min(1).max(50),
  /** Of every day, in local time; none is always. */
  hours: z.array(z.strictObject({ from: time, to: time })),
});

/** Who is on call when. The first layer that has somebody decides. */
export const rotaShape = z.strictObject({
  name: z.string().min(1).max(80),
  timeZone: z.string().refine(isTimeZone),
  layers: z.array(layer).min(1).max(5),
});

export type Rota = z.infer<typeof rotaShape>;
export type Layer = Rota["layers"][number];

/** Somebody stands in, whoever's turn it is. Of several, the one made last counts. */
export type Override = Span & { personId: number };
/** Somebody is not there; who stands in for them, if anybody does. */
export type Absence = Span & { id?: number; personId: number; deputyId: number | null };

export type Exceptions = { overrides: readonly Override[]; absences: readonly Absence[] };

/**
 * Who is on call at an instant (ms UTC), or null. A turn changes at the hand-over time on the wall, whatever summer
 * time does; somebody absent is replaced by their deputy, else by whoever comes next in the layer.
 */
export function onCall(rota: Rota, { overrides, absences }: Exceptions, at: number): number | null {
  const override = overrides.findLast(({ from, to }) => from <= at && at < to);
  if (override) return standIn(override.personId, absences, at);
  for (const layer of rota.layers) {
    const person = inLayer(layer, rota.timeZone, absences, at);
    if (person !== null) return person;
  }
  return null;
}

function inLayer(layer: Layer, timeZone: string, absences: readonly Absence[], at: number): number | null {
  const turn = turnAt(layer, timeZone, at);
  if (turn === null) return null;
  const { members } = layer;
  for (let place = 0; place < members.length; place++) {
    const present = standIn(members[(turn + place) % members.length] as number, absences, at);
    if (present !== null) return present;
  }
  return null;
}

/** The number of turns that have begun, from 0; null before the first one and outside the layer's hours. */
export function turnAt({ startsOn, handOver, lengthDays, hours }: Layer, timeZone: string, at: number): number | null {
  const offset = offsetPieces(timeZone, at, at + 1)[0]?.offset ?? 0;
  const day = dayAt(at, offset);
  const minute = Math.floor((at + offset - day * DAY) / MINUTE);
  if (hours.length > 0 && !hours.some((window) => isWithin(window, minute))) return null;
  const days = day - (readDay(startsOn) as number) - (minute < (readTime(handOver) as number) ? 1 : 0);
  return days < 0 ? null : Math.floor(days / lengthDays);
}

function isWithin(window: { from: string; to: string }, minute: number): boolean {
  const [from, to] = [readTime(window.from) as number, readTime(window.to) as number];
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}

/** Who is there in their place. A deputy who is away as well is nobody. */
export function standIn(personId: number, absences: readonly Absence[], at: number): number | null {
  const isAway = (id: number) => absences.findLast((one) => one.personId === id && one.from <= at && at < one.to);
  const away = isAway(personId);
  if (!away) return personId;
  return away.deputyId !== null && !isAway(away.deputyId) ? away.deputyId : null;
}

const STEP = 15 * MINUTE;
const AHEAD = 60 * DAY;

export type Turn = { personId: number | null; from: number };

/** Who comes next and when, to the minute; null when nothing changes within two months. */
export function nextTurn(rota: Rota, exceptions: Exceptions, now: number): Turn | null {
  const present = onCall(rota, exceptions, now);
  const start = Math.floor(now / HOUR) * HOUR;
  for (let at = start + STEP; at < now + AHEAD; at += STEP) {
    if (at <= now || onCall(rota, exceptions, at) === present) continue;
    let from = at;
    while (from - MINUTE > now && onCall(rota, exceptions, from - MINUTE) !== present) from -= MINUTE;
    return { personId: onCall(rota, exceptions, from), from };
  }
  return null;
}
