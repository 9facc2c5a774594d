import type { LetterWriter } from "#server/notifications/letter.ts";
import { notify } from "#server/notifications/notifying.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { localDay } from "#server/platform/months.ts";
import { readSettings } from "#server/platform/settings.ts";
import { drawList } from "./ladder-list-letter.ts";
import { addressOf } from "./ticket.ts";
import { usedUp } from "./used-up.ts";

export const USED_UP_KIND = "ladder.used-up";

const TOLD = "tickets.used-up-day";
const MORNING = 7;
const MOST_LINES = 100;

/** The job: every morning those who lead are told what nobody has seen though everybody was told. Nothing: no mail. */
export async function tellOfUsedUp(ctx: Context): Promise<boolean> {
  const { timeZone } = await readSettings(ctx);
  const { day, date, hour } = localDay(timeZone, ctx.clock.now());
  const told = (await readCounters(ctx, [TOLD])).get(TOLD) ?? 0;
  if (hour < MORNING || told >= day) return false;
  await inTransaction(ctx, async (ctx) => {
    for (const person of await staff(ctx)) {
      if (!can(person, "ladder.release") || (await usedUp(ctx, person, 1)).length === 0) continue;
      await notify(ctx, {
        ...{ kind: USED_UP_KIND, to: person, reason: `used up ${date}`, about: "ladders", payload: {} },
        ...{ urgency: "normal", address: "/desk", rule: "Those who lead are told each morning." },
        sentence: "Ladders are used up, and nobody has seen what they are about.",
      });
    }
    await moveCounter(ctx, TOLD, day - told);
  });
  return false;
}

/** As it stands when it goes out. */
const writeUsedUp: LetterWriter = async (ctx, reader) => {
  const found = await usedUp(ctx, reader, MOST_LINES + 1);
  if (found.length === 0) return null;
  const count = `${found.length} ${found.length === 1 ? "ladder is" : "ladders are"} used up`;
  const base = ctx.config.baseUrl;
  return drawList(count, {
    lead: `${count}: everybody on them was told, and nobody has said that they have seen it.`,
    lines: found.slice(0, MOST_LINES).map((one) => ({ ...one, address: base + addressOf(one) })),
    more: Math.max(0, found.length - MOST_LINES),
    desk: `${base}/desk`,
  });
};

export const usedUpLetter: [string, LetterWriter] = [USED_UP_KIND, writeUsedUp];
