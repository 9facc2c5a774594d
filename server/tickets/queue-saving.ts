import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, Refusal, tooLate } from "#server/platform/errors.ts";
import { DEFAULT_QUEUE, type Member } from "./queue.ts";
import * as store from "./queue-store.ts";
import { findQueue } from "./queues.ts";

const NOT_YOURS = "Only those who run the place change queues.";

export type QueueWritten = {
  name: string;
  members: readonly Pick<Member, "personId" | "part">[];
  categories: readonly string[];
};

export async function saveQueue(ctx: Context, by: Person, id: number | null, wanted: QueueWritten): Promise<number> {
  if (!can(by, "queue.manage")) throw forbidden(NOT_YOURS);
  return inTransaction(ctx, async (ctx) => {
    const taken = await store.queueNamed(ctx.db, wanted.name);
    if (taken && taken.id !== id) throw new NameTaken();
    const queueId =
      id === null ? await store.addQueue(ctx.db, wanted.name, ctx.clock.now()) : (await findQueue(ctx, id)).id;
    if (queueId === null) throw new NameTaken();
    await store.renameQueue(ctx.db, queueId, wanted.name);
    await store.setMembers(ctx.db, queueId, wanted.members, ctx.clock.now());
    await store.setCategories(ctx.db, queueId, wanted.categories);
    const data = { name: wanted.name, members: wanted.members, categories: wanted.categories };
    await recordDeed(ctx, { by: byPerson(by), action: "saved a queue", object: `queue ${queueId}`, data });
    return queueId;
  });
}

export class NameTaken extends Refusal {
  constructor() {
    super(422, "There is a queue of this name already.");
  }
}

/** Nothing new comes into it; what lies there stays until it is moved or solved. */
export async function retireQueue(ctx: Context, by: Person, id: number, isOver: boolean): Promise<void> {
  if (!can(by, "queue.manage")) throw forbidden(NOT_YOURS);
  if (id === DEFAULT_QUEUE) throw tooLate("What nothing else was said about comes here, so it stays.");
  await inTransaction(ctx, async (ctx) => {
    await findQueue(ctx, id);
    await store.retireQueue(ctx.db, id, isOver ? ctx.clock.now() : null);
    const action = isOver ? "retired a queue" : "brought back a queue";
    await recordDeed(ctx, { by: byPerson(by), action, object: `queue ${id}` });
  });
}
