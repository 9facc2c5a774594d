import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { brakesSince, countAutomatic, releaseBrake, tripBrake } from "./brake-store.ts";

/** Whatever answers by itself, and to whom, and about what. */
export type Answer = { kind: string; to: { id: number; email: string }; about: string };

const SHOWN = 50;
/** How long a brake is shown after it last held something back. */
const SHOWN_FOR = 2 * DAY;

type Brake = { name: string; most: number; count: Parameters<typeof countAutomatic>[2] };

/** So many answers by itself and no more: whatever goes round in a circle comes to rest. */
function brakesFor({ to, about }: Answer, now: number): Brake[] {
  return [
    { name: `${to.email}: 3 answers within an hour`, most: 3, count: { personId: to.id, since: now - HOUR } },
    { name: `${to.email}: 10 answers within a day`, most: 10, count: { personId: to.id, since: now - DAY } },
    { name: `${about}: 5 answers in all`, most: 5, count: { about } },
    { name: "Everybody: 100 answers within an hour", most: 100, count: { since: now - HOUR } },
  ];
}

/** Whether the portal may answer by itself. A brake that says no is kept and shown. */
export async function mayAnswer(ctx: Context, answer: Answer): Promise<boolean> {
  const now = ctx.clock.now();
  for (const { name, most, count } of brakesFor(answer, now)) {
    if ((await countAutomatic(ctx.db, answer.kind, count)) < most) continue;
    await tripBrake(ctx.db, name, now);
    return false;
  }
  return true;
}

/** Those that held something back lately, the latest first. */
export const trippedBrakes = (ctx: Context) => brakesSince(ctx.db, ctx.clock.now() - SHOWN_FOR, SHOWN);

/** Somebody has seen it. The brake itself goes on holding while there is reason. */
export async function forgetBrake(ctx: Context, by: Person, name: string): Promise<void> {
  if (!can(by, "portal.manage")) throw notFound();
  await inTransaction(ctx, async (ctx) => {
    await releaseBrake(ctx.db, name);
    await recordDeed(ctx, { by: byPerson(by), action: "saw a mail brake", object: "portal", data: { brake: name } });
  });
}
