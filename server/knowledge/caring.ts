import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { findPerson } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import { addVerification, setOwner } from "./care-store.ts";
import { nextVersion } from "./version.ts";
import { lookAgain } from "./watching.ts";
import { changeArticle } from "./writing-store.ts";

/** For how long somebody may vouch for an article, in days. */
export const TERMS = [30, 90, 180, 365] as const;
export type Term = (typeof TERMS)[number];
export const USUAL_TERM: Term = 180;

type Vouched = { revision: number; days: Term; note: string };

/** Says that the revision they read is right, and for how long nobody has to ask again. */
export async function verifyArticle(ctx: Context, by: Person, slug: string, vouched: Vouched): Promise<void> {
  if (!can(by, "knowledge.verify")) throw notFound("article");
  await inTransaction(ctx, async (ctx) => {
    const version = await nextVersion(ctx);
    const { id, revision } = await findArticle(ctx, by, slug);
    // Whoever has the page already must see that it says something else now.
    const isSame = revision === vouched.revision && (await changeArticle(ctx.db, { id, revision }, { version }));
    if (!isSame) throw tooLate("The article changed since you read it. Read it again, and verify what it says now.");
    const now = ctx.clock.now();
    const until = now + vouched.days * DAY;
    const times = { verified_at: now, good_until: until };
    await addVerification(ctx.db, { article_id: id, revision, person_id: by.id, ...times, note: vouched.note });
    await lookAgain(ctx, id);
    const data = { revision, until };
    await recordDeed(ctx, { by: byPerson(by), action: "verified article", object: `article ${slug}`, data });
  });
}

/** Who is asked when the article falls due; null: nobody in particular. */
export async function nameOwner(ctx: Context, by: Person, slug: string, ownerId: number | null): Promise<void> {
  if (!can(by, "knowledge.write")) throw notFound("article");
  await inTransaction(ctx, async (ctx) => {
    const { id } = await findArticle(ctx, by, slug);
    const owner = ownerId === null ? null : await findPerson(ctx, ownerId);
    if (owner !== null && (!owner || owner.disabledAt !== null || !can(owner, "knowledge.write")))
      throw new Refusal(422, "Choose somebody who writes articles.");
    await setOwner(ctx.db, id, ownerId);
    await lookAgain(ctx, id);
    const data = { owner: ownerId };
    await recordDeed(ctx, { by: byPerson(by), action: "named an owner", object: `article ${slug}`, data });
  });
}
