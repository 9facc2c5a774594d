import { holdStep, tooMuch } from "#server/escalation/braking.ts";
import type { KeptEscalation } from "#server/escalation/climbing.ts";
import { notify } from "#server/notifications/notifying.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Context } from "#server/platform/context.ts";
import { countOpen } from "./tally.ts";

export const BRAKE_KIND = "ladder.brake";
export const BRAKE_ADDRESS = "/desk/held";
export type BrakePayload = { brake: number };

/** The list is written when it goes out; by then most of the storm is on it. */
const STAYS = 60_000;

/** Holds a step that would be part of a storm. Those who can let it go are told once for each storm. */
export async function holdInStorm(ctx: Context, escalation: KeptEscalation, told: readonly number[]): Promise<boolean> {
  const reason = await tooMuch(ctx, escalation, told, await countOpen(ctx));
  if (!reason) return false;
  const { brake, isNew } = await holdStep(ctx, escalation, reason);
  if (isNew) await tellOfBrake(ctx, brake);
  return true;
}

async function tellOfBrake(ctx: Context, brake: number): Promise<void> {
  const payload: BrakePayload = { brake };
  const readers = (await staff(ctx)).filter((person) => can(person, "ladder.release"));
  for (const to of readers)
    await notify(ctx, {
      ...{ kind: BRAKE_KIND, to, reason: `brake ${brake}`, about: "ladders", payload, address: BRAKE_ADDRESS },
      ...{ urgency: "urgent", staysFor: STAYS, rule: "Whoever may release ladders is told when many are held." },
      sentence: "Ladders are held, because too many people would have been told at once.",
    });
}
