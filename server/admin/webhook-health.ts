import { knownWebhooks } from "#server/notifications/calls.ts";
import type { Context } from "#server/platform/context.ts";
import type { Finding } from "./health.ts";

/** A channel that does not answer is one more thing that nobody hears of. */
export async function checkWebhooks(ctx: Context): Promise<[Finding["state"], string]> {
  const all = await knownWebhooks(ctx);
  const names = (wanted: typeof all) => wanted.map(({ name }) => `“${name}”`).join(", ");
  const off = all.filter(({ disabledAt, failingSince }) => disabledAt !== null && failingSince !== null);
  if (off.length > 0)
    return ["worth a look", `Switched off, as nobody answered for days: ${names(off)}. Look at Settings, Webhooks.`];
  const silent = all.filter(({ disabledAt, failingSince }) => disabledAt === null && failingSince !== null);
  if (silent.length > 0)
    return [
      "worth a look",
      `The last call of ${names(silent)} was not taken; it is tried again. Look at Settings, Webhooks.`,
    ];
  return ["fine", all.length === 0 ? "There is none." : "Every webhook took its last call, or had none to take."];
}
