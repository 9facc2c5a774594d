import { HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { blocksOf } from "./blockers.ts";
import { ackHours, type Escalation } from "./escalation.ts";
import type { Fact } from "./facts.ts";
import { readBook } from "./reading-book.ts";

/** Older lapses are no news: the steps that followed have told more people since. */
const NEWS_FOR = HOUR;

/** Acknowledgements that lapsed a moment ago because nothing was done, and whose they were. */
export async function ackLapses(
  ctx: Context,
  facts: readonly Fact[],
  { version, anchorAt }: Escalation,
  now: number,
): Promise<{ by: number; from: number }[]> {
  const { book } = await readBook(ctx);
  const wasEnded = new Set(facts.map(({ at }) => at));
  return blocksOf(facts, ackHours(facts, book, now), version.ladder.ackMinutes * 60_000).flatMap((one) => {
    const isNews = one.to <= now && now - one.to <= NEWS_FOR && one.to > anchorAt;
    return one.why === "acknowledged" && one.by !== null && isNews && !wasEnded.has(one.to)
      ? [{ by: one.by, from: one.from }]
      : [];
  });
}
