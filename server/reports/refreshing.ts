import { markEverybodyStale } from "#server/journeys/deriving.ts";
import { EVENTS_KEPT, forgottenUntil } from "#server/journeys/retention.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, type Week, type WeekCalendar, weekCalendar, weeksBetween } from "#server/platform/weeks.ts";
import { askedBetween, elsewhereBetween, elsewhereChangedSince, openingsSortedSince } from "./asked-store.ts";
import { countCollectorWeek } from "./collecting.ts";
import { firstCollected, isWatched } from "./collector-store.ts";
import { keepReport, keptReport } from "./gaps-store.ts";
import { countTenures } from "./tenure.ts";
import { type Asked, askerFacts, countQuestions, LOOK_BACK, teamFacts } from "./weekly-fact.ts";
import * as store from "./weekly-store.ts";

const ZONE = "time zone";
const MARK = "reports.counted-until";
const LOOK_EVERY = MINUTE;
/** People come and go without a question. */
const RECOUNT_EVERY = 10 * MINUTE;
/** A transaction may end a little after the time it writes down. */
const OVERLAP = 2 * MINUTE;
const ACTIVE_DAYS = 28 * DAY;

/** The job: finds the weeks in which something changed, then counts one of them. */
export async function refreshWeeks(ctx: Context): Promise<boolean> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  return inTransaction(ctx, async (ctx) => {
    await noticeZone(ctx, calendar);
    await noticeUnwatched(ctx, calendar);
    await noticeChanges(ctx, calendar);
    const stale = await store.staleWeek(ctx.db);
    if (!stale) return false;
    await countWeek(ctx, calendar, stale.week);
    return true;
  });
}

/** In another time zone every week begins at another moment, so all of them are counted again. */
async function noticeZone(ctx: Context, calendar: WeekCalendar): Promise<void> {
  const known = await keptReport(ctx.db, ZONE);
  if (known?.data === calendar.timeZone) return;
  await keepReport(ctx.db, ZONE, calendar.timeZone, ctx.clock.now());
  if (!known) return;
  await store.markStale(ctx.db, await knownWeeks(ctx, calendar));
  await markEverybodyStale(ctx);
}

/** Weeks from before it was watched how well they are collected: once, as far back as events are kept. */
async function noticeUnwatched(ctx: Context, calendar: WeekCalendar): Promise<void> {
  if (await isWatched(ctx.db)) return;
  // An older one counts as not watched ever after: the job would begin again with it for ever.
  const forgotten = Math.max((await forgottenUntil(ctx)).events, ctx.clock.now() - EVENTS_KEPT);
  const weeks = await knownWeeks(ctx, calendar);
  await store.markStale(
    ctx.db,
    weeks.filter((week) => calendar.start(week) >= forgotten),
  );
}

async function noticeChanges(ctx: Context, calendar: WeekCalendar): Promise<void> {
  const now = ctx.clock.now();
  const until = (await readCounters(ctx, [MARK])).get(MARK) ?? 0;
  if (now - until < LOOK_EVERY) return;
  const openings = [
    ...(await store.openingsChangedSince(ctx.db, until - OVERLAP)),
    ...(await openingsSortedSince(ctx.db, until - OVERLAP)),
  ];
  const isRecount = Math.floor(now / RECOUNT_EVERY) > Math.floor(until / RECOUNT_EVERY);
  // What was still being written when the week ended is counted the next time.
  const open = until > 0 ? until - RECOUNT_EVERY - OVERLAP : now;
  const running = isRecount ? weeksBetween(calendar.weekOf(open), calendar.weekOf(now)) : [];
  const elsewhere = await elsewhereChangedSince(ctx.db, until - OVERLAP);
  await store.markStale(ctx.db, elsewhere.map(calendar.weekOf));
  await staleFrom(ctx, calendar, [...new Set(openings.map(calendar.weekOf)), ...running]);
  await moveCounter(ctx, MARK, now - until);
}

/** A question may make later ones its duplicates, so the weeks after it are counted again with it. */
export async function staleFrom(ctx: Context, calendar: WeekCalendar, weeks: readonly Week[]): Promise<void> {
  const last = calendar.weekOf(ctx.clock.now());
  const touched = weeks.flatMap((week) => weeksBetween(week, shiftWeek(week, LOOK_BACK)));
  await store.markStale(
    ctx.db,
    touched.filter((week) => week <= last),
  );
}

