import { keepEscalations } from "#server/escalation/climbing.ts";
import type { Escalation } from "#server/escalation/escalation.ts";
import { wasAnybodyTold } from "#server/escalation/hearing.ts";
import { type Place, placeAfter } from "#server/escalation/ladder.ts";
import { noteLost, type TakenStep, takenStep } from "#server/escalation/losing.ts";
import { heldSince } from "#server/notifications/holding.ts";
import { isLost, nextFailure } from "#server/notifications/reaching.ts";
import type { Context } from "#server/platform/context.ts";
import { changeByItself } from "./changing.ts";
import { factsNow } from "./clocks.ts";
import type { TicketEvent } from "./history.ts";
import { LIST_KIND, tellFallback } from "./ladder-mailing.ts";
import { callReason, stepReason } from "./step-effects.ts";
import type { Ticket } from "./ticket.ts";

const COUNTED = { kinds: ["ladder.step"], list: LIST_KIND };

/** The job: looks at what ladders said and the mail server refused for good. Says whether there was any. */
export async function noteLostSteps(ctx: Context): Promise<boolean> {
  if ((await heldSince(ctx)) !== null) return false;
  const failure = await nextFailure(ctx, COUNTED);
  if (!failure) return false;
  for (const reason of failure.reasons) await lookAt(ctx, reason);
  await failure.heed(ctx);
  return true;
}

/** A ticket that cannot be looked at must not hold up the others: its ladder goes on after its usual delay. */
async function lookAt(ctx: Context, reason: string): Promise<void> {
  const [, id, round, step] = /^esc:(\d+):(\d+):(\d+) /.exec(reason) ?? [];
  if (id === undefined) return;
  const place = { round: Number(round), step: Number(step) };
  const taken = await takenStep(ctx, Number(id), place);
  if (!taken || taken.isLost) return;
  try {
    await changeByItself(ctx, taken.about, (ctx, ticket, at) =>
      decide(ctx, ticket, at, { id: Number(id), place, taken }),
    );
  } catch (error) {
    ctx.log.error({ err: error, escalation: Number(id) }, "A step that nobody heard of could not be noted.");
  }
}

type Looked = { id: number; place: Place; taken: TakenStep };

/** Whoever has done something about the ticket since, knows of it. */
async function decide(ctx: Context, ticket: Ticket, at: number, looked: Looked): Promise<TicketEvent | null> {
  const { id, place, taken } = looked;
  const { facts, now } = await factsNow(ctx, ticket, at);
  const one = (await keepEscalations(ctx, ticket.id, facts, now)).find((found) => found.id === id);
  if (!one || !standsAt(one, place) || facts.some((fact) => fact.isByStaff && fact.at > taken.firedAt)) return null;
  const { name, steps } = one.version.ladder;
  const reason = stepReason(id, place);
  const calls = (steps[place.step]?.webhooks ?? []).map((hook) => callReason(reason, hook));
  if (!(await isLost(ctx, { reason, people: taken.told, calls, list: LIST_KIND }))) return null;
  await noteLost(ctx, id, place, now);
  const said = { ladder: name, step: steps[place.step]?.name ?? "", people: taken.told };
  const isLast = one.place === null && !(await wasAnybodyTold(ctx, ticket.id, id));
  return { kind: "unreached", data: isLast ? { ...said, told: await tellFallback(ctx, ticket, id) } : said };
}

/** It is the last step that was taken, and its ladder has not come to an end by an answer. */
function standsAt({ version, place, ended }: Escalation, last: Place): boolean {
  if (ended === "answered" || ended === "resolved") return false;
  const next = placeAfter(version.ladder, last);
  return next?.round === place?.round && next?.step === place?.step;
}
