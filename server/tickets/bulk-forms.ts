import { z } from "zod";
import { readForm } from "#server/http/form.ts";
import type { BulkChange } from "./bulk.ts";
import { isAboutSpam, TURNS } from "./bulk-status.ts";
import { queueIn } from "./queue.ts";
import { readTags } from "./tag.ts";
import { URGENCIES } from "./ticket.ts";

export const MOST_AT_ONCE = 100;

/** Ticked tickets, each by its own field: the value is what was known of it. */
export function readTicked(body: unknown): Map<number, number> {
  const ticked = new Map<number, number>();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const number = /^t_([1-9]\d{0,8})$/.exec(name)?.[1];
    if (number && typeof value === "string" && /^\d{1,9}$/.test(value)) ticked.set(Number(number), Number(value));
  }
  return new Map([...ticked].slice(0, MOST_AT_ONCE));
}

const changeForm = z.object({
  status: z.union([z.literal(""), z.enum(TURNS)], { error: "Choose a status." }),
  assignee: z.string().regex(/^(nobody|[1-9]\d{0,14})?$/, { error: "Choose somebody, or nobody." }),
  urgency: z.union([z.literal(""), z.enum(URGENCIES)], { error: "Choose an urgency." }),
  category: z.string().max(100),
  queue: z.string().regex(/^([1-9]\d{0,14})?$/, { error: "Choose a queue." }),
  tags: z.string().max(1000),
  untag: z.string().max(1000),
});

export type BulkTyped = z.infer<typeof changeForm>;
export const NOTHING: BulkTyped = {
  status: "",
  assignee: "",
  urgency: "",
  category: "",
  queue: "",
  tags: "",
  untag: "",
};
export const NO_CHANGE: BulkChange = { tags: [], untag: [] };

type Problem = { field: keyof BulkTyped; sentence: string };
export type BulkRead = { typed: BulkTyped; change: BulkChange; problem: Problem | null };

export function readBulk(body: unknown): BulkRead {
  const form = readForm(changeForm, body);
  if (!form.ok) {
    const [[field, sentence] = ["status", "Choose what shall change."]] = Object.entries(form.draft.errors);
    return {
      typed: form.draft.values as BulkTyped,
      change: NO_CHANGE,
      problem: { field: field as Problem["field"], sentence },
    };
  }
  const typed = form.value;
  const change: BulkChange = {
    turn: typed.status === "" ? undefined : typed.status,
    assignee: typed.assignee === "" ? undefined : typed.assignee === "nobody" ? null : Number(typed.assignee),
    urgency: typed.urgency === "" ? undefined : typed.urgency,
    category: typed.category === "" ? undefined : typed.category === "none" ? null : typed.category,
    queue: queueIn(typed.queue) ?? undefined,
    tags: readTags(typed.tags).tags,
    untag: readTags(typed.untag).tags,
  };
  const problem = problemWith(typed, change);
  return { typed, change: problem ? NO_CHANGE : change, problem };
}

function problemWith(typed: BulkTyped, { turn, tags, untag }: BulkChange): Problem | null {
  const chosen = Object.values(typed).filter((value) => value.trim() !== "");
  if (chosen.length === 0) return { field: "status", sentence: "Choose what shall change." };
  for (const field of ["tags", "untag"] as const) {
    const { wrong } = readTags(typed[field]);
    if (wrong) return { field, sentence: wrong };
  }
  const both = tags.find((tag) => untag.includes(tag));
  if (both) return { field: "untag", sentence: `“${both}” cannot be added and taken away at once.` };
  if (isAboutSpam(turn) && chosen.length > 1)
    return {
      field: "status",
      sentence: "Say what is spam and what is not by itself, and change the rest before or after.",
    };
  return null;
}
