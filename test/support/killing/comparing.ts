import type { Context } from "#server/platform/context.ts";
import type { Taken } from "./wire.ts";

/** Sentences about what is wrong; none where the wire and the database agree. `repeated`: the doubles a kill explains. */
export type Findings = { wrong: string[]; repeated: number };

/** How long after its word a process may still not have noted it. */
const NOTING = 2000;

/** Whether every step that is due was taken, and every message is settled but for those that were queued a moment ago. */
export async function isQuiet({ db, clock }: Context): Promise<boolean> {
  const now = clock.now();
  const due = await db.selectFrom("escalation").select("id").where("next_at", "<=", now).executeTakeFirst();
  const unsent = await db
    .selectFrom("outbox")
    .select("id")
    .where("state", "in", ["pending", "sending"])
    .where("not_before", "<=", now)
    .executeTakeFirst();
  return !due && !unsent;
}

/** None lost, none wrongly repeated: M4, M5, M7 and M8 on what a mail server really took. */
export async function compare(ctx: Context, wire: readonly Taken[], kills: readonly number[]): Promise<Findings> {
  const wrong: string[] = [];
  const rows = await ctx.db.selectFrom("outbox").selectAll().execute();
  const takenOf = Map.groupBy(wire, ({ messageId }) => messageId);
  const known = new Set(rows.map(({ message_id }) => message_id));
  for (const { messageId, to } of wire)
    if (!known.has(messageId)) wrong.push(`${to} got ${messageId}, which the database knows nothing of.`);
  let repeated = 0;
  for (const { message_id, state, kind, dedupe_key, parked_at } of rows) {
    const times = takenOf.get(message_id) ?? [];
    if (state === "sent" && times.length === 0) wrong.push(`${kind} is marked sent, but nobody got it: ${dedupe_key}`);
    // An answer to who asked is not repeated by itself: where nobody knows whether it arrived, a person decides.
    const isParked = parked_at !== null && kind.startsWith("ticket.");
    if (state === "failed" && !isParked) wrong.push(`${kind} was given up: ${dedupe_key}`);
    const surplus = state === "suppressed" ? times : times.slice(0, -1);
    repeated += state === "suppressed" ? 0 : surplus.length;
    for (const one of surplus)
      if (!kills.some((at) => at >= one.takenAt && at <= (one.saidAt ?? Infinity) + NOTING))
        wrong.push(`${kind} went out once more than it should have, and no kill explains it: ${dedupe_key}`);
  }
  wrong.push(...(await compareSteps(ctx)));
  return { wrong, repeated };
}

/** Each step has told exactly those it says it told: in a mail of their own, or on a list that holds it. */
async function compareSteps({ db }: Context): Promise<string[]> {
  const wrong: string[] = [];
  const fires = await db.selectFrom("escalation_fire").selectAll().execute();
  const notices = new Set((await db.selectFrom("notice").select("dedupe_key").execute()).map((row) => row.dedupe_key));
  const told = await db.selectFrom("escalation_told").selectAll().execute();
  for (const { escalation_id, round, step, told: ids } of fires) {
    const people = (JSON.parse(ids) as number[]).sort((a, b) => a - b);
    const noted = told.filter((one) => one.escalation_id === escalation_id && one.round === round && one.step === step);
    const inRows = noted.map(({ person_id }) => person_id).sort((a, b) => a - b);
    if (people.join() !== inRows.join()) wrong.push(`Step ${escalation_id}:${round}:${step} is half written.`);
    for (const id of people)
      if (!notices.has(`esc:${escalation_id}:${round}:${step} to ${id}`))
        wrong.push(`Step ${escalation_id}:${round}:${step} says it told ${id}, and did not.`);
  }
  const late = await db.selectFrom("escalation").select("id").where("retry_at", "is not", null).execute();
  for (const { id } of late) wrong.push(`Ladder ${id} failed and waits.`);
  return wrong;
}
