import { z } from "zod";
import { COUNTS, PRIORITIES, type Subject } from "./policy.ts";

/**
 * Whom a step tells, looked up when it fires, so that names are current. "assignee": who has the question; while
 * nobody has it, those who answer. "queue" and "leads": who works in the queue it lies in, and who leads that.
 */
export const GROUPS = ["assignee", "queue", "leads", "agents", "managers", "admins", "watchers"] as const;
export type Group = (typeof GROUPS)[number];

/** Where a question stands when a step asks for that. What is resolved has no ladder. */
export const CLASSES = ["new", "open", "waiting", "on-hold"] as const;
export const CLASS_NAMES: Record<(typeof CLASSES)[number], string> = {
  new: "new",
  open: "open",
  waiting: "waiting for the requester",
  "on-hold": "on hold",
};

/** Promises by which a step can go. "response": the first one or the next, whichever runs. */
export const PROMISES = ["response", "resolution"] as const;

/** The moment at which so much of a promise's time is used up, and some minutes of its own time more or fewer. */
const moment = z.strictObject({
  promise: z.enum(PROMISES),
  percent: z.number().int().min(0).max(1000),
  minutes: z.number().int().min(-100_000).max(100_000),
});
export type Moment = z.infer<typeof moment>;

const step = z.strictObject({
  name: z.string().min(1).max(40),
  /** Since the step before really fired; of the first step, since the question was asked. */
  afterMinutes: z.number().int().min(0).max(100_000),
  counts: z.enum(COUNTS),
  groups: z.array(z.enum(GROUPS)),
  people: z.array(z.number().int()),
  /** Whoever is on call in these rotas when it fires. */
  rotas: z.array(z.number().int()).default([]),
  /** Whoever is next there. */
  nextRotas: z.array(z.number().int()).default([]),
  /** In place of the delay. */
  at: moment.nullable().default(null),
  /** Empty: whatever its urgency. Else the step is passed over. */
  onlyPriorities: z.array(z.enum(PRIORITIES)),
  /** The same: empty lists let everything through. */
  onlyCategories: z.array(z.string()).default([]),
  onlyTags: z.array(z.string()).default([]),
  onlyTeams: z.array(z.string()).default([]),
  onlyQueues: z.array(z.number().int()).default([]),
  onlyClasses: z.array(z.enum(CLASSES)).default([]),
  raises: z.boolean(),
  assigns: z.boolean(),
  movesTo: z.number().int().nullable().default(null),
  addsWatchers: z.boolean().default(false),
  /** What is noted in the history besides. */
  note: z.string().max(300).default(""),
  webhooks: z.array(z.number().int()).default([]),
});

/** From when the first step counts: since it was asked, since the last word of who asked, or since it was given to somebody. */
export const SINCES = ["asked", "message", "assigned"] as const;

/** What happens when it is used up besides that the ticket shows it: nothing more, or who leads is told at once. */
export const ENDINGS = ["shown", "leads"] as const;

/** A list of steps, each of which tells more people that a question waits unheard. A version never changes. */
export const ladderShape = z.strictObject({
  name: z.string().min(1).max(80),
  position: z.number().int(),
  isEnabled: z.boolean(),
  categories: z.array(z.string()),
  /** For which questions it is; empty lists: for all. */
  queues: z.array(z.number().int()).default([]),
  priorities: z.array(z.enum(PRIORITIES)).default([]),
  since: z.enum(SINCES).default("asked"),
  steps: z.array(step).min(1).max(12),
  repeat: z.number().int().min(0).max(5),
  /** The step that a repetition begins with. */
  repeatFrom: z.number().int().min(0).max(11).default(0),
  repeatAfterMinutes: z.number().int().min(1).max(100_000),
  onExhausted: z.enum(ENDINGS).default("shown"),
  /** How much open time an acknowledgement lasts without anything being done. */
  ackMinutes: z.number().int().min(1).max(100_000),
});

export type Step = z.infer<typeof step>;
export type Ladder = z.infer<typeof ladderShape>;

const MOST_READ = 500;
const alreadyRead = new Map<string, Ladder>();

