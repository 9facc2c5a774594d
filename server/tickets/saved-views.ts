import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { deskAddress, type Filters, queryFor, readFilters } from "./desk.ts";
import { countRows } from "./desk-store.ts";
import type { DeskView } from "./desk-views.ts";
import { addView, dropView, viewBySlug, viewsFor } from "./view-store.ts";

const MOST = 20;
/** What is more is said to be more: counting on would cost more than it tells. */
const COUNTED = 99;

export type SavedView = DeskView & { slug: string; isShared: boolean; canDrop: boolean };

/** What a view keeps of an address: what the list is narrowed by, not where in it somebody stood. */
const kept = (filters: Filters): Filters => ({ ...filters, after: "", ticket: "" });
const asQuery = (filters: Filters) => deskAddress(kept(filters)).replace(/^\/desk\??/, "");
const filtersIn = (query: string) => readFilters(Object.fromEntries(new URLSearchParams(query)));

/** Their own lists and those shared with them, with counts that end at a hundred. */
export async function savedViews(ctx: Context, by: Person, now: Filters): Promise<SavedView[]> {
  const rows = await viewsFor(ctx.db, by.id, MOST);
  const views = [];
  for (const row of rows) {
    const filters = filtersIn(row.query);
    const { count, isMore } = await countRows(ctx.db, await queryFor(ctx, by, filters), COUNTED + 1);
    views.push({
      slug: row.slug,
      label: row.name,
      href: deskAddress(filters),
      count: isMore ? `${Math.min(count, COUNTED)}+` : count,
      isCurrent: asQuery(now) === row.query,
      isShared: row.sharedAt !== null,
      canDrop: mayDrop(by, row),
    });
  }
  return views;
}

const mayDrop = (by: Person, { ownerId }: { ownerId: number }) => ownerId === by.id || can(by, "portal.manage");

export async function findView(ctx: Context, by: Person, slug: string): Promise<string> {
  const view = await viewBySlug(ctx.db, by.id, slug);
  if (!view) throw notFound("view");
  return deskAddress(filtersIn(view.query));
}

/** Says where it is. */
export async function saveView(
  ctx: Context,
  by: Person,
  { name, isShared, filters }: { name: string; isShared: boolean; filters: Filters },
): Promise<string> {
  if (!can(by, "desk.see")) throw forbidden("Only those who answer have views.");
  const at = ctx.clock.now();
  const slug = slugOf(name);
  const view = { name, query: asQuery(filters), owner_id: by.id, shared_at: isShared ? at : null, made_at: at };
  for (const tried of [slug, `${slug}-${by.id}`, `${slug}-${by.id}-${at}`])
    if (await addView(ctx.db, { ...view, slug: tried })) return deskAddress(filters);
  throw tooLate("There is a view of this name already. Choose another name.");
}

const slugOf = (name: string) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60) || "view";

export async function forgetView(ctx: Context, by: Person, slug: string): Promise<void> {
  const view = await viewBySlug(ctx.db, by.id, slug);
  if (!view) throw notFound("view");
  if (!mayDrop(by, view)) throw forbidden("Whoever made this view may delete it.");
  await dropView(ctx.db, slug);
}
