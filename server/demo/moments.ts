import { type Happening, noteEvent, type Reader, recordEvent } from "#server/journeys/journal.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket, type Verdict } from "#server/tickets/resolving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { ratingMoment } from "./aftermath.ts";
import type { Chance } from "./chance.ts";
import { type Looking, lookMoments } from "./looking.ts";
import { ASKED_BACK, MORE, NOTES, THANKS } from "./questions.ts";
import type { Need } from "./story.ts";

/** Something that is done through the portal's own doors once its time has come. */
export type Moment = { at: number; play(ctx: Context): Promise<unknown> | unknown };

export type Stage = Looking & {
  chance: Chance;
  /** Nothing is played after it: what would come later has not happened yet. */
  end: number;
  agents: readonly Person[];
  /** The article as a verdict and a reply name it. */
  answer: { id: number; slug: string; title: string; summary: string; category: string } | null;
};

/** Everything one need leads to, moment by moment. */
export function momentsOf(stage: Stage, need: Need): Moment[] {
  const token = `demo-${stage.asker.id}-${need.at}`;
  const reader: Reader = { personId: stage.asker.id, kind: "dev", token };
  const looked = need.look ? lookMoments(stage, reader, need.at, need.look) : [];
  const after = Math.max(need.at, ...looked.map(({ at }) => at)) + stage.chance.between(20, 200) * SECOND;
  if (need.isSettledByForm) return [...looked, ...formMoments(stage, reader, after, need, true)];
  if (need.question === null) return looked;
  return [...looked, ...formMoments(stage, reader, after, need, false), ...ticketMoments(stage, reader, after, need)];
}

const note = (at: number, reader: Reader, happening: Happening): Moment => ({
  at,
  play: (ctx) => noteEvent(ctx, reader, happening),
});

function formMoments({ answer }: Stage, reader: Reader, at: number, need: Need, isSettled: boolean): Moment[] {
  const opened = note(at, reader, { type: "ask_open", category: answer?.category ?? null, severity: "normal" });
  if (!answer) return [opened];
  const { slug } = answer;
  const shown = note(at + 40 * SECOND, reader, { type: "suggest_shown", articles: [slug] });
  if (!isSettled) return [opened, shown];
  const activeMs = 45 * SECOND;
  const read = note(at + 100 * SECOND, reader, { type: "suggest_open", article: slug, rank: 1, activeMs });
  const solved = (ctx: Context) => recordEvent(ctx, reader, { type: "solved", article: slug, where: "ask form" });
  const says = { at: at + 110 * SECOND, play: solved };
  return need.at % 2 === 0 ? [opened, shown, read, says] : [opened, shown, read];
}

/** Opened, answered, sometimes asked back, resolved. The number is known once it was opened. */
function ticketMoments({ chance, agents, asker, answer, end }: Stage, reader: Reader, start: number, need: Need) {
  const { question, look } = need;
  if (!question) return [];
  const agent = chance.pick(agents);
  const ticket = { number: 0, seen: 1 };
  const opened = start + chance.between(2, 6) * MINUTE;
  const tried = look ? [{ kind: "search" as const, text: look.words, slug: null }] : [];
  const moments: Moment[] = [
    {
      at: opened,
      play: async (ctx) => {
        const { subject, body } = question;
        const category = answer?.category ?? null;
        const urgency = answer || chance.is(0.7) ? "normal" : "high";
        const asked = { subject, message: writeDown(body), category, urgency, tried } as const;
        ticket.number = await openTicket(ctx, asker, reader, asked);
      },
    },
  ];
  const say = (at: number, by: Person, body: string, kind: "public" | "note" = "public", next: "" | "wait" = "") =>
    moments.push({
      at,
      play: async (ctx) => {
        const message = { kind, message: writeDown(body), seen: 0, isAnyway: true, next };
        await sendMessage(ctx, by, by.id === asker.id ? reader : staffReader(by), ticket.number, message);
      },
    });
  // What came in lately still waits in part, as on any desk.
  const pace = end - opened < 4 * DAY && chance.is(0.7) ? 25 : 1;
  let now = opened + pace * chance.between(12, 190) * MINUTE;
  moments.push({
    at: now - MINUTE,
    play: (ctx) => assignTicket(ctx, agent, ticket.number, { from: null, to: agent.id }),
  });
  if (chance.is(0.15)) say(now - 30 * SECOND, agent, chance.pick(NOTES), "note");
  if (chance.is(answer ? 0.15 : 0.5)) {
    say(now, agent, chance.pick(ASKED_BACK), "public", "wait");
    now += chance.between(0.3, 5) * HOUR;
    say(now, asker, chance.pick(MORE));
    now += chance.between(0.3, 4) * HOUR;
  }
  say(now, agent, replyTo(answer, agent));
  now += pace * chance.between(0.2, 20) * HOUR;
  if (chance.is(0.6)) say(now - MINUTE, asker, chance.pick(THANKS));
  const verdict = verdictOn(chance, answer);
  moments.push({ at: now, play: (ctx) => resolveTicket(ctx, agent, staffReader(agent), ticket.number, verdict) });
  moments.push(...ratingMoment(asker, ticket, now));
  return moments.filter(({ at }) => at < end);
}

const staffReader = (by: Person): Reader => ({ personId: by.id, kind: "support", token: `demo-${by.id}` });

function verdictOn(chance: Chance, answer: Stage["answer"]): Verdict {
  if (!answer) return { label: "not-basic", article: null };
  return chance.is(0.07) ? { label: "basic-uncovered", article: null } : { label: "basic", article: answer };
}

function replyTo(answer: Stage["answer"], { name }: Person): string {
  const sign = name.split(" ")[0];
  if (!answer) return `Done. It is in place now; tell me if anything looks wrong.\n\n${sign}`;
  return `${answer.summary}\n\nStep by step: [${answer.title}](/articles/${answer.slug})\n\n${sign}`;
}
