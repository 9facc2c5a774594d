import { type Actor, recordDeed } from "#server/audit/trail.ts";
import { readForm } from "#server/http/form.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { Misuse } from "#server/platform/errors.ts";
import { readSettings } from "#server/platform/settings.ts";
import { addPerson, makeLink } from "./actions.ts";
import { personForm } from "./forms.ts";
import { passwordProblem } from "./password-rules.ts";
import { hashPassword } from "./passwords.ts";
import { changePerson } from "./store.ts";

export type TypedPerson = { email: string; name: string; role: string; team: string };

export type Added = { email: string; role: string; invitation: string | null };

/** Makes an account for somebody: with a password they told us, or with a link to choose one. */
export async function addByHand(ctx: Context, by: Actor, typed: TypedPerson, password: string | null): Promise<Added> {
  const read = readForm(personForm, typed);
  if (!read.ok) throw new Misuse(Object.values(read.draft.errors).join(" "));
  const { email, name, role } = read.value;
  const { organisation } = await readSettings(ctx);
  const problem = password === null ? null : passwordProblem(password, { email, name, organisation });
  if (problem) throw new Misuse(`The password will not do. ${problem}`);
  const password_hash = password === null ? null : await hashPassword(password);
  return inTransaction(ctx, async (ctx) => {
    const id = await addPerson(ctx, by, { email, name, role, team: read.value.team });
    if (password_hash === null) return { email, role, invitation: await makeLink(ctx, "invitation", id) };
    await changePerson(ctx.db, id, { password_hash });
    await recordDeed(ctx, { by, action: "chose a password", object: `person ${id}` });
    return { email, role, invitation: null };
  });
}
