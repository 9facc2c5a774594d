import { escalationsNow } from "#server/escalation/climbing.ts";
import type { Escalation } from "#server/escalation/escalation.ts";
import { findPerson } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { factsNow } from "./clocks.ts";
import { isOwn, type Ticket } from "./ticket.ts";

/** The ladder of a ticket: its steps, where it stands, and who hears next. */
export type LadderLine = {
  name: string;
  steps: { name: string; isTold: boolean; isLast: boolean }[];
  /** "Leads are told" at this time; null where no time can be said. */
  next: { step: string; at: number } | null;
  words: string;
  tone: "" | "warn" | "bad";
  until: number | null;
};

export type LadderPiece = {
  line: LadderLine | null;
  canAcknowledge: boolean;
  canEscalate: boolean;
  canHalt: boolean;
  isHalted: boolean;
  lockNo: number;
  nextStep: string | null;
};

export async function ladderPiece(ctx: Context, by: Person, ticket: Ticket): Promise<LadderPiece> {
  const { facts, now } = await factsNow(ctx, ticket, ctx.clock.now());
  const all = await escalationsNow(ctx, ticket.id, facts, now);
  const live = all.findLast(({ state }) => state !== "ended");
  const last = all.at(-1);
  const shown = live ?? (last?.ended === "used up" ? last : undefined);
  const isOpen = ticket.status !== "resolved" && ticket.heldAt === null;
  const isSeen = shown?.blockers.some(({ why }) => why === "acknowledged") ?? false;
  return {
    line: shown && isOpen ? await lineOf(ctx, shown) : null,
    canAcknowledge: isOpen && shown !== undefined && !isSeen && can(by, "ticket.acknowledge", isOwn(by, ticket)),
    canEscalate: isOpen && shown?.ended !== "used up" && can(by, "ticket.escalate", isOwn(by, ticket)),
    canHalt: isOpen && live !== undefined && can(by, "ladder.hold", isOwn(by, ticket)),
    isHalted: live?.blockers.some(({ why }) => why === "held by hand") ?? false,
    lockNo: shown?.lockNo ?? 0,
    nextStep: live?.place ? (live.version.ladder.steps[live.place.step]?.name ?? null) : null,
  };
}

async function lineOf(ctx: Context, one: Escalation): Promise<LadderLine> {
  const { steps, name, onExhausted } = one.version.ladder;
  const { place } = one;
  // A repetition may begin further up: before it, the last step was the top one.
  const isAgain = place !== null && place.round > 0 && place.step === one.version.ladder.repeatFrom;
  const reached = place && !isAgain ? place.step - 1 : steps.length - 1;
  const next = one.place ? steps[one.place.step] : undefined;
  const isEnd = one.ended === "used up" && onExhausted === "leads";
  const taken = steps.map((step, place) => ({
    name: step.name,
    isTold: one.lockNo > 0 && (one.place?.round !== 0 || place <= reached),
    isLast: !isEnd && one.lockNo > 0 && place === (reached + steps.length) % steps.length,
  }));
  const end = { name: "Used up: those who lead", isTold: isEnd, isLast: isEnd };
  return {
    name,
    steps: onExhausted === "leads" ? [...taken, end] : taken,
    next: one.state === "armed" && one.dueAt !== null && next ? { step: next.name, at: one.dueAt } : null,
    ...(await wordsFor(ctx, one)),
  };
}

const END_WORDS = { shown: "", leads: ", and those who lead at the end" };

async function wordsFor(ctx: Context, one: Escalation): Promise<Pick<LadderLine, "words" | "tone" | "until">> {
  const seen = one.blockers.find(({ why }) => why === "acknowledged");
  if (one.ended === "used up" && !seen)
    return {
      words: `Everybody was told${END_WORDS[one.version.ladder.onExhausted]}. The ladder is used up`,
      tone: "bad",
      until: null,
    };
  if (seen) {
    const who = seen.by === null ? undefined : await findPerson(ctx, seen.by);
    const until = Number.isFinite(seen.to) ? seen.to : null;
    return { words: `${who?.name ?? "Somebody"} has seen it`, tone: "", until };
  }
  const halt = one.blockers.find(({ why }) => why === "held by hand");
  if (halt) {
    const who = halt.by === null ? undefined : await findPerson(ctx, halt.by);
    return { words: `${who?.name ?? "Somebody"} holds it`, tone: "warn", until: halt.to };
  }
  if (one.blockers.some(({ why }) => why === "storm brake"))
    return { words: "Held, because too many people would have been told at once", tone: "bad", until: null };
  if (one.blockers.length > 0) return { words: "Stands still while it waits for the requester", tone: "", until: null };
  if (one.dueAt === null) return { words: "Calendar has no time left", tone: "bad", until: null };
  return { words: "", tone: "warn", until: null };
}
