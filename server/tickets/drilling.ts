import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { hoursKnown } from "#server/escalation/book.ts";
import { readMoment } from "#server/escalation/local-moment.ts";
import { openSpans } from "#server/escalation/opening.ts";
import { readBook } from "#server/escalation/reading-book.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction, isDuplicate } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Drill, type DrillQuestion, dayTime, isOver, stateOf, storyOf } from "./drill.ts";
import { inventDay } from "./drill-inventing.ts";
import * as store from "./drill-store.ts";
import type { TicketEvent } from "./history.ts";

const MOST_RECORDED = 60;
const LOOK_BACK = 14;

/** `day`: a date like 2026-06-01 whose questions are played again; null for a day nobody had. */
export type DrillWish = { name: string; speed: number; day: string | null };

/** Makes a practice and lets it begin. Null: nothing was asked on that day, or no article says how it would be asked. */
export async function startDrill(ctx: Context, by: Person, { name, speed, day }: DrillWish): Promise<number | null> {
  if (!can(by, "drill.run")) throw forbidden("Only those who lead may start a practice.");
  const played = day === null ? await workday(ctx) : await dayNamed(ctx, day);
  const seed = ctx.clock.now();
  const questions = day === null ? await inventDay(ctx, by, seed, played) : await recorded(ctx, played);
  if (questions.length === 0) return null;
  return inTransaction(ctx, async (ctx) => {
    const { id } = await store.addDrill(ctx.db, {
      ...{ name, speed, source: day === null ? "invented" : "recorded", made_by: by.id, starts_at: ctx.clock.now() },
      ...{ day_from: played.from, day_to: played.to },
    });
    await store.addQuestions(ctx.db, id, questions);
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "started a practice",
      object: `practice ${id}`,
      data: { speed },
    });
    return id;
  });
}

/** From when the first calendar opens on the last day it did until it closes: what it counts, counts here, too. */
async function workday(ctx: Context): Promise<{ from: number; to: number }> {
  const { book } = await readBook(ctx);
  const now = ctx.clock.now();
  const today = await startOfToday(ctx);
  const hours = hoursKnown(book, "business", book.calendars[0]?.calendarId ?? 0, now);
  for (let back = 1; back <= LOOK_BACK && book.calendars.length > 0; back++) {
    const [from, to] = [today - back * DAY, today - (back - 1) * DAY];
    const spans = openSpans(hours(from, to), from, to);
    const [first, last] = [spans[0], spans.at(-1)];
    if (first && last && last.to - first.from >= HOUR) return { from: first.from, to: last.to };
  }
  return { from: today - 15 * HOUR, to: today - 7 * HOUR };
}

async function startOfToday(ctx: Context): Promise<number> {
  const { timeZone } = await readSettings(ctx);
  const date = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(ctx.clock.now());
  return readMoment(`${date}T00:00`, timeZone) ?? Math.floor(ctx.clock.now() / DAY) * DAY;
}

async function dayNamed(ctx: Context, day: string): Promise<{ from: number; to: number }> {
  const from = readMoment(`${day}T00:00`, (await readSettings(ctx)).timeZone);
  if (from === null) throw notFound("day");
  return { from, to: from + DAY };
}

/** The questions of that day; the clock begins a little before the first and ends a few hours after the last. */
async function recorded(ctx: Context, played: { from: number; to: number }): Promise<DrillQuestion[]> {
  const rows = await store.askedBetween(ctx.db, played.from, played.to, MOST_RECORDED);
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return [];
  Object.assign(played, { from: first.at - 5 * 60_000, to: last.at + 4 * HOUR });
  return rows.map((row, place) => ({ ...row, n: place + 1, subject: null, body: null }));
}

export async function findDrill(ctx: Context, id: number): Promise<Drill> {
  const drill = await store.drillById(ctx.db, id);
  if (!drill) throw notFound("practice");
  return drill;
}

export async function stopDrill(ctx: Context, by: Person, id: number): Promise<void> {
  if (!can(by, "drill.run")) throw forbidden("Only those who lead may end a practice.");
  await inTransaction(ctx, async (ctx) => {
    await findDrill(ctx, id);
    await store.endDrill(ctx.db, id, ctx.clock.now());
    await recordDeed(ctx, { by: byPerson(by), action: "ended a practice", object: `practice ${id}` });
  });
}

export type Played = { question: DrillQuestion; story: ReturnType<typeof storyOf> };

/** What was asked in it by now, and what happened to that. */
export async function playedSoFar(ctx: Context, drill: Drill): Promise<Played[]> {
  const now = dayTime(drill, ctx.clock.now());
  const events = await store.eventsOf(ctx.db, drill.id);
  const questions = await store.questionsOf(ctx.db, drill.id);
  return questions
    .filter(({ at }) => at <= now)
    .map((question) => ({
      question,
      story: storyOf(
        question,
        events.filter(({ n }) => n === question.n),
      ),
    }));
}

export async function findPlayed(ctx: Context, drill: Drill, n: number): Promise<Played> {
  const one = (await playedSoFar(ctx, drill)).find(({ question }) => question.n === n);
  if (!one) throw notFound("question");
  return one;
}

/** A trainee does something to a question; the same events as a ticket has, and nothing else happens. */
export async function actInDrill(ctx: Context, by: Person, id: number, n: number, event: TicketEvent): Promise<void> {
  if (!can(by, "drill.play")) throw forbidden("Only those who answer may practise.");
  const drill = await findDrill(ctx, id);
  const { story } = await findPlayed(ctx, drill, n);
  const now = ctx.clock.now();
  if (isOver(drill, now)) throw tooLate("This practice is over. See how it went.");
  if (stateOf(story).status === "resolved") throw tooLate("Somebody has answered this already.");
  const row = { drill_id: id, n, seq: story.length, at: dayTime(drill, now), done_at: now, person_id: by.id };
  try {
    await store.addEvent(ctx.db, { ...row, kind: event.kind, data: JSON.stringify(event.data) });
  } catch (error) {
    if (isDuplicate(error)) throw tooLate("Somebody did something to it at this very moment. Look at it again.");
    throw error;
  }
}
