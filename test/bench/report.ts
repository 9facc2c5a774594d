import { OUTCOMES, type Outcome } from "#server/journeys/journey.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { shiftWeek, type Week, weekCalendar, weeksBetween } from "#server/platform/weeks.ts";
import { buildHouse } from "#test/support/house.ts";

/**
 * How long the whole report page takes with three years behind it: `npm run bench:report`. Two million events, half a
 * million journeys and the weeks a job has prepared from them, 2,000 people in thirty teams, 400 articles.
 */
const LAST: Week = "2026-W23";
const YEARS = 3;
const EVENTS = 2_000_000;
const JOURNEYS = 500_000;
const TEAMS = 30;
const ARTICLES = 400;
const RUNS = 5;
const AT_ONCE = 1000;

const calendar = weekCalendar("UTC");
const weeks = weeksBetween(shiftWeek(LAST, 1 - 52 * YEARS), LAST);

const { ctx, cast, as, close } = await buildHouse();
await inTransaction(ctx, async (ctx) => {
  for (const [place, week] of weeks.entries()) await fillWeek(ctx, place, week);
});
const manager = await as(cast.cy);
const periods = { "last quarter": "", "three years": `?from=${weeks[13]}&to=${LAST}` };
for (const [name, query] of Object.entries(periods)) {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    const { status } = await manager.get(`/reports/deflection${query}`);
    if (status !== 200) throw new Error(`The page answered ${status}.`);
    times.push(performance.now() - start);
  }
  const middle = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  console.log(`Report page, ${name}: ${middle.toFixed(0)} ms (median of ${RUNS}).`);
}
await close();
process.exit(0);

async function fillWeek({ db }: Context, place: number, week: Week): Promise<void> {
  const start = calendar.start(week);
  const many = Math.round(JOURNEYS / weeks.length);
  const basic = 300 - place;
  const counted = {
    basic,
    basic_corrected: basic,
    basic_told: basic - 5,
    corrected: 0,
    guessed: 5,
    guessed_by_score: 2,
  };
  const beside = { elsewhere: 3, twice: 0 };
  const fact = { ...counted, ...beside, other: 400, unlabelled: 2, asked: 700, asked_again: 50, reopened: 20 };
  await db
    .insertInto("weekly_fact")
    .values({ week, ...fact, exposure: 2000 + place, active: 1500 })
    .execute();
  const teams = Array.from({ length: TEAMS }, (_, team) => ({ week, team: `Team ${team}`, basic: 10, exposure: 70 }));
  await db.insertInto("weekly_team").values(teams).execute();
  const tenures = (["newer", "older"] as const).map((tenure) => ({ week, tenure, basic: 100, exposure: 1000 }));
  await db.insertInto("weekly_tenure").values(tenures).execute();
  const askers = Array.from({ length: 300 }, (_, at) => ({ week, person_id: (place * 37 + at) % 2000, basic: 1 }));
  await db.insertInto("weekly_asker").values(askers).execute();
  const articles = Array.from({ length: ARTICLES }, (_, at) => ({ week, article: `article-${at}` }));
  const did = { readers: 10, newcomers: 5, reads: 8, solved: 3, credit: 2.5, last_touch: 2 };
  await db
    .insertInto("weekly_article")
    .values(articles.map((one) => ({ ...one, ...did })))
    .execute();
  const places = articles.flatMap((one) => [1, 2, 3].map((position) => ({ ...one, position, shown: 10, clicked: 3 })));
  await db.insertInto("weekly_place").values(places).execute();
  const outcomes = OUTCOMES.map((outcome) => ({ week, outcome, journeys: Math.round(many / OUTCOMES.length) }));
  await db.insertInto("weekly_journey").values(outcomes).execute();
  for (let from = 0; from < many; from += AT_ONCE) await addJourneys(place, week, start, from);
  await addEvents(place, start);

  async function addJourneys(place: number, week: Week, start: number, from: number) {
    const rows = Array.from({ length: AT_ONCE }, (_, at) => {
      const started_at = start + ((from + at) % (7 * 24 * 60)) * MINUTE;
      const outcome = OUTCOMES[(from + at) % OUTCOMES.length] as Outcome;
      const id = `${place}-${from + at}`;
      return { id, reader: `r${at}`, started_at, ended_at: started_at + MINUTE, week, outcome, data: "{}" };
    });
    await db.insertInto("journey").values(rows).execute();
  }

  async function addEvents(place: number, start: number) {
    const number = Math.round(EVENTS / weeks.length);
    for (let from = 0; from < number; from += AT_ONCE) {
      const rows = Array.from({ length: AT_ONCE }, (_, at) => ({
        id: `e-${place}-${from + at}`,
        at: start + ((from + at) % 7) * DAY,
        type: "view" as const,
        kind: "dev" as const,
        reader: `r${at}`,
        session: null,
        article: `article-${at % ARTICLES}`,
        ticket: null,
        data: "{}",
      }));
      await db.insertInto("event").values(rows).execute();
    }
  }
}
