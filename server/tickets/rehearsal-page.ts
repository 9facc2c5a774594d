import type { Ladder } from "#server/escalation/ladder.ts";
import { view } from "#server/http/view.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { type Rehearsal, rehearseLadder } from "./rehearsing.ts";

const PERIOD = 30 * DAY;

type RehearsalPage = {
  title: string;
  ladder: Rehearsal;
  present: Rehearsal;
  from: number;
  to: number;
  /** Everybody who would be told by one or the other. */
  people: { name: string; tried: number; present: number; most: number }[];
  /** Where the ladder is saved, and all that was typed. */
  action: string;
  fields: { name: string; value: string }[];
};
export const rehearsalView = view<RehearsalPage>("tickets/rehearsal", "staff");

/** What the ladder in the form would have done to last month's tickets. Nothing is saved and nobody is told. */
export async function rehearsalPage(
  ctx: Context,
  ladder: Ladder,
  action: string,
  fields: RehearsalPage["fields"],
): Promise<RehearsalPage> {
  const to = ctx.clock.now();
  const from = to - PERIOD;
  const result = await rehearseLadder(ctx, ladder, from, to);
  const names = [...new Set([...result.ladder.people, ...result.present.people].map(({ name }) => name))];
  const of = (rehearsal: Rehearsal, name: string) => rehearsal.people.find((one) => one.name === name);
  return {
    title: `Rehearsal: ${ladder.name}`,
    ...result,
    from,
    to,
    people: names.map((name) => ({
      name,
      tried: of(result.ladder, name)?.notifications ?? 0,
      present: of(result.present, name)?.notifications ?? 0,
      most: of(result.ladder, name)?.mostInAnHour ?? 0,
    })),
    action,
    fields,
  };
}
