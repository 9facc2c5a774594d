import { brakeNow, countHeld, HELD_FOR } from "#server/escalation/braking.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type HeldLine, heldLines } from "./brake-lines.ts";

const SHOWN = 200;

type BrakePage = {
  title: string;
  /** Null: nothing is held. */
  brake: { why: string; since: number; goesOnAt: number; held: number; more: number } | null;
  lines: HeldLine[];
};
export const brakeView = view<BrakePage>("tickets/held", "staff");

export async function brakePage(ctx: Context, by: Person): Promise<BrakePage> {
  const brake = await brakeNow(ctx);
  if (!brake) return { title: "Held ladders", brake: null, lines: [] };
  const [held, lines] = [await countHeld(ctx), await heldLines(ctx, by, SHOWN)];
  const why =
    brake.cause === "many"
      ? `More than ${brake.allowed} steps were due within a minute.`
      : `${brake.name ?? "Somebody"} would have been told more than ${brake.allowed} times in ten minutes.`;
  const { tripped_at } = brake;
  const more = Math.max(0, held - lines.length);
  return {
    title: "Held ladders",
    brake: { why, since: tripped_at, goesOnAt: tripped_at + HELD_FOR, held, more },
    lines,
  };
}
