import { brakeNow, countHeld } from "#server/escalation/braking.ts";
import { view } from "#server/http/view.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { type JobState, readJobStates } from "#server/platform/job-states.ts";
import { type Outage, outagesSince } from "#server/platform/outages.ts";
import { type FailingLadder, failingLadders } from "#server/tickets/failing-ladders.ts";
import { alarmIn, type Wellness, wellness } from "./wellness.ts";

const SHOWN_OUTAGES = 20;
const OUTAGE_DAYS = 90;

type SchedulerPage = {
  title: string;
  lead: string;
  state: Wellness;
  brake: { since: number; held: number } | null;
  failing: FailingLadder[];
  jobs: (JobState & { tone: string; words: string })[];
  outages: Outage[];
};
export const schedulerView = view<SchedulerPage>("admin/scheduler", "staff");

/** What happens by itself, and how it goes: those that fail or are behind first. */
export async function schedulerPage(ctx: Context): Promise<SchedulerPage> {
  const now = ctx.clock.now();
  const state = await wellness(ctx);
  const brake = await brakeNow(ctx);
  const jobs = (await readJobStates(ctx)).map((job) => ({ ...job, ...howItGoes(job) }));
  return {
    title: "What happens by itself",
    lead: alarmIn(state, now) ?? leadOf(state, jobs.filter(({ failures }) => failures > 0).length),
    state,
    brake: brake ? { since: brake.tripped_at, held: await countHeld(ctx) } : null,
    failing: await failingLadders(ctx),
    jobs: jobs.sort((a, b) => rankOf(b) - rankOf(a)),
    outages: (await outagesSince(ctx, now - OUTAGE_DAYS * DAY)).reverse().slice(0, SHOWN_OUTAGES),
  };
}

function leadOf({ isHeld }: Wellness, failing: number): string {
  if (isHeld) return "Ladders and mail are held since a backup was restored here.";
  if (failing === 0) return "Ladders move, and people are told.";
  return `Ladders move. ${failing === 1 ? "One job fails and is" : `${failing} jobs fail and are`} tried again.`;
}

function howItGoes({ failures, behindSince }: JobState): { tone: string; words: string } {
  if (failures > 0) return { tone: "bad", words: failures === 1 ? "failed" : `failed ${failures} times` };
  return behindSince === null ? { tone: "good", words: "well" } : { tone: "warn", words: "behind" };
}

const rankOf = ({ failures, behindSince }: JobState) => (failures > 0 ? 2 : behindSince === null ? 0 : 1);
