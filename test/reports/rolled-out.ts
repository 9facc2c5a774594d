import { isOn, type Rollout } from "#server/experiment/rollout.ts";
import { shiftWeek, type Week } from "#server/platform/weeks.ts";
import type { House } from "#test/support/house.ts";

const NOISE = [3, -2, 1, -3, 2, 0, -1];

/** What each team asked in the weeks after `now`: more every week, and this share of it once the portal is on there. */
export async function fillRollout({ ctx }: House, rollout: Rollout, now: Week, weeks: number, share: number) {
  for (let place = 1; place <= weeks; place += 1)
    for (const [at, team] of rollout.teams.entries()) {
      const week = shiftWeek(now, place);
      const usual = 60 + 10 * at + 4 * place;
      const basic = Math.round(usual * (isOn(rollout, team, week) ? share : 1)) + (NOISE[(place * 4 + at) % 7] ?? 0);
      await ctx.db
        .updateTable("weekly_team")
        .set({ basic, exposure: 100 })
        .where("team", "=", team)
        .where("week", "=", week)
        .execute();
    }
}
