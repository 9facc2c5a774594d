import type { Group, Step } from "#server/escalation/ladder.ts";
import type { Rota } from "#server/escalation/rota.ts";
import { onCallAt } from "#server/escalation/rotas.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { canSee, type Ticket } from "./ticket.ts";

type Asked = Pick<Ticket, "assigneeId" | "requesterId" | "insiders">;

/**
 * Whom a step tells, as people are now: nobody who left or does not answer any more, nobody twice, and never who
 * asked. Who moves a ladder on by hand knows of it already.
 */
export async function peopleFor(
  ctx: Context,
  step: Step,
  ticket: Asked,
  besides: Person | null,
  at = ctx.clock.now(),
  rotasTried: ReadonlyMap<number, Rota> = new Map(),
): Promise<Person[]> {
  const everybody = (await staff(ctx)).filter(
    (person) => canSee(person, ticket) && person.id !== ticket.requesterId && person.id !== besides?.id,
  );
  const onCall = await onCallAt(ctx, step.rotas, at, rotasTried);
  const found = [
    ...step.groups.flatMap((group) => membersOf(group, everybody, ticket)),
    ...everybody.filter(({ id }) => onCall.includes(id) || step.people.includes(id)),
  ];
  return [...new Set(found)];
}

function membersOf(group: Group, everybody: Person[], { assigneeId }: Asked): Person[] {
  const agents = everybody.filter(({ role }) => role === "agent");
  if (group === "agents") return agents;
  if (group === "managers") return everybody.filter(({ role }) => role === "manager");
  if (group === "admins") return everybody.filter(({ role }) => role === "admin");
  const holder = everybody.filter(({ id }) => id === assigneeId);
  return holder.length > 0 ? holder : agents;
}
