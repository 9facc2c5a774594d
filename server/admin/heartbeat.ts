import { SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { isWell, wellness } from "./wellness.ts";

const PATIENCE = 10 * SECOND;

/**
 * The job: while all is well, says so to somebody outside, who raises the alarm when it stays away. This is what tells
 * of a portal that has died and can tell nobody itself.
 */
export async function beat(ctx: Context): Promise<boolean> {
  const { heartbeatUrl } = ctx.config;
  if (heartbeatUrl === undefined || !isWell(await wellness(ctx), ctx.clock.now())) return false;
  const answer = await fetch(heartbeatUrl, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The address of HEARTBEAT_URL answered with ${answer.status}.`);
  return false;
}
