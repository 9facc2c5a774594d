import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { type Choices, URGENCIES } from "./channels.ts";
import { choicesOf, choose } from "./choosing.ts";

const sealed = (id: string) => `digest ${id}`;

/** The address in each digest: it ends the digest and can do nothing else. It stays the same, so an old mail works, too. */
export const leavingAddress = (ctx: Context, { id }: { id: number }): string =>
  `${ctx.config.baseUrl}/unsubscribe/digest/${id}-${ctx.keys.sign("unsubscribe", sealed(String(id)))}`;

/** Whom such an address belongs to. */
export async function readerBehind(ctx: Context, token: string): Promise<Person> {
  const [, id = "", signature = ""] = /^(\d{1,15})-([\w-]{1,100})$/.exec(token) ?? [];
  const person = ctx.keys.matches("unsubscribe", sealed(id), signature) ? await findPerson(ctx, Number(id)) : undefined;
  if (!person) throw notFound("link");
  return person;
}

/** What came once a day comes by mail no more. In the portal it is told as before. */
export async function leaveDigest(ctx: Context, token: string): Promise<void> {
  const person = await readerBehind(ctx, token);
  await inTransaction(ctx, async (ctx) => {
    const choices = await choicesOf(ctx, person.id);
    const left = URGENCIES.filter((urgency) => choices[urgency].mail === "digest");
    if (left.length === 0) return;
    const without = Object.fromEntries(left.map((urgency) => [urgency, { ...choices[urgency], mail: "off" }]));
    await choose(ctx, person, { ...choices, ...without } as Choices);
    await recordDeed(ctx, { by: byPerson(person), action: "ended the daily mail", object: `person ${person.id}` });
  });
}
