import { z } from "zod";
import { readForm } from "#server/http/form.ts";
import type { BulkChange } from "./bulk.ts";
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
  assignee: z.string().regex(/^(nobody|[1-9]\d{0,14})?$/, { error: "Choose somebody, or nobody." }),
  urgency: z.union([z.literal(""), z.enum(URGENCIES)], { error: "Choose an urgency." }),
  category: z.string().max(100),
  queue: z.string().regex(/^([1-9]\d{0,14})?$/, { error: "Choose a queue." }),
  tags: z.string().max(1000),
});

export type BulkTyped = z.infer<typeof changeForm>;
export const NOTHING: BulkTyped = { assignee: "", urgency: "", category: "", queue: "", tags: "" };

export function readBulk(body: unknown): { typed: BulkTyped; change: BulkChange; problem: string | null } {
  const form = readForm(changeForm, body);
  const typed = form.ok ? form.value : NOTHING;
  const { tags, wrong } = readTags(typed.tags);
  const change: BulkChange = {
    assignee: typed.assignee === "" ? undefined : typed.assignee === "nobody" ? null : Number(typed.assignee),
    urgency: typed.urgency === "" ? undefined : typed.urgency,
    category: typed.category === "" ? undefined : typed.category === "none" ? null : typed.category,
    queue: queueIn(typed.queue) ?? undefined,
    tags: wrong ? [] : tags,
  };
  const isEmpty = Object.values(typed).every((value) => value.trim() === "");
  const problem = form.ok ? (wrong ?? (isEmpty ? "Choose what shall change." : null)) : "Choose what shall change.";
  return { typed, change, problem };
}
