import { timeFormats } from "#server/http/times.ts";
import type { Person } from "#server/people/person.ts";
import { HOUR } from "#server/platform/clock.ts";

const MOST_NAMED = 100;
const HOURS = 24;

/** What would have been done to past tickets. */
export type Rehearsal = {
  tickets: number;
  steps: { name: string; taken: number }[];
  notifications: number;
  /** From 22 to 6 o'clock in the organisation's zone. */
  atNight: number;
  /** Notifications by the hour of the day in that zone, from 0 to 23. */
  hours: number[];
  people: { name: string; notifications: number; mostInAnHour: number; atNight: number; hours: number[] }[];
  /** Tickets with a step that would have reached nobody. */
  unheard: string[];
  /** Promises of the service policies that would have been broken. */
  broken: number;
};

export type Heard = { at: number; step: { name: string }; told: readonly Person[] };

const isNight = (hour: number) => hour >= 22 || hour < 6;
const noHours = () => Array.from({ length: HOURS }, () => 0);

type Sum = { notifications: number; atNight: number; hours: number[]; inHours: Map<number, number> };
const nothing = (): Sum => ({ notifications: 0, atNight: 0, hours: noHours(), inHours: new Map() });

/** Adds up what each replayed ticket comes to. */
export function collectRehearsal(timeZone: string) {
  const { hour } = timeFormats(0, timeZone);
  const steps = new Map<string, number>();
  const people = new Map<string, Sum>();
  const unheard = new Set<string>();
  const all = nothing();
  const counts = { tickets: 0, broken: 0 };
  const note = (sum: Sum, at: number) => {
    const place = hour(at);
    sum.notifications += 1;
    sum.hours[place] = (sum.hours[place] ?? 0) + 1;
    if (isNight(place)) sum.atNight += 1;
    const when = Math.floor(at / HOUR);
    sum.inHours.set(when, (sum.inHours.get(when) ?? 0) + 1);
  };
  const sumOf = (name: string): Sum => {
    const sum = people.get(name) ?? nothing();
    people.set(name, sum);
    return sum;
  };
  return {
    add: (name: string, heard: readonly Heard[], broken: number) => {
      counts.tickets += 1;
      counts.broken += broken;
      for (const { at, step, told } of heard) {
        steps.set(step.name, (steps.get(step.name) ?? 0) + 1);
        if (told.length === 0) unheard.add(name);
        for (const person of told) {
          note(all, at);
          note(sumOf(person.name), at);
        }
      }
    },
    result: (): Rehearsal => ({
      ...counts,
      ...{ notifications: all.notifications, atNight: all.atNight, hours: all.hours },
      steps: [...steps].map(([name, taken]) => ({ name, taken })),
      people: [...people]
        .map(([name, { inHours, ...sum }]) => ({ name, ...sum, mostInAnHour: Math.max(...inHours.values()) }))
        .sort((a, b) => b.notifications - a.notifications),
      unheard: [...unheard].slice(0, MOST_NAMED),
    }),
  };
}
