import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { Field } from "#server/tickets/field.ts";
import { defineField, listFields } from "#server/tickets/fields.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { openQueues } from "#server/tickets/queues.ts";

const QUEUES = ["Databases", "Access", "Tooling"];
const FIELDS = [
  { label: "Version", kind: "version", choices: [] },
  { label: "Where", kind: "choice", choices: ["Staging", "Production", "CI", "My machine"] },
] as const;

/** Queues in which everybody who answers works, and two things that every question is asked besides. */
export async function seedOrder(
  ctx: Context,
  by: Person,
  agents: readonly number[],
): Promise<{ queues: number[]; fields: Field[] }> {
  const members = agents.map((personId) => ({ personId, part: "member" as const }));
  for (const name of QUEUES) await saveQueue(ctx, by, null, { name, members, categories: [] });
  for (const { label, kind, choices } of FIELDS)
    await defineField(ctx, by, { category: null, label, hint: "", kind, choices: [...choices], isRequired: false });
  return { queues: (await openQueues(ctx)).map(({ id }) => id), fields: await listFields(ctx) };
}
