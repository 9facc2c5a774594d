import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { findPerson } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound, tooLate } from "#server/platform/errors.ts";
import { findArticle, findCategory } from "./articles.ts";
import { audiencesOf } from "./audience.ts";
import * as store from "./news-store.ts";

const MOST = 500;

export type Wanted = { kind: store.SubscriptionKind; slug: string };

/** From now on they hear of what is new in it, or they do not any more. Only of what they may read. */
export async function subscribe(ctx: Context, by: Person, { kind, slug }: Wanted, isWanted: boolean): Promise<void> {
  if (!can(by, "knowledge.subscribe")) throw notFound("page");
  const target = await targetOf(ctx, by, { kind, slug });
  if (!isWanted) return void (await store.dropSubscription(ctx.db, { personId: by.id, kind, target }));
  if ((await store.subscriptionsOf(ctx.db, by.id)).length >= MOST)
    throw tooLate(`You hear of ${MOST} things already. Stop one under Your account first.`);
  await store.addSubscription(ctx.db, { person_id: by.id, kind, target, since_at: ctx.clock.now() });
}

const targetOf = async (ctx: Context, by: Person, { kind, slug }: Wanted): Promise<string> =>
  kind === "article" ? String((await findArticle(ctx, by, slug)).id) : (await findCategory(ctx, by, slug)).slug;

export async function isSubscribed(
  ctx: Context,
  person: Person | null,
  kind: store.SubscriptionKind,
  target: string | number,
): Promise<boolean> {
  if (!person) return false;
  return (await store.subscriptionTo(ctx.db, { personId: person.id, kind, target: String(target) })) !== undefined;
}

export type Subscription = { kind: store.SubscriptionKind; slug: string; title: string };

/** What they asked to hear of and may still read. */
export async function subscriptionsOf(ctx: Context, person: Person): Promise<Subscription[]> {
  const rows = await store.subscriptionsOf(ctx.db, person.id);
  const ids = rows.filter(({ kind }) => kind === "article").map(({ target }) => Number(target));
  const articles = ids.length > 0 ? await store.cardsByIds(ctx.db, audiencesOf(person), ids) : [];
  const found: Subscription[] = [];
  for (const { kind, target } of rows) {
    const article = articles.find(({ id }) => kind === "article" && String(id) === target);
    const category = kind === "category" ? await findCategory(ctx, person, target).catch(() => null) : null;
    const named = article ?? category;
    if (named) found.push({ kind, slug: named.slug, title: named.title });
  }
  return found;
}

/** The address in each mail: it ends these mails and can do nothing else. It stays the same, so an old mail works, too. */
export const unsubscribeAddress = (ctx: Context, person: { id: number }): string =>
  `${ctx.config.baseUrl}/unsubscribe/${person.id}-${ctx.keys.sign("unsubscribe", String(person.id))}`;

/** Whom such an address belongs to. */
export async function subscriberBehind(ctx: Context, token: string): Promise<Person> {
  const [, id = "", signature = ""] = /^(\d{1,15})-([\w-]{1,100})$/.exec(token) ?? [];
  const person = ctx.keys.matches("unsubscribe", id, signature) ? await findPerson(ctx, Number(id)) : undefined;
  if (!person) throw notFound("link");
  return person;
}

export async function unsubscribeAll(ctx: Context, token: string): Promise<void> {
  const person = await subscriberBehind(ctx, token);
  await inTransaction(ctx, async (ctx) => {
    const { numDeletedRows } = await store.dropSubscriptionsOf(ctx.db, person.id);
    if (numDeletedRows > 0n)
      await recordDeed(ctx, {
        by: byPerson(person),
        action: "ended mail about articles",
        object: `person ${person.id}`,
      });
  });
}
