import type { Database } from "#server/platform/database/database.ts";
import type { Id } from "#server/platform/database/tables.ts";
import type { Member, Part, Queue } from "./queue.ts";

declare module "#server/platform/database/tables.ts" {
  interface Tables {
    queue: { id: Id; name: string; made_at: number; retired_at: number | null };
    queue_member: { queue_id: number; person_id: number; part: Part; since: number };
    queue_category: { category: string; queue_id: number };
  }
}

const QUEUE = ["id", "name", "retired_at as retiredAt"] as const;
const MEMBER = ["queue_id as queueId", "person_id as personId", "part"] as const;

export const queues = (db: Database): Promise<Queue[]> =>
  db.selectFrom("queue").select(QUEUE).orderBy("name").orderBy("id").execute();

export const queueById = (db: Database, id: number): Promise<Queue | undefined> =>
  db.selectFrom("queue").select(QUEUE).where("id", "=", id).executeTakeFirst();

/** The id of the new queue; null where the name is taken. */
export const addQueue = async (db: Database, name: string, at: number): Promise<number | null> => {
  const added = await db
    .insertInto("queue")
    .values({ name, made_at: at, retired_at: null })
    .onConflict((one) => one.doNothing())
    .returning("id")
    .executeTakeFirst();
  return added?.id ?? null;
};

export const queueNamed = (db: Database, name: string) =>
  db
    .selectFrom("queue")
    .select("id")
    .where(({ eb, fn, val }) => eb(fn("lower", ["name"]), "=", fn("lower", [val(name)])))
    .executeTakeFirst();

export const renameQueue = (db: Database, id: number, name: string) =>
  db.updateTable("queue").set({ name }).where("id", "=", id).execute();

export const retireQueue = (db: Database, id: number, at: number | null) =>
  db.updateTable("queue").set({ retired_at: at }).where("id", "=", id).execute();

export const allMembers = (db: Database): Promise<Member[]> => db.selectFrom("queue_member").select(MEMBER).execute();

export const membersIn = (db: Database, queueId: number): Promise<Member[]> =>
  db.selectFrom("queue_member").select(MEMBER).where("queue_id", "=", queueId).execute();

export async function setMembers(
  db: Database,
  queueId: number,
  members: readonly Pick<Member, "personId" | "part">[],
  since: number,
): Promise<void> {
  const kept = members.map(({ personId }) => personId);
  await db
    .deleteFrom("queue_member")
    .where("queue_id", "=", queueId)
    .$if(kept.length > 0, (query) => query.where("person_id", "not in", kept))
    .execute();
  for (const { personId, part } of members)
    await db
      .insertInto("queue_member")
      .values({ queue_id: queueId, person_id: personId, part, since })
      .onConflict((one) => one.columns(["queue_id", "person_id"]).doUpdateSet({ part }))
      .execute();
}

export const categoryQueues = (db: Database) =>
  db.selectFrom("queue_category").select(["category", "queue_id as queueId"]).execute();

export async function setCategories(db: Database, queueId: number, categories: readonly string[]): Promise<void> {
  await db.deleteFrom("queue_category").where("queue_id", "=", queueId).execute();
  for (const category of categories)
    await db
      .insertInto("queue_category")
      .values({ category, queue_id: queueId })
      .onConflict((one) => one.column("category").doUpdateSet({ queue_id: queueId }))
      .execute();
}