/** As it is kept. Every ticket that is looked at reads all of them, and checking one takes as long as a query. */
export function readLadder(definition: string): Ladder {
  const known = alreadyRead.get(definition);
  if (known) return known;
  const ladder = ladderShape.parse(JSON.parse(definition));
  if (alreadyRead.size < MOST_READ) alreadyRead.set(definition, ladder);
  return ladder;
}

/** A step that asks for nothing special. */
export const PLAIN = {
  ...{ nextRotas: [], at: null, onlyCategories: [], onlyTags: [], onlyTeams: [], onlyQueues: [], onlyClasses: [] },
  ...{ movesTo: null, addsWatchers: false, note: "", webhooks: [] },
} satisfies Partial<Step>;

/** A ladder that asks for nothing special. */
export const USUAL = {
  ...{ queues: [], priorities: [], since: "asked", repeatFrom: 0, onExhausted: "shown" },
} satisfies Partial<Ladder>;

export type LadderVersion = { ladderId: number; no: number; madeAt: number; ladder: Ladder };

/** The ladder for a question that began to wait at an instant, in the version that was known then. */
export function ladderFor(versions: readonly LadderVersion[], subject: Subject, at: number): LadderVersion | undefined {
  const newest = new Map<number, LadderVersion>();
  for (const one of versions) if (one.madeAt <= at) newest.set(one.ladderId, one);
  const { category, priority, queueId = null } = subject;
  const fits = ({ isEnabled, categories, queues, priorities }: Ladder) =>
    isEnabled && lets(categories, category) && lets(queues, queueId) && lets<string>(priorities, priority);
  return [...newest.values()]
    .filter(({ ladder }) => fits(ladder))
    .sort((a, b) => a.ladder.position - b.ladder.position || a.ladderId - b.ladderId)[0];
}

/** An empty list lets everything through. */
const lets = <Value>(only: readonly Value[], value: Value | null) =>
  only.length === 0 || (value !== null && only.includes(value));

/** A place on the ladder. Rounds count the repetitions, from 0. */
export type Place = { round: number; step: number };

export const FIRST: Place = { round: 0, step: 0 };

/** The place after one, or null when the ladder is used up. */
export function placeAfter({ steps, repeat, repeatFrom }: Ladder, { round, step }: Place): Place | null {
  if (step + 1 < steps.length) return { round, step: step + 1 };
  return round < repeat ? { round: round + 1, step: repeatFrom } : null;
}

/** Whether after the step at a place those are told who would have been if it had reached nobody. */
export const endsWithLeads = (ladder: Ladder, place: Place): boolean =>
  ladder.onExhausted === "leads" && placeAfter(ladder, place) === null;

/** What decides whether a step is meant for a question. */
export type Meant = {
  /** One of the classes, or what it has come to. */
  status: string;
  priority: string;
  category: string | null;
  team: string | null;
  queueId: number;
  tags: readonly string[];
};

/** A step that is not meant for a question is passed over. */
export function isMeantFor(step: Step, { status, priority, category, team, queueId, tags }: Meant): boolean {
  return (
    lets<string>(step.onlyClasses, status) &&
    lets<string>(step.onlyPriorities, priority) &&
    lets(step.onlyCategories, category) &&
    lets(step.onlyTeams, team) &&
    lets(step.onlyQueues, queueId) &&
    (step.onlyTags.length === 0 || step.onlyTags.some((tag) => tags.includes(tag)))
  );
}

/** Minutes to wait before the step at a place. */
export const delayOf = (ladder: Ladder, place: Place): number =>
  beginsAgain(ladder, place) ? ladder.repeatAfterMinutes : (ladder.steps[place.step]?.afterMinutes ?? 0);

/** The promise a step goes by, if it does. A repetition begins after its wait: its moment has long passed. */
export const momentAt = (ladder: Ladder, place: Place): Moment | null =>
  beginsAgain(ladder, place) ? null : (ladder.steps[place.step]?.at ?? null);

const beginsAgain = ({ repeatFrom }: Ladder, { round, step }: Place) => round > 0 && step === repeatFrom;

export const countsAt = ({ steps }: Ladder, { step }: Place): Step["counts"] => steps[step]?.counts ?? "business";