export async function countWeek(ctx: Context, calendar: WeekCalendar, week: Week): Promise<void> {
  const [start, end] = [calendar.start(week), calendar.end(week)];
  const asked = await askedBetween(ctx.db, calendar.start(shiftWeek(week, -LOOK_BACK)), end);
  const imported = await store.countsOf(ctx.db, week);
  // The counts of another desk hold its tickets already; of the two the counts are taken, for they are complete.
  const isTwice = ({ at, isBroughtIn }: Asked) => imported.length > 0 && isBroughtIn && at >= start;
  const { basic, ...own } = countQuestions(
    asked.filter((one) => !isTwice(one)),
    start,
  );
  const parts = countQuestions(asked, start).basic;
  const teams = await store.accountsBetween(ctx.db, start, end);
  const accountsTold = [...teams.values()].reduce((sum, accounts) => sum + accounts, 0);
  const total = (field: "basic" | "other" | "exposure") => imported.reduce((sum, count) => sum + count[field], 0);
  const { accounts, active } = await peopleIn(ctx, week, end, accountsTold);
  // The same people may stand in both, so the larger number is taken, never the sum.
  const exposure = Math.max(accounts, total("exposure"));
  const brought = total("basic");
  const fact = {
    ...own,
    basic: basic.length + brought,
    basic_corrected: own.basic_corrected + brought,
    basic_told: own.basic_told + brought,
    other: own.other + total("other"),
    elsewhere: await elsewhereBetween(ctx.db, start, end),
    twice: asked.filter(isTwice).length,
  };
  if (exposure === 0) await store.dropFact(ctx.db, week);
  else await store.saveFact(ctx.db, { week, ...fact, exposure, active });
  await countCollectorWeek(ctx, calendar, week);
  await store.saveParts(ctx.db, week, teamFacts(week, teams, parts), askerFacts(week, parts));
  await countTenures(ctx, { week, from: start, to: end, accounts: accountsTold, basic: parts });
  await store.weekIsFresh(ctx.db, week);
}

type People = { accounts: number; active: number | null };

/** As many as were seen while the week ran, or as can be told afterwards, whichever is more. */
async function peopleIn(ctx: Context, week: Week, end: number, told: number): Promise<People> {
  const seen = await store.seenPeople(ctx.db, week);
  const accounts = Math.max(seen.accounts, told);
  const active = Math.max(seen.active, await activeIn(ctx, end, accounts));
  if (accounts > seen.accounts || active > seen.active) await store.keepPeople(ctx.db, week, { accounts, active });
  return { accounts, active: active || (await knownActive(ctx, week, end)) };
}

/** Once the events are forgotten, what was counted of them stays. */
async function knownActive(ctx: Context, week: Week, end: number): Promise<number | null> {
  if (!isForgotten(ctx, end)) return null;
  return (await store.factOf(ctx.db, week))?.active ?? null;
}

const isForgotten = (ctx: Context, end: number) => end - ACTIVE_DAYS < ctx.clock.now() - EVENTS_KEPT;

/** Whoever had opted out is taken to be as active as the others. */
async function activeIn(ctx: Context, end: number, accounts: number): Promise<number> {
  if (isForgotten(ctx, end)) return 0;
  const readers = await store.activeBetween(ctx.db, end - ACTIVE_DAYS, end);
  const hidden = await store.optedOutBefore(ctx.db, end);
  if (hidden === 0 || hidden >= accounts) return readers;
  return Math.min(accounts, Math.round((readers * accounts) / (accounts - hidden)));
}

/** Every week anything is known of, or was known of, oldest first. */
export async function knownWeeks(ctx: Context, calendar: WeekCalendar): Promise<Week[]> {
  const [ticketAt, imported] = [await store.firstTicketAt(ctx.db), await store.firstImportedWeek(ctx.db)];
  const now = calendar.weekOf(ctx.clock.now());
  const [counted] = await store.firstFacts(ctx.db, now, 1);
  const collected = (await firstCollected(ctx.db))?.week ?? now;
  const begins = [
    ticketAt === null ? now : calendar.weekOf(ticketAt),
    imported ?? now,
    counted?.week ?? now,
    collected,
  ];
  return weeksBetween(begins.sort()[0] ?? now, now);
}
