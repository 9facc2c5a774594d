import { view } from "#server/http/view.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { rehearsePast, type Tried } from "./rehearsing.ts";

const PERIOD = 30 * DAY;

const WORDS = {
  ladder: { one: "This ladder", others: "Those there now", save: "Save ladder", current: "ladders" },
  calendar: { one: "This calendar", others: "The one there now", save: "See what it changes", current: "calendars" },
  rota: { one: "This rota", others: "The one there now", save: "Save rota", current: "rotas" },
};

type Hour = { name: string; tried: number; present: number };
type RehearsalPage = {
  title: string;
  words: (typeof WORDS)[keyof typeof WORDS];
  tried: Rehearsal;
  present: Rehearsal;
  from: number;
  to: number;
  /** Everybody who would be told by one or the other. */
  people: { name: string; tried: number; present: number; most: number; night: number; presentNight: number }[];
  hours: Hour[];
  timeZone: string;
  /** Where it is saved, where one goes without saving, and all that was typed. */
  action: string;
  back: string;
  fields: { name: string; value: string }[];
};
export const rehearsalView = view<RehearsalPage>("tickets/rehearsal", "staff");

export type Wish = {
  name: string;
  tried: Tried;
  action: string;
  back: string;
  fields: RehearsalPage["fields"];
  timeZone: string;
};

/** What is in the form would have done this to last month's tickets. Nothing is saved and nobody is told. */
export async function rehearsalPage(ctx: Context, { name, tried, ...where }: Wish): Promise<RehearsalPage> {
  const to = ctx.clock.now();
  const from = to - PERIOD;
  const result = await rehearsePast(ctx, tried, from, to);
  const words = WORDS["ladder" in tried ? "ladder" : "rota" in tried ? "rota" : "calendar"];
  return { title: `Rehearsal: ${name}`, words, ...result, from, to, ...where, ...besides(result) };
}

function besides({ tried, present }: { tried: Rehearsal; present: Rehearsal }) {
  const names = [...new Set([...tried.people, ...present.people].map(({ name }) => name))];
  const of = (rehearsal: Rehearsal, name: string) => rehearsal.people.find((one) => one.name === name);
  return {
    people: names.map((name) => ({
      name,
      tried: of(tried, name)?.notifications ?? 0,
      present: of(present, name)?.notifications ?? 0,
      most: of(tried, name)?.mostInAnHour ?? 0,
      night: of(tried, name)?.atNight ?? 0,
      presentNight: of(present, name)?.atNight ?? 0,
    })),
    hours: tried.hours.map((count, hour) => ({
      name: `${String(hour).padStart(2, "0")}:00`,
      tried: count,
      present: present.hours[hour] ?? 0,
    })),
  };
}
