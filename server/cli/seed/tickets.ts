import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import type { Answer, Field } from "#server/tickets/field.ts";
import type { PastMessage, PastTicket } from "#server/tickets/past.ts";
import { URGENCIES } from "#server/tickets/ticket.ts";
import { type Written, writeDown } from "#server/tickets/writing.ts";
import { openDice } from "./dice.ts";
import { fill, someMatter } from "./filling.ts";
import { ANSWERS, FOLLOW_UPS, NOTES, QUESTIONS, SUBJECTS, TAGS } from "./phrases.ts";

export type Around = {
  requesters: readonly number[];
  agents: readonly number[];
  categories: readonly string[];
  articles: readonly { id: number; slug: string; category: string }[];
  queues?: readonly number[];
  fields?: readonly Field[];
};

export type Wishes = {
  count: number;
  /** How many of the newest nobody has resolved; the others mostly are. */
  open?: number;
};

type Dice = ReturnType<typeof openDice>;

const DAYS = 2 * 365;
/** How many different texts of a kind there are: drawing one costs more than storing it. */
const TEXTS = 400;

/** Two years of tickets, oldest first: more of them lately, on working days, and nearly all of them done. */
export function* seedTickets(
  { count, open = 0 }: Wishes,
  seed: number,
  until: number,
  around: Around,
): Generator<PastTicket> {
  const dice = openDice(seed + 2);
  const texts = writeTexts(dice);
  const openings = Array.from({ length: count }, () => openingTime(dice, until)).sort((one, other) => one - other);
  for (const [place, openedAt] of openings.entries())
    yield oneTicket(dice, texts, around, { openedAt, until, staysOpen: place >= count - open });
}

/** Growth over the two years, few at weekends, most around ten and three. */
function openingTime({ roll, whole, chance }: Dice, until: number): number {
  for (;;) {
    // The root of an even throw grows in a straight line; it begins at a quarter of where it ends.
    const share = (Math.sqrt(1 / 16 + (15 / 16) * roll()) - 1 / 4) / (3 / 4);
    const day = Math.floor(until / DAY - DAYS * (1 - share));
    const isWeekend = [2, 3].includes(day % 7);
    if (isWeekend && !chance(0.15)) continue;
    const hour = 7 + Math.floor((roll() + roll()) * 6);
    const at = day * DAY + hour * HOUR + whole(HOUR);
    if (at < until) return at;
  }
}

type Texts = Record<"question" | "answer" | "followUp" | "note" | "thanks", Written[]>;

function writeTexts(dice: Dice): Texts {
  const some = (sentences: readonly string[], many = TEXTS) =>
    Array.from({ length: many }, () => writeDown(fill(dice.pick(sentences), someMatter(dice))));
  return {
    question: some(QUESTIONS),
    answer: some(ANSWERS),
    followUp: some(FOLLOW_UPS),
    note: some(NOTES, 50),
    thanks: ["Thank you, that was it.", "Works now, thanks.", "Solved."].map(writeDown),
  };
}

type When = { openedAt: number; until: number; staysOpen: boolean };

function oneTicket(dice: Dice, texts: Texts, around: Around, { openedAt, until, staysOpen }: When): PastTicket {
  const requesterId = dice.favour(around.requesters);
  const agentId = dice.favour(around.agents);
  const talk = conversation(dice, texts, { requesterId, agentId }, openedAt).filter(({ sentAt }) => sentAt < until);
  const last = talk.at(-1)?.sentAt ?? openedAt;
  const resolvedAt = last + dice.around(3 * HOUR);
  const isResolved = !staysOpen && talk.length > 0 && resolvedAt < until && dice.chance(0.985);
  const matter = someMatter(dice);
  return {
    subject: fill(dice.pick(SUBJECTS), matter),
    requesterId,
    assigneeId: talk.length > 0 || dice.chance(0.4) ? agentId : null,
    category: dice.chance(0.05) || around.categories.length === 0 ? null : dice.favour(around.categories),
    urgency: dice.chance(0.75) ? "normal" : dice.pick(URGENCIES),
    openedAt,
    question: dice.pick(texts.question),
    messages: talk,
    resolvedAt: isResolved ? Math.round(resolvedAt) : null,
    label: isResolved && dice.chance(0.9) ? someLabel(dice, around) : null,
    ...sorting(dice, around),
  };
}

function conversation(
  dice: Dice,
  texts: Texts,
  { requesterId, agentId }: { requesterId: number; agentId: number },
  openedAt: number,
): PastMessage[] {
  const messages: PastMessage[] = [];
  let at = openedAt;
  const say = (authorId: number, kind: "public" | "note", message: Written, usual: number, waits = false) => {
    at += Math.max(MINUTE, Math.round(dice.around(usual)));
    messages.push({ authorId, kind, message, sentAt: at, waits });
  };
  const rounds = 1 + (dice.chance(0.4) ? 1 : 0) + (dice.chance(0.28) ? dice.whole(8) : 0);
  for (let round = 1; round <= rounds; round += 1) {
    if (dice.chance(0.12)) say(agentId, "note", dice.pick(texts.note), HOUR);
    say(agentId, "public", dice.pick(texts.answer), 2 * HOUR, dice.chance(0.2));
    if (round < rounds) say(requesterId, "public", dice.pick(texts.followUp), 4 * HOUR);
    else if (dice.chance(0.15)) say(requesterId, "public", dice.pick(texts.thanks), 2 * HOUR);
  }
  return messages;
}

/** Where it lies, what it is marked with, and what was answered besides. */
function sorting(dice: Dice, { queues = [], fields = [] }: Around): Partial<PastTicket> {
  const tags = dice.chance(0.5) ? [...new Set([dice.favour(TAGS), dice.favour(TAGS)])] : [];
  const answers = fields.flatMap(({ id, label, kind, choices }): Answer[] => {
    if (!dice.chance(0.6)) return [];
    const value = kind === "choice" ? dice.favour(choices) : `0.${dice.whole(4)}.${dice.whole(10)}`;
    return [{ fieldId: id, label, kind, value }];
  });
  return { tags, answers, ...(queues.length === 0 ? {} : { queueId: dice.favour(queues) }) };
}

/** As agents say it: nearly half are basic, most of those with an article. */
function someLabel(dice: Dice, { articles }: Around): PastTicket["label"] {
  const label = dice.chance(0.5) ? "not-basic" : dice.chance(0.8) && articles.length > 0 ? "basic" : "basic-uncovered";
  const article = label === "basic" ? dice.favour(articles) : null;
  return { label, articleId: article?.id ?? null, article: article?.slug ?? null };
}
