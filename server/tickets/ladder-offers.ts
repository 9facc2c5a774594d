import type { LadderOffers } from "#server/escalation/ladder-offers.ts";
import { knownWebhooks } from "#server/notifications/calls.ts";
import type { Context } from "#server/platform/context.ts";
import { openQueues } from "./queues.ts";

/** What a step of a ladder can be about or do, beyond people. Whose webhook it is, only they may name. */
export async function ladderOffers(ctx: Context): Promise<LadderOffers> {
  const webhooks = (await knownWebhooks(ctx)).filter(
    ({ personId, disabledAt }) => personId === null && disabledAt === null,
  );
  return { queues: await openQueues(ctx), webhooks: webhooks.map(({ id, name }) => ({ id, name })) };
}
