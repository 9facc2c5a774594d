import { DAY, MINUTE } from "#server/platform/clock.ts";
import { dayAt } from "./days.ts";
import { type Exceptions, type Layer, onCall, type Rota } from "./rota.ts";
import type { Span } from "./spans.ts";
import { readTime } from "./written-calendar.ts";
import { offsetPieces } from "./zones.ts";

/** Whose turn it is, between two changes. */
export type Turns = Span & { personId: number | null };

/**
 * Who is on call from one instant to another (ms UTC), as turns in order that touch. Cut at every moment at which it may
 * change: hand-overs and hours on the wall, changes of the zone's offset, overrides, absences.
 */
export function turnsOf(rota: Rota, exceptions: Exceptions, from: number, to: number): Turns[] {
  const turns: Turns[] = [];
  const cuts = [...new Set([from, ...changesOf(rota, exceptions, from, to)])]
    .filter((at) => from <= at && at < to)
    .sort((a, b) => a - b);
  for (const [place, start] of cuts.entries()) {
    const personId = onCall(rota, exceptions, start);
    const last = turns.at(-1);
    const end = cuts[place + 1] ?? to;
    if (last?.personId === personId) last.to = end;
    else turns.push({ from: start, to: end, personId });
  }
  return turns;
}

function changesOf(
  { timeZone, layers }: Rota,
  { overrides, absences }: Exceptions,
  from: number,
  to: number,
): number[] {
  const times = [...new Set(layers.flatMap(timesOf))];
  const onTheWall = offsetPieces(timeZone, from - DAY, to + DAY).flatMap((piece) => [
    piece.from,
    ...times.flatMap((minute) => momentsIn(piece, minute)),
  ]);
  return [...onTheWall, ...[...overrides, ...absences].flatMap((one) => [one.from, one.to])];
}

const timesOf = ({ handOver, hours }: Layer): number[] =>
  [handOver, ...hours.flatMap((one) => [one.from, one.to]), "00:00"].map((text) => (readTime(text) as number) % 1440);

/** Every instant of a stretch without a change of offset at which the clock on the wall shows a minute of the day. */
function momentsIn({ from, to, offset }: { from: number; to: number; offset: number }, minute: number): number[] {
  const moments: number[] = [];
  for (let day = dayAt(from, offset); day <= dayAt(to - 1, offset); day++) {
    const at = day * DAY + minute * MINUTE - offset;
    if (from <= at && at < to) moments.push(at);
  }
  return moments;
}
