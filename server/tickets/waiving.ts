import { clocksKept } from "#server/escalation/keeping.ts";
import type { Metric } from "#server/escalation/policy.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";

/** Excuses a missed target with a reason. That it was missed stays a fact; reports can leave it out. */
export async function waiveBreach(
  ctx: Context,
  by: Person,
  number: number,
  { metric, n, reason }: { metric: Metric; n: number; reason: string },
): Promise<void> {
  await changeTicket(ctx, by, number, async (ctx, ticket) => {
    if (!can(by, "clock.waive")) throw forbidden("Only those who lead may excuse a late answer.");
    const clock = (await clocksKept(ctx, [ticket.id])).find((one) => one.metric === metric && one.n === n);
    if (!clock) throw notFound("clock");
    if (clock.breachedAt === null) throw tooLate("It is not late, so there is nothing to excuse.");
    if (clock.waivedReason !== null) return null;
    return { kind: "waived", data: { metric, n, reason } };
  });
}
