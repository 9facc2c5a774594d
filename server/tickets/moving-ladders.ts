import { escalationsBesides, keepEscalations } from "#server/escalation/climbing.ts";
import { type Escalation, keyOf } from "#server/escalation/escalation.ts";
import { newestLadder } from "#server/escalation/ladder-editing.ts";
import { countBefore, moveTo, noteMoving, type Running, runningBefore } from "#server/escalation/ladder-moving.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { changeByItself } from "./changing.ts";
import { factsNow } from "./clocks.ts";
import { tellAtEnd } from "./ladder-ending.ts";
import { ticketById } from "./store.ts";
import { addressOf, canSee, nameOf } from "./ticket.ts";

const SHOWN = 200;
const MOST = 20_000;

export type Next = { step: string; at: number | null };
export type Move = { name: string; href: string; now: Next; moved: Next };

/** What moving the ladders that run to the newest version would change, ticket by ticket, without changing anything. */
export async function previewMoves(ctx: Context, by: Person, ladderId: number) {
  const { no, ladder } = await newestLadder(ctx, ladderId);
  const moves: Move[] = [];
  for (const one of await runningBefore(ctx, ladderId, no, SHOWN)) {
    const move = await previewOf(ctx, by, one, no);
    if (move) moves.push(move);
  }
  return { name: ladder.name, no, count: await countBefore(ctx, ladderId, no), moves };
}

async function previewOf(ctx: Context, by: Person, one: Running, no: number): Promise<Move | null> {
  const ticket = await ticketById(ctx.db, one.about);
  if (!ticket || !canSee(by, ticket)) return null;
  const { facts, now } = await factsNow(ctx, ticket, ctx.clock.now());
  const key = keyOf({ ...one, trigger: one.cause });
  const at = async (moves: ReadonlyMap<string, number>) =>
    nextOf((await escalationsBesides(ctx, one.about, facts, now, moves)).find((found) => keyOf(found) === key));
  const name = nameOf(ticket);
  return { name, href: addressOf(ticket), now: await at(new Map()), moved: await at(new Map([[key, no]])) };
}

function nextOf(one: Escalation | undefined): Next {
  const step = one?.place && one.version.ladder.steps[one.place.step];
  return { step: step?.name ?? "Used up", at: one?.dueAt ?? null };
}

/** Moves them, each in a transaction of its own, if the ladder is still the one that was looked at. */
export async function moveLadders(ctx: Context, by: Person, ladderId: number, seen: number): Promise<number> {
  if (!can(by, "portal.manage")) throw notFound();
  const { no } = await newestLadder(ctx, ladderId);
  if (no !== seen) throw tooLate("The ladder was saved again meanwhile. Look at what would move once more.");
  const running = await runningBefore(ctx, ladderId, no, MOST);
  for (const { id, about } of running)
    await changeByItself(ctx, about, async (ctx, ticket, at) => {
      await moveTo(ctx, by, id, no);
      const { facts, now } = await factsNow(ctx, ticket, at);
      const moved = (await keepEscalations(ctx, about, facts, now)).find((one) => one.id === id);
      if (moved?.ended !== "used up" || moved.blockers.length > 0) return null;
      return tellAtEnd(ctx, ticket, moved, { reason: "moved to another version", except: [] });
    });
  await noteMoving(ctx, by, ladderId, { version: no, moved: running.length });
  return running.length;
}
