import { z } from "zod";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { eventOf } from "./event.ts";
import type { Happening } from "./happening.ts";
import { writeEvents } from "./writing.ts";

const AT_ONCE = 500;
const slug = z.string().regex(/^[a-z0-9-]{1,100}$/);
const time = z.number().int().min(0).max(86_400_000);

/** What may be known of readers from before the portal, or beside it. */
export const pastHappening = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("search"),
    q: z.string().max(10_000),
    results: z.number().int().min(0).nullable().default(null),
    source: z.string().max(40).default("import"),
  }),
  z.strictObject({ type: z.literal("view"), article: slug, revision: z.number().int().min(1).default(1) }),
  z.strictObject({ type: z.literal("reading"), article: slug, activeMs: time }),
  z.strictObject({
    type: z.literal("vote"),
    article: slug,
    revision: z.number().int().min(1).default(1),
    helpful: z.enum(["yes", "partly", "no"]),
    reason: z.string().max(100).nullable().default(null),
  }),
  z.strictObject({
    type: z.literal("solved"),
    article: slug,
    where: z.enum(["article", "ask form"]).default("article"),
  }),
  z.strictObject({
    type: z.literal("ask_open"),
    category: z.string().max(100).nullable().default(null),
    severity: z.string().max(20).default("normal"),
  }),
  z.strictObject({
    type: z.literal("suggest_open"),
    article: slug,
    rank: z.number().int().min(1).max(99).default(1),
    activeMs: time,
  }),
]);

export type PastEvent = {
  id: string;
  at: number;
  personId: number;
  /** What those who answer read and ask counts in no figure. */
  isStaff: boolean;
  session: string;
  happening: Happening;
};

/** Brings in what readers did elsewhere. The id makes it safe to repeat; says how many were new. */
export async function importEvents(ctx: Context, events: readonly PastEvent[]): Promise<number> {
  const sign = (token: string) => ctx.keys.sign("journal", token);
  const sealed = events.map(({ id, at, personId, isStaff, session, happening }) =>
    eventOf({ personId, kind: isStaff ? "support" : "dev", token: `import ${session}` }, happening, at, sign, {
      id: `import ${id}`,
    }),
  );
  let added = 0;
  for (let from = 0; from < sealed.length; from += AT_ONCE)
    added += await inTransaction(ctx, (ctx) => writeEvents(ctx, sealed.slice(from, from + AT_ONCE)));
  return added;
}
