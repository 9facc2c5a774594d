import { z } from "zod";
import { line, oneOf } from "#server/http/form.ts";
import { findPerson } from "#server/people/directory.ts";
import { isStaff } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { addressProblem } from "#server/platform/outgoing.ts";
import { HEARABLE, type Hearable, SHAPES, type Shape } from "./webhook.ts";

const KINDS = Object.keys(HEARABLE) as Hearable[];
export const fieldOf = (kind: Hearable) => `hears-${kind}`;
const tick = z.string().transform((text) => text === "yes");

export const webhookForm = z.object({
  name: line("The name", 60),
  url: line("The address", 1000),
  shape: oneOf("what the other side understands", SHAPES),
  person: z
    .string()
    .regex(/^\d{0,15}$/, { error: "Choose whom it belongs to." })
    .transform((text) => (text === "" ? null : Number(text))),
  ...(Object.fromEntries(KINDS.map((kind) => [fieldOf(kind), tick])) as Record<`hears-${Hearable}`, typeof tick>),
});

export type WebhookTyped = { name: string; url: string; shape: Shape; personId: number | null; hears: Hearable[] };
type Read = { ok: true; value: WebhookTyped } | { ok: false; errors: Record<string, string> };

/** Where it leads is looked at when it is typed, and again at each call. */
export async function webhookTyped(ctx: Context, typed: z.infer<typeof webhookForm>): Promise<Read> {
  const { name, url, shape, person: personId } = typed;
  const problem = addressProblem(url, ctx.config.internalHosts);
  if (problem) return { ok: false, errors: { url: problem } };
  const owner = personId === null ? undefined : await findPerson(ctx, personId);
  if (personId !== null && (!owner || !isStaff(owner) || owner.disabledAt !== null))
    return { ok: false, errors: { person: "Choose somebody who answers here." } };
  const hears = personId === null ? KINDS.filter((kind) => typed[`hears-${kind}`]) : [];
  return { ok: true, value: { name, url, shape, personId, hears } };
}
