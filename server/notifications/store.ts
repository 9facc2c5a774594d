import { sql } from "kysely";
import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";

export const STATES = ["pending", "sending", "sent", "suppressed", "failed"] as const;
export type State = (typeof STATES)[number];

type OutboxTable = {
  id: Id;
  dedupe_key: string;
  kind: string;
  person_id: number;
  /** Where it goes when that is not the address the person has now. */
  address: string | null;
  about: string;
  payload: string;
  message_id: string;
  state: State;
  attempts: number;
  not_before: number;
  lease_until: number | null;
  last_error: string | null;
  created_at: number;
  sent_at: number | null;
  notice_id: number | null;
  when_unknown: "repeat" | "park";
  /** When it became unknown whether the mail server took it, where that is somebody's to decide. */
  parked_at: number | null;
  handed_at: number | null;
  /** When it failed for good, until whoever counted on it has looked at that. */
  heed_at: number | null;
};

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    outbox: OutboxTable;
  }
}

type NewRow = Pick<
  OutboxTable,
  | "dedupe_key"
  | "kind"
  | "person_id"
  | "address"
  | "about"
  | "payload"
  | "message_id"
  | "not_before"
  | "created_at"
  | "when_unknown"
  | "notice_id"
>;

/** In words, not in values: only so SQLite sees that the index of what waits is enough, and passes over all that was sent. */
export const isWaiting = sql<boolean>`state in ('pending', 'sending')`;

/** A repeated reason writes nothing twice: its key is there already. */
export const addToOutbox = (db: Database, rows: readonly NewRow[]) =>
  db
    .insertInto("outbox")
    .values(
      rows.map((row) => ({
        ...row,
        state: "pending" as const,
        attempts: 0,
        lease_until: null,
        last_error: null,
        sent_at: null,
        handed_at: null,
        parked_at: null,
        heed_at: null,
      })),
    )
    .onConflict((one) => one.column("dedupe_key").doNothing())
    .execute();

/** Those of a kind to one person that nobody has begun to send. Whoever wants to send them waits until we are done. */
export const holdPending = (db: Database, kind: string, personId: number) =>
  db
    .updateTable("outbox")
    .set((set) => ({ not_before: set.ref("not_before") }))
    .where("person_id", "=", personId)
    .where("kind", "=", kind)
    .where("state", "=", "pending")
    .where("attempts", "=", 0)
    .executeTakeFirst();

export const queuedSince = (db: Database, kind: string, personId: number, since: number) =>
  db
    .selectFrom("outbox")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("person_id", "=", personId)
    .where("created_at", ">", since)
    .where("kind", "=", kind)
    .executeTakeFirstOrThrow();

/** Those whose time has come and whom nobody is sending, the oldest first. */
export const dueMessages = (db: Database, now: number) =>
  db
    .selectFrom("outbox")
    .selectAll()
    .where(isWaiting)
    .where("not_before", "<=", now)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<=", now)]))
    .orderBy("not_before")
    .orderBy("id");

export const dueMessage = (db: Database, now: number) => dueMessages(db, now).limit(1).executeTakeFirst();

export type DueMessage = NonNullable<Awaited<ReturnType<typeof dueMessage>>>;

/** Only one of two claims at the same moment wins. The number of the try is what whoever won holds it by. */
export const claimMessage = (db: Database, id: number, attempts: number, now: number, lease: number) =>
  db
    .updateTable("outbox")
    .set({ state: "sending", attempts: attempts + 1, lease_until: now + lease, handed_at: now })
    .where("id", "=", id)
    .where("attempts", "=", attempts)
    .executeTakeFirst();

type Settled = Pick<
  OutboxTable,
  "state" | "attempts" | "sent_at" | "last_error" | "not_before" | "lease_until" | "parked_at" | "heed_at"
>;

export type Claimed = { id: number; attempts: number };

/** `attempts` as they were before the claim. A try that another has taken over from settles nothing any more. */
export const heldBy = ({ id, attempts }: Claimed) => ({ id, state: "sending" as const, attempts: attempts + 1 });

export const settleMessage = (db: Database, claimed: Claimed, change: Partial<Settled>) =>
  db
    .updateTable("outbox")
    .set(change)
    .where((where) => where.and(heldBy(claimed)))
    .executeTakeFirst();

export const waitingMessages = async (db: Database) => {
  const row = await db
    .selectFrom("outbox")
    .select((select) => [select.fn.countAll<number>().as("count"), select.fn.min("created_at").as("oldest")])
    .where(isWaiting)
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), oldest: row.oldest === null ? null : Number(row.oldest) };
};

export const failedMessages = async (db: Database) => {
  const row = await db
    .selectFrom("outbox")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("state", "=", "failed")
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

export const waitingBefore = async (db: Database, at: number): Promise<number> => {
  const row = await db
    .selectFrom("outbox")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where(isWaiting)
    .where("created_at", "<=", at)
    .executeTakeFirstOrThrow();
  return Number(row.count);
};

export const suppressQueuedBefore = (db: Database, at: number) =>
  db
    .updateTable("outbox")
    .set({ state: "suppressed", lease_until: null })
    .where(isWaiting)
    .where("created_at", "<=", at)
    .execute();
