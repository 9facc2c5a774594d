import type { Arm } from "#server/measure/assignment.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { OUTCOME_AFTER } from "./experiment.ts";

/** Opening the form again within this time goes on with the same question. */
const SAME_FLOW = 30 * MINUTE;

/** Whoever waits longer for a first answer waited long. */
const LONG_WAIT = DAY;

export type Step = {
  at: number;
  type: string;
  kind: string;
  reader: string | null;
  ticket: number | null;
  data: string;
};

/** One question on the ask form: who, when, in which arm (null outside of experiments), and what became of it. */
export type Flow = {
  reader: string;
  at: number;
  arm: Arm | null;
  experiment: number | null;
  /** Old enough for its outcome. */
  isMatured: boolean;
  hasTicket: boolean;
  /** One of its tickets was called basic when it was resolved. */
  hasBasic: boolean;
  /** An article was opened beside the form; suggestions were shown at all. */
  hasOpened: boolean;
  isShown: boolean;
  /** Another ticket within seven days after the first, and the first reopened; null without a ticket. */
  askedAgain: boolean | null;
  reopened: boolean | null;
  /** Whether its first ticket waited longer than a day for an answer. */
  waitedLong: boolean | null;
};

type Opened = { at: number; experiment: number | null; arm: Arm | null };

/** Flows out of events in order of time. Events of readers who opted out have no reader and belong to no flow. */
export function flowsOf(steps: readonly Step[], now: number, replies: FirstReplies = new Map()): Flow[] {
  const known = steps.filter((step): step is Step & { reader: string } => step.reader !== null);
  const about = { reopened: ticketsIn(steps, isReopening), basic: ticketsIn(steps, isBasic), replies };
  const readers = Map.groupBy(known, ({ reader }) => reader);
  const flows = [...readers].flatMap(([reader, own]) => flowsOfReader(reader, own, about, now));
  return flows.sort((a, b) => a.at - b.at || (a.reader < b.reader ? -1 : 1));
}

/** When tickets got their first answer, as the desk knows it. */
export type FirstReplies = ReadonlyMap<number, number>;

type About = { reopened: ReadonlySet<number>; basic: ReadonlySet<number>; replies: FirstReplies };

const ticketsIn = (steps: readonly Step[], is: (step: Step) => boolean) =>
  new Set(steps.filter(is).flatMap(({ ticket }) => ticket ?? []));

const isReopening = ({ type }: Step) => type === "ticket_reopened";

const isBasic = ({ type, data }: Step) =>
  type === "ticket_resolved" && (JSON.parse(data) as { isBasic?: boolean | null }).isBasic === true;

function flowsOfReader(
  reader: string,
  steps: readonly Step[],
  { reopened, basic, replies }: About,
  now: number,
): Flow[] {
  const opens = mergedOpens(steps);
  const tickets = steps.filter(({ type }) => type === "ticket_created");
  return opens.map((open, place) => {
    const until = opens[place + 1]?.at ?? Number.POSITIVE_INFINITY;
    const during = steps.filter(({ at }) => at >= open.at && at < until && at <= open.at + OUTCOME_AFTER);
    const own = tickets.filter(({ at }) => at >= open.at && at <= open.at + OUTCOME_AFTER);
    const [first] = own;
    return {
      reader,
      ...open,
      isMatured: open.at + OUTCOME_AFTER <= now,
      hasTicket: first !== undefined,
      hasBasic: own.some(({ ticket }) => basic.has(ticket ?? 0)),
      hasOpened: during.some(({ type }) => type === "suggest_open"),
      isShown: during.some(({ type }) => type === "suggest_shown"),
      askedAgain: first ? tickets.some(({ at }) => at > first.at && at <= first.at + OUTCOME_AFTER) : null,
      reopened: first ? reopened.has(first.ticket ?? 0) : null,
      waitedLong: first ? (replies.get(first.ticket ?? 0) ?? now) - first.at > LONG_WAIT : null,
    };
  });
}

function mergedOpens(steps: readonly Step[]): Opened[] {
  const opens: (Opened & { last: number })[] = [];
  for (const { at, type, kind, data } of steps) {
    if (type !== "ask_open" || kind !== "dev") continue;
    const before = opens.at(-1);
    if (before && at - before.last <= SAME_FLOW) before.last = at;
    else opens.push({ at, last: at, ...placeIn(data) });
  }
  return opens.map(({ last: _last, ...open }) => open);
}

function placeIn(data: string): { experiment: number | null; arm: Arm | null } {
  const { experiment = null, arm = null } = JSON.parse(data) as { experiment?: number; arm?: Arm };
  return { experiment, arm };
}
