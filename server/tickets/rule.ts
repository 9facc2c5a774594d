import { z } from "zod";
import { URGENCIES, type Urgency } from "./ticket.ts";

export const WAYS = ["in turn", "who has least"] as const;
export type Way = (typeof WAYS)[number];

export const ruleShape = z.object({
  name: z.string(),
  /** What it is for. Null or empty: anything. */
  queue: z.number().nullable(),
  categories: z.array(z.string()),
  urgencies: z.array(z.enum(URGENCIES)),
  team: z.string().nullable(),
  /** What stands in a field of the category. */
  answer: z.object({ fieldId: z.number(), value: z.string() }).nullable(),
  way: z.enum(WAYS),
  /** Among whom. Empty: who works in the ticket's queue. */
  people: z.array(z.number()),
});
export type Rule = z.infer<typeof ruleShape>;

/** What a rule looks at. Answers by the ids of their fields. */
export type Questioned = {
  queueId: number;
  category: string | null;
  urgency: Urgency;
  team: string | null;
  answers: ReadonlyMap<number, string>;
};

export const isFor = (rule: Rule, { queueId, category, urgency, team, answers }: Questioned): boolean =>
  (rule.queue === null || rule.queue === queueId) &&
  (rule.categories.length === 0 || (category !== null && rule.categories.includes(category))) &&
  (rule.urgencies.length === 0 || rule.urgencies.includes(urgency)) &&
  (rule.team === null || rule.team.toLowerCase() === team?.toLowerCase()) &&
  (rule.answer === null || rule.answer.value.toLowerCase() === answers.get(rule.answer.fieldId)?.toLowerCase());

/**
 * Who gets it of those who are there: the next after whoever got the last one, or who has least to do, by the order of
 * their turns where several have as little. `there` in the order of their ids; null where nobody is there.
 */
export function choose(
  way: Way,
  there: readonly number[],
  last: number | null,
  loadOf: (id: number) => number,
): number | null {
  const sorted = [...there].sort((one, other) => one - other);
  const after = sorted.filter((id) => last !== null && id > last);
  const turns = [...after, ...sorted.filter((id) => !after.includes(id))];
  if (way === "in turn") return turns[0] ?? null;
  return turns.reduce<number | null>((best, id) => (best === null || loadOf(id) < loadOf(best) ? id : best), null);
}
