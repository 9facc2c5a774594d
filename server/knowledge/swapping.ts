import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Reader } from "#server/journeys/journal.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import { readSettings, writeSettings } from "#server/platform/settings.ts";
import type { SearchAnswer } from "#server/search/search.ts";
import type { Question } from "./searching.ts";

/** One list in a hundred. */
const SHARE = 0.01;
/** Further down, nearly nobody would see what stood first. */
const LAST_PLACE = 5;

export type Drawn = SearchAnswer & { swap?: number };

export const areSwapsOn = async (ctx: Pick<Context, "db">): Promise<boolean> =>
  (await readSettings(ctx)).searchSwaps === "on";

/**
 * F22: where an admin switched it on, a list in a hundred swaps the first place with another, so that what a place is
 * worth can be told from what stands there. Never where one result is likely to be the answer, and never for staff. The
 * same words of the same reader keep their list for the day: going back shows what was there.
 */
export async function perhapsSwapped(
  ctx: Context,
  reader: Reader,
  question: Question,
  answer: SearchAnswer,
): Promise<Drawn> {
  const isOpenToIt = question.page === 1 && reader.kind === "dev" && !answer.isLikely && answer.results.length > 1;
  if (!isOpenToIt || !(await areSwapsOn(ctx))) return answer;
  const day = Math.floor(ctx.clock.now() / DAY);
  return swapped(answer, dice(ctx.keys.sign("journal", `swap:${reader.token}:${question.words}:${day}`)));
}

/** Two numbers from 0 up to 1, as good as random and always the same for one text. */
export function dice(signature: string): [number, number] {
  const bytes = Buffer.from(signature, "base64url");
  return [bytes.readUInt32BE(0) / 2 ** 32, bytes.readUInt32BE(4) / 2 ** 32];
}

export function swapped(answer: SearchAnswer, [whether, where]: readonly [number, number]): Drawn {
  if (whether >= SHARE) return { ...answer, swap: 1 };
  const last = Math.min(LAST_PLACE, answer.results.length);
  const place = 2 + Math.floor(where * (last - 1));
  const results = [...answer.results];
  const [first, other] = [results[0], results[place - 1]];
  if (!first || !other) return answer;
  results[0] = other;
  results[place - 1] = first;
  return { ...answer, results, swap: place };
}

export async function switchSwaps(ctx: Context, by: Person, isOn: boolean): Promise<void> {
  if (!can(by, "portal.manage")) throw forbidden("Only admins may decide this.");
  await inTransaction(ctx, async (ctx) => {
    await writeSettings(ctx, { searchSwaps: isOn ? "on" : "off" });
    const action = isOn ? "let lists swap places" : "let no list swap places";
    await recordDeed(ctx, { by: byPerson(by), action, object: "search" });
  });
}
