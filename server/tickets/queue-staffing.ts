import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden } from "#server/platform/errors.ts";
import * as store from "./queue-store.ts";
import { findQueue, membersOf } from "./queues.ts";

/** Leaders staff the queues they work in themselves; those who run the place, all of them. */
export async function mayStaff(ctx: Context, by: Person, queueId: number): Promise<boolean> {
  const isTheirs = (await membersOf(ctx, queueId)).some(({ id }) => id === by.id);
  return can(by, "queue.staff", isTheirs);
}

/** Says who of the agents works in it. Those above agents stay as they are: they are put there by who runs the place. */
export async function staffQueue(ctx: Context, by: Person, queueId: number, agents: readonly number[]): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await findQueue(ctx, queueId);
    if (!(await mayStaff(ctx, by, queueId))) throw forbidden("Only who leads this queue says who works in it.");
    const isAgent = new Set((await staff(ctx)).filter(({ role }) => role === "agent").map(({ id }) => id));
    const others = (await store.membersIn(ctx.db, queueId)).filter(({ personId }) => !isAgent.has(personId));
    const wanted = agents.filter((id) => isAgent.has(id)).map((personId) => ({ personId, part: "member" as const }));
    await store.setMembers(ctx.db, queueId, [...others, ...wanted], ctx.clock.now());
    const data = { agents: wanted.map(({ personId }) => personId) };
    await recordDeed(ctx, { by: byPerson(by), action: "staffed a queue", object: `queue ${queueId}`, data });
  });
}
