import { isOver, lastRollout, teamsToDraw } from "#server/experiment/rolling-out.ts";
import { hashOfRollout, onFrom } from "#server/experiment/rollout.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { shiftWeek, weekCalendar } from "#server/platform/weeks.ts";
import { leftOut, listNotes } from "./notes.ts";
import { firstDay, lastFullWeek } from "./period.ts";
import { wedgeOf } from "./wedge.ts";
import { dayOf } from "./week-rows.ts";

export type RolloutDraft = Draft<"startsOn" | "stepWeeks" | "teams">;
export type EndDraft = Draft<"id" | "why">;

type Drawn = {
  id: number;
  teams: { team: string; from: string; state: string; isOn: boolean }[];
  by: string;
  at: number;
  seed: string;
  hash: string;
  isBroken: boolean;
  end: { by: string; at: number; reason: string } | null;
  isOver: boolean;
  sentence: string;
};

type RolloutPage = {
  title: string;
  drawn: Drawn | null;
  canDraw: boolean;
  teams: { field: string; team: string; people: string; isChosen: boolean }[];
  draft: RolloutDraft;
  end: EndDraft;
};
export const rolloutView = view<RolloutPage>("reports/rollout", "staff");

const FEWEST_TEAMS = 2;

export async function rolloutPage(
  ctx: Context,
  { draft, chosen = null, end }: { draft?: RolloutDraft; chosen?: readonly string[] | null; end?: EndDraft } = {},
): Promise<RolloutPage> {
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const week = calendar.weekOf(ctx.clock.now());
  const teams = await teamsToDraw(ctx);
  const drawn = await drawnOf(ctx);
  return {
    title: "Switch teams on in random order",
    drawn,
    canDraw: (drawn === null || drawn.isOver) && teams.length >= FEWEST_TEAMS,
    teams: teams.map(({ team, people }, place) => ({
      field: `team_${place}`,
      team,
      people: `${people} people`,
      isChosen: chosen === null || chosen.includes(team),
    })),
    draft: draft ?? blankDraft({ startsOn: firstDay(shiftWeek(week, 5)), stepWeeks: "2", teams: "" }),
    end: end ?? blankDraft({ id: String(drawn?.id ?? ""), why: "" }),
  };
}

async function drawnOf(ctx: Context): Promise<Drawn | null> {
  const rollout = await lastRollout(ctx);
  if (!rollout) return null;
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const now = ctx.clock.now();
  const week = calendar.weekOf(now);
  const wedge = await wedgeOf(ctx, calendar, lastFullWeek(calendar, now), leftOut(await listNotes(ctx)));
  const nameOf = async (id: number) => (await findPerson(ctx, id))?.name ?? "Somebody";
  return {
    id: rollout.id,
    teams: rollout.teams.map((team) => {
      const from = onFrom(rollout, team) ?? rollout.startsWeek;
      const isOn = rollout.end !== null || week >= from;
      return { team, from: dayOf(firstDay(from)), state: isOn ? "Switched on" : "Waits", isOn };
    }),
    by: await nameOf(rollout.drawnBy),
    at: rollout.drawnAt,
    seed: rollout.seed,
    hash: rollout.hash,
    isBroken: hashOfRollout(rollout) !== rollout.hash,
    end: rollout.end && { by: await nameOf(rollout.end.endedBy), at: rollout.end.endedAt, reason: rollout.end.reason },
    isOver: isOver(rollout, week),
    sentence: wedge?.sentence ?? "",
  };
}
