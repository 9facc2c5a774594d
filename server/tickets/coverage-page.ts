import { absencesNow } from "#server/escalation/rotas.ts";
import type { Span } from "#server/escalation/spans.ts";
import { view } from "#server/http/view.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { readSettings } from "#server/platform/settings.ts";
import { drawStrip, LEVEL_NAMES } from "./coverage-strip.ts";
import { type Cover, coverNow, shareWithin, worstWait } from "./covering.ts";

const MOST_HOLES = 30;
const WORST_DAYS = 5;

type Row = {
  name: string;
  worst: { at: number; wait: string };
  share: string;
  holes: (Span & { why: string | null })[];
  moreHoles: number;
  worstDays: { at: number; wait: string }[];
  svg: SafeHtml;
};
type CoveragePage = {
  title: string;
  rows: Row[];
  levels: readonly string[];
  from: number;
  to: number;
  timeZone: string;
  isMailSetUp: boolean;
};
export const coverageView = view<CoveragePage>("tickets/coverage", "staff");

/** For whom it is a hole, most of all: then those who wait longest. */
const isWorse = (a: Cover, b: Cover) =>
  b.holes.length - a.holes.length || worstOf(b).wait - worstOf(a).wait || (a.queue < b.queue ? -1 : 1);

const worstOf = ({ heard }: Cover) => worstWait(heard, heard[0]?.from ?? 0, heard.at(-1)?.to ?? 0);

export async function coveragePage(ctx: Context): Promise<CoveragePage> {
  const { timeZone } = await readSettings(ctx);
  const covers = await coverNow(ctx);
  const absences = await absencesNow(ctx);
  const [first] = covers;
  const why = ({ from, to }: Span) => {
    const names = absences.filter((one) => one.from_at < to && one.to_at > from).map(({ name }) => name);
    return names.length === 0 ? null : [...new Set(names)].join(", ");
  };
  return {
    title: "Coverage",
    rows: covers.sort(isWorse).map((cover) => ({ ...rowOf(cover, timeZone), ...holesOf(cover, why) })),
    levels: LEVEL_NAMES,
    from: first?.heard[0]?.from ?? ctx.clock.now(),
    to: first?.heard.at(-1)?.to ?? ctx.clock.now(),
    timeZone,
    isMailSetUp: ctx.mailer !== null,
  };
}

const holesOf = ({ holes }: Cover, why: (hole: Span) => string | null) => ({
  holes: holes.slice(0, MOST_HOLES).map((hole) => ({ ...hole, why: why(hole) })),
  moreHoles: Math.max(0, holes.length - MOST_HOLES),
});

function rowOf(cover: Cover, timeZone: string) {
  const worst = worstOf(cover);
  const name = nameOf(cover);
  return {
    name,
    worst: { at: worst.at, wait: inWords(worst.wait) },
    share: `${Math.floor(1000 * shareWithin(cover.heard, HOUR)) / 10}%`,
    worstDays: worstDays(cover),
    svg: drawStrip(cover, timeZone, `${name}: the longest wait of each hour, a column for each of 90 days`),
  };
}

export const nameOf = ({ queue, priorities, categories, only }: Cover): string =>
  [queue, categories?.join(", "), `${priorities.join(", ").toLowerCase()} urgency`, only].filter(Boolean).join(" · ");

/** The longest waits, one for each day. */
function worstDays({ heard }: Cover) {
  const [from, to] = [heard[0]?.from ?? 0, heard.at(-1)?.to ?? 0];
  const days: { at: number; wait: number }[] = [];
  for (let day = from; day < to; day += DAY) days.push(worstWait(heard, day, Math.min(day + DAY, to)));
  return days
    .filter(({ wait }) => wait > 0)
    .sort((a, b) => b.wait - a.wait || a.at - b.at)
    .slice(0, WORST_DAYS)
    .map(({ at, wait }) => ({ at, wait: inWords(wait) }));
}

export function inWords(wait: number): string {
  if (wait === Infinity) return "never";
  if (wait < MINUTE) return "at once";
  const minutes = Math.ceil(wait / MINUTE);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 96) return `${Math.round(hours / 24)} days`;
  return [hours > 0 ? `${hours} h` : "", rest > 0 ? `${rest} min` : ""].filter(Boolean).join(" ");
}
