import { figureOrReason } from "#server/measure/figures.ts";
import { type OffPortal, offPortalRate } from "#server/measure/off-portal.ts";
import type { Context } from "#server/platform/context.ts";
import { counted, type WeekLine } from "./series.ts";
import { elsewhereAnswers } from "./survey-store.ts";

/** What those said who were asked whether they had asked elsewhere. */
export type SurveyedWindow = {
  /** How many were asked, and how many of them answered; null for one or two, which would point at somebody. */
  asked: number | null;
  answers: number | null;
  /** Questions a week, of everybody, as the sample has it; null while too few have answered. */
  perWeek: { estimate: number; low: number; high: number } | null;
  rate: OffPortal | null;
};

export type Surveyed = Record<"baseline" | "current", SurveyedWindow>;

/** Fewer answers say next to nothing: with twenty the range is still three times as wide as what is estimated. */
export const FEWEST_ANSWERS = 20;
const FEWEST_SHOWN = 3;

export const NOTHING_SURVEYED: SurveyedWindow = { asked: 0, answers: 0, perWeek: null, rate: null };

export async function surveyedElsewhere(ctx: Context, lines: readonly WeekLine[]): Promise<Surveyed> {
  const [first, last] = [lines[0]?.week, lines.at(-1)?.week];
  if (!first || !last) return { baseline: NOTHING_SURVEYED, current: NOTHING_SURVEYED };
  const said = await elsewhereAnswers(ctx.db, first, last);
  const of = (window: "baseline" | "current") => windowOf(said, counted(lines, window));
  return { baseline: of("baseline"), current: of("current") };
}

type Said = Awaited<ReturnType<typeof elsewhereAnswers>>;

function windowOf(said: Said, weeks: readonly WeekLine[]): SurveyedWindow {
  const known = new Set(weeks.map(({ week }) => week));
  const all = said.filter(({ week }) => known.has(week));
  const own = all.filter(({ answer }) => answer !== null);
  const total = (some: Said, field: "people" | "questions") =>
    some.reduce((sum, one) => sum + Number(one[field] ?? 0), 0);
  const yes = own.filter(({ answer }) => answer === "yes");
  const people = total(own, "people");
  const counts = { asked: unlessFew(total(all, "people")), answers: unlessFew(people) };
  if (people < FEWEST_ANSWERS) return { ...counts, perWeek: null, rate: null };
  const given = { people, yes: total(yes, "people"), questions: total(yes, "questions") };
  const found = figureOrReason(() => offPortalRate(given));
  if (!found.ok) return { ...counts, perWeek: null, rate: null };
  const exposure = weeks.reduce((sum, week) => sum + week.exposure, 0) / weeks.length;
  const { rate, low, high } = found.figure;
  const perWeek = { estimate: rate * exposure, low: low * exposure, high: high * exposure };
  return { ...counts, perWeek, rate: found.figure };
}

const unlessFew = (count: number) => (count > 0 && count < FEWEST_SHOWN ? null : count);
