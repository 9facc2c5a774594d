import { z } from "zod";
import { line, readForm } from "#server/http/form.ts";
import { staff } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import type { QueueWritten } from "./queue-saving.ts";

const MOST_MEMBERS = 200;

const queueForm = z.object({
  name: line("The name", 60, 2),
  leads: z.string().max(20_000),
  members: z.string().max(20_000),
});

export type QueueTyped = Record<"name" | "leads" | "members", string>;
export type QueueErrors = Partial<Record<keyof QueueTyped, string>>;
export type QueueRead = { typed: QueueTyped; categories: string[] } & (
  | { ok: true; queue: QueueWritten }
  | { ok: false; errors: QueueErrors }
);

/** People are named by address, as on the pages of rotas: a list of all who answer can be long. */
export async function readQueue(ctx: Context, body: unknown, known: readonly string[]): Promise<QueueRead> {
  const form = readForm(queueForm, body);
  const typed = form.ok ? form.value : form.draft.values;
  const categories = known.filter((slug) => (body as Record<string, unknown> | undefined)?.[`c_${slug}`] === "yes");
  if (!form.ok) return { ok: false, typed, categories, errors: form.draft.errors };
  const people = await staff(ctx);
  const read = (text: string) => {
    const emails = [...new Set(text.split(/[\s,;]+/).filter(Boolean))].slice(0, MOST_MEMBERS);
    const found = emails.map((email) => people.find((one) => one.email === email.toLowerCase()));
    const stranger = emails.find((_, place) => found[place] === undefined);
    return { ids: found.flatMap((one) => one?.id ?? []), stranger };
  };
  const [leads, members] = [read(typed.leads), read(typed.members)];
  const sentence = (who: string | undefined) => (who ? { wrong: `${who} does not answer here.` } : null);
  const errors: QueueErrors = {};
  const [wrongLead, wrongMember] = [sentence(leads.stranger), sentence(members.stranger)];
  if (wrongLead) errors.leads = wrongLead.wrong;
  if (wrongMember) errors.members = wrongMember.wrong;
  if (Object.keys(errors).length > 0) return { ok: false, typed, categories, errors };
  const others = members.ids.filter((id) => !leads.ids.includes(id));
  const all = [
    ...leads.ids.map((personId) => ({ personId, part: "lead" as const })),
    ...others.map((personId) => ({ personId, part: "member" as const })),
  ];
  return { ok: true, typed, categories, queue: { name: typed.name, members: all, categories } };
}
