import { view } from "#server/http/view.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { deskAddress } from "./desk.ts";
import { mayStaff } from "./queue-staffing.ts";
import { findQueue, membersOf } from "./queues.ts";

type TeamPage = {
  title: string;
  action: string;
  back: string;
  /** Those who are put there by who runs the place. */
  others: { name: string; isLead: boolean }[];
  agents: { id: number; name: string; isHere: boolean }[];
};
export const teamView = view<TeamPage>("tickets/team", "staff");

/** Who works in a queue, for who may say so. */
export async function teamPage(ctx: Context, by: Person, queueId: number): Promise<TeamPage> {
  const queue = await findQueue(ctx, queueId);
  if (!(await mayStaff(ctx, by, queueId))) throw notFound("queue");
  const members = await membersOf(ctx, queueId);
  const here = new Set(members.map(({ id }) => id));
  return {
    title: `Who works in ${queue.name}`,
    action: `/desk/queues/${queueId}/people`,
    back: deskAddress({ queue: String(queueId) }),
    others: members.filter(({ role }) => role !== "agent").map(({ name, part }) => ({ name, isLead: part === "lead" })),
    agents: (await staff(ctx))
      .filter(({ role }) => role === "agent")
      .map(({ id, name }) => ({ id, name, isHere: here.has(id) })),
  };
}
