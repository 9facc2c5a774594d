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
import { goalVersions } from "./goal-store.ts";
import { datesOf, firstDay, lastDay, lastFullWeek } from "./period.ts";
import { percent } from "./wording.ts";

export type GoalDraft = Draft<"version" | "target" | "from" | "to" | "denominator" | "definition" | "reason">;

type VersionRow = {
  version: number;
  target: string;
  baseline: string;
  per: string;
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
  versions: VersionRow[];
  /** The version whose hash does not fit; somebody changed the database by hand. */
  broken: number | null;
};
export const goalView = view<GoalPage>("reports/goal", "staff");

const PER: Record<GoalVersion["denominator"], string> = {
  eligible: "Everybody who may ask",
  active: "People who were active in the last 28 days",
};

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
        from: baseline ? firstDay(baseline.from) : "",
        to: baseline ? lastDay(baseline.to) : "",
        denominator: last?.denominator ?? "eligible",
        definition: last?.definition ?? DEFINITION,
        reason: "",
      }),
    denominators: Object.entries(PER).map(([value, label]) => ({ value, label })),
    versions: await Promise.all(versions.toReversed().map((goal) => versionRow(ctx, goal))),
    broken: brokenLink(versions)?.version ?? null,
  };
}

async function versionRow(ctx: Context, goal: GoalVersion): Promise<VersionRow> {
  const { version, target, denominator, madeAt, reason, hash, definition } = goal;
  const baseline = datesOf({ from: goal.baselineFrom, to: goal.baselineTo });
  const by = (await findPerson(ctx, goal.madeBy))?.name ?? "Somebody";
  return {
    version,
    target: percent(target),
    baseline,
    per: PER[denominator],
    by,
    at: madeAt,
    reason,
    hash,
    definition,
  };
}
