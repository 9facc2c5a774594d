import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { timeFormats } from "#server/http/times.ts";
import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Drill, dayTime, drillName, endOf, isOver, SPEEDS, stateOf } from "./drill.ts";
import { type Climbed, climbInDrill } from "./drill-climbing.ts";
import { drills } from "./drill-store.ts";
import { questionText } from "./drill-text.ts";
import { type Played, playedSoFar } from "./drilling.ts";
import { worldNow } from "./rehearsing.ts";
import { URGENCY_NAMES } from "./words.ts";

const SHOWN = 20;

type DrillsPage = {
  title: string;
  drills: { name: string; href: string; about: string; isOver: boolean; at: number }[];
  draft: Draft;
  canRun: boolean;
  speeds: Option[];
};
export const drillsView = view<DrillsPage>("tickets/drills", "staff");

export async function drillsPage(ctx: Context, by: Person, draft?: Draft): Promise<DrillsPage> {
  const now = ctx.clock.now();
  return {
    title: "Practice",
    drills: (await drills(ctx.db, Number.MAX_SAFE_INTEGER, SHOWN)).map((drill) => ({
      name: drill.name,
      href: isOver(drill, now) ? `/desk/practice/${drill.id}/score` : `/desk/practice/${drill.id}`,
      about: `${drill.source === "invented" ? "An invented day" : "A day that was"}, ${drill.speed} times as fast`,
      isOver: isOver(drill, now),
      at: drill.startsAt,
    })),
    draft: draft ?? blankDraft({ name: "", speed: "60", day: "" }),
    canRun: can(by, "drill.run"),
    speeds: SPEEDS.map((speed) => ({
      value: String(speed),
      label: `An hour in ${speed > 60 ? `${3600 / speed} s` : `${60 / speed} min`}`,
    })),
  };
}

type BoardPage = {
  title: string;
  href: string;
  now: string;
  leftMinutes: number;
  isOver: boolean;
  canRun: boolean;
  waiting: {
    name: string;
    href: string;
    subject: string;
    urgency: string;
    asked: string;
    words: string;
    tone: string;
  }[];
  answered: number;
};
export const boardView = view<BoardPage>("tickets/drill", "staff");

/** The clock and words of the played day. */
export async function clockOf(ctx: Context, by: Person, drill: Drill) {
  const { timeZone, language } = await readSettings(ctx);
  const now = dayTime(drill, ctx.clock.now());
  return { now, time: timeFormats(now, by.timeZone ?? timeZone, by.language ?? language) };
}

export async function boardPage(ctx: Context, by: Person, drill: Drill): Promise<BoardPage> {
  const { now, time } = await clockOf(ctx, by, drill);
  const all = await playedSoFar(ctx, drill);
  const waiting = all.filter(({ story }) => stateOf(story).status !== "resolved");
  const lines: BoardPage["waiting"] = [];
  const world = await worldNow(ctx);
  for (const played of waiting) {
    const climbed = await climbInDrill(ctx, played.story, now, world);
    lines.push({
      ...{ name: drillName(played.question), href: `/desk/practice/${drill.id}/questions/${played.question.n}` },
      subject: (await questionText(ctx, by, played.question)).subject,
      urgency: URGENCY_NAMES[stateOf(climbed.story).urgency],
      asked: time.ago(played.question.at),
      ...standingOf(played, climbed),
    });
  }
  return {
    title: drill.name,
    href: `/desk/practice/${drill.id}`,
    now: time.exact(now),
    leftMinutes: Math.max(0, Math.ceil((endOf(drill) - ctx.clock.now()) / MINUTE)),
    isOver: isOver(drill, ctx.clock.now()),
    canRun: can(by, "drill.run"),
    waiting: lines,
    answered: all.length - waiting.length,
  };
}

function standingOf({ story }: Played, { steps }: Climbed): { words: string; tone: string } {
  const last = steps.at(-1);
  if (last) return { words: `${last.step.name} would have been told`, tone: "bad" };
  if (story.some(({ event }) => event.kind === "acknowledged")) return { words: "Seen", tone: "good" };
  return { words: "Nobody has seen it", tone: "warn" };
}
