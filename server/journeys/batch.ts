import { z } from "zod";
import { HOUR } from "#server/platform/clock.ts";
import type { Happening } from "./happening.ts";

/** A page that lies open for weeks tells little at a time. */
const MOST = 50;

/** An hour in front of one article is all that counts. */
const activeMs = z
  .number()
  .int()
  .min(0)
  .transform((ms) => Math.min(ms, HOUR));

const article = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(100);

const AROUND = {
  id: z.uuid(),
  page: z.string().max(100),
  clientAt: z.number().int().min(0).max(8e15).optional(),
};

const FIELDS = { ...AROUND, article, activeMs };

/** The list while somebody types is drawn anew with each word; only its page knows which one was looked at. */
const lookedAt = z.strictObject({
  ...AROUND,
  type: z.literal("impression"),
  list: z.literal("suggest"),
  articles: z
    .array(article)
    .min(1)
    .max(20)
    .transform((slugs) => slugs.map((slug, place): [string, number] => [slug, place + 1])),
});

/** What pages may tell by themselves. A field that is not named here is refused with its event. */
const toldEvent = z.discriminatedUnion("type", [
  z.strictObject({
    ...FIELDS,
    type: z.literal("reading"),
    scroll: z.number().int().min(0).max(100).optional(),
    copied: z.number().int().min(0).max(1000).optional(),
  }),
  z.strictObject({ ...FIELDS, type: z.literal("suggest_open"), rank: z.number().int().min(1).max(99) }),
  lookedAt,
]);

export type TellingEvent = {
  id: string;
  page: string;
  clientAt: number | undefined;
  happening: Extract<Happening, { type: "reading" | "suggest_open" | "impression" }>;
};

export type InBatch = { ok: true; event: TellingEvent } | { ok: false; reason: string };

/** Event by event: one that is wrong takes nothing of the others with it. Null for what is no list at all. */
export function readBatch(given: unknown): InBatch[] | null {
  const list = listIn(given);
  if (!list) return null;
  return list.map((one, place) => (place < MOST ? readOne(one) : refused(`only ${MOST} are taken at once`)));
}

const refused = (reason: string): InBatch => ({ ok: false, reason });

function listIn(given: unknown): unknown[] | null {
  try {
    const list: unknown = typeof given === "string" ? JSON.parse(given) : null;
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function readOne(given: unknown): InBatch {
  const read = toldEvent.safeParse(given);
  if (!read.success) return refused(sentenceOf(read.error));
  const { id, page, clientAt, ...happening } = read.data;
  return { ok: true, event: { id, page, clientAt, happening } };
}

function sentenceOf({ issues }: z.ZodError): string {
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue?.code === "unrecognized_keys") return `knows no field ${issue.keys.join(", ")}`;
  return `${issue?.path.join(".") || "the event"} is missing or wrong`;
}
