import { csv } from "#server/http/csv.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Cover, coverNow, shareWithin, worstWait } from "./covering.ts";

/** How long one kind of question may wait, as programs and spreadsheets read it. */
export type CoverLine = {
  queue: string;
  priorities: string[];
  /** Null: whatever it is about. */
  categories: string[] | null;
  only: string | null;
  /** Until somebody hears of it at the worst moment; null where nobody ever would. */
  longestWaitMinutes: number | null;
  longestWaitFor: string;
  shareWithinAnHour: number;
  holes: { from: string; to: string }[];
};

export type CoverageReport = { timeZone: string; from: string; to: string; rows: CoverLine[] };

export async function coverageReport(ctx: Context): Promise<CoverageReport> {
  const { timeZone } = await readSettings(ctx);
  const covers = await coverNow(ctx);
  const [from, to] = [covers[0]?.heard[0]?.from, covers[0]?.heard.at(-1)?.to].map((at) => at ?? ctx.clock.now());
  return { timeZone, from: written(from as number), to: written(to as number), rows: covers.map(lineOf) };
}

const written = (at: number) => new Date(at).toISOString();

function lineOf({ queue, priorities, categories, only, heard, holes }: Cover): CoverLine {
  const worst = worstWait(heard, heard[0]?.from ?? 0, heard.at(-1)?.to ?? 0);
  return {
    ...{ queue, priorities, categories, only },
    longestWaitMinutes: worst.wait === Infinity ? null : Math.ceil(worst.wait / MINUTE),
    longestWaitFor: written(worst.at),
    shareWithinAnHour: shareWithin(heard, HOUR),
    holes: holes.map((hole) => ({ from: written(hole.from), to: written(hole.to) })),
  };
}

const HEAD = ["queue", "priorities", "categories", "only", "longest_wait_minutes", "longest_wait_for"];

export const coverageCsv = ({ rows }: CoverageReport): string =>
  csv(
    [...HEAD, "share_within_an_hour", "holes", "first_hole_from", "first_hole_to"],
    rows.map(
      ({ queue, priorities, categories, only, longestWaitMinutes, longestWaitFor, shareWithinAnHour, holes }) => [
        ...[queue, priorities.join("; "), categories?.join("; ") ?? null, only, longestWaitMinutes, longestWaitFor],
        ...[Math.round(shareWithinAnHour * 1000) / 1000, holes.length, holes[0]?.from ?? null, holes[0]?.to ?? null],
      ],
    ),
  );
