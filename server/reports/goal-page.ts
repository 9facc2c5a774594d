import { rolloutSealed } from "#server/experiment/rolling-out.ts";
import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { brokenLink, type GoalVersion } from "./goal.ts";
import { proposal } from "./goal-in-use.ts";
import { drawOf, goalVersions } from "./goal-store.ts";
import { datesOf, firstDay, lastDay, lastFullWeek } from "./period.ts";
import { sealOfDraw } from "./sample-draw.ts";
import { percent } from "./wording.ts";

export type GoalDraft = Draft<"version" | "target" | "basis" | "from" | "to" | "denominator" | "definition" | "reason">;

type VersionRow = {
  version: number;
  target: string;
  baseline: string;
  per: string;
  basis: string;
  by: string;
  at: number;
  reason: string;
  hash: string;
  definition: string;
};

type GoalPage = {
  title: string;
  isFirst: boolean;
  proposal: string;
  draft: GoalDraft;
  denominators: Option[];
  bases: Option[];
  versions: VersionRow[];
  /** The version whose hash does not fit; somebody changed the database by hand. */
  broken: number | null;
};
export const goalView = view<GoalPage>("reports/goal", "staff");

const PER: Record<GoalVersion["denominator"], string> = {
  eligible: "Everybody who may ask",
  active: "People who were active in the last 28 days",
};

const BASED: Record<GoalVersion["basis"], string> = {
  weeks: "The weeks of the baseline as they were counted, here or in another desk",
  sample: "A random sample of their questions, labelled afterwards",
  wedge: "Teams that wait for their turn; there is no past",
};

/** What was drawn for a goal has to be what was sealed with it. */
async function brokenGoal(ctx: Context, versions: readonly GoalVersion[]): Promise<GoalVersion | null> {
  const broken = brokenLink(versions);
  if (broken) return broken;
  for (const goal of versions) if (!(await fitsItsSeal(ctx, goal))) return goal;
  return null;
}

async function fitsItsSeal(ctx: Context, { basis, version, seal }: GoalVersion): Promise<boolean> {
  if (basis === "weeks") return true;
  if (basis === "wedge") return (await rolloutSealed(ctx, seal)) !== null;
  const draw = await drawOf(ctx.db, version);
  return draw !== null && sealOfDraw(draw) === seal;
}

export async function goalPage(ctx: Context, draft?: GoalDraft): Promise<GoalPage> {
  const versions = await goalVersions(ctx.db);
  const last = versions.at(-1);
  const calendar = weekCalendar((await readSettings(ctx)).timeZone);
  const proposed = last ? null : await proposal(ctx, calendar, lastFullWeek(calendar, ctx.clock.now()));
  const baseline = last ? { from: last.baselineFrom, to: last.baselineTo } : proposed?.baseline;
  return {
    title: last ? "Change the goal" : "Set the goal",
    isFirst: last === undefined,
    proposal: proposed ? datesOf(proposed.baseline) : "",
    draft:
      draft ??
      blankDraft({
        version: String(last?.version ?? 0),
        target: String(Math.round(100 * (last?.target ?? proposed?.target ?? 0.6))),
        basis: last?.basis ?? "weeks",
        from: baseline ? firstDay(baseline.from) : "",
        to: baseline ? lastDay(baseline.to) : "",
        denominator: last?.denominator ?? "eligible",
        definition: last?.definition ?? DEFINITION,
        reason: "",
      }),
    bases: Object.entries(BASED).map(([value, label]) => ({ value, label })),
    denominators: Object.entries(PER).map(([value, label]) => ({ value, label })),
    versions: await Promise.all(versions.toReversed().map((goal) => versionRow(ctx, goal))),
    broken: (await brokenGoal(ctx, versions))?.version ?? null,
  };
}

const COMPARED: Record<GoalVersion["basis"], (dates: string) => string> = {
  weeks: (dates) => dates,
  sample: (dates) => `a labelled sample of ${dates}`,
  wedge: () => "teams that wait for their turn",
};

async function versionRow(ctx: Context, goal: GoalVersion): Promise<VersionRow> {
  const { version, target, basis, denominator, madeAt, reason, hash, definition } = goal;
  const baseline = datesOf({ from: goal.baselineFrom, to: goal.baselineTo });
  const by = (await findPerson(ctx, goal.madeBy))?.name ?? "Somebody";
  return {
    version,
    target: percent(target),
    baseline: COMPARED[basis](baseline),
    per: PER[denominator],
    basis: BASED[basis],
    by,
    at: madeAt,
    reason,
    hash,
    definition,
  };
}
