import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { deskAddress, type Filters, queryFor, writeKey } from "./desk.ts";
import { type FilterForm, filterForm } from "./desk-filter-form.ts";
import { type DeskGroup, groupRows } from "./desk-groups.ts";
import { deskLists } from "./desk-lists.ts";
import { deskMenu, type MenuLine } from "./desk-menu.ts";
import { groupByQueue } from "./desk-queues.ts";
import { facesFor, toRow } from "./desk-rows.ts";
import { deskRows } from "./desk-store.ts";
import type { DeskView } from "./desk-views.ts";
import { withQuery } from "./going-back.ts";
import { DESK_KEYS, type Key } from "./keys.ts";
import { openQueues } from "./queues.ts";
import { type SavedView, savedViews } from "./saved-views.ts";
import type { Sheet } from "./sheet.ts";
import { type UsedUp, usedUp } from "./used-up.ts";

const PER_PAGE = 40;
const MOST_USED_UP = 10;

type DeskPage = {
  title: string;
  views: DeskView[];
  saved: SavedView[];
  /** The saved view this is, if it is one. */
  view: SavedView | null;
  filters: FilterForm;
  groups: DeskGroup[];
  menu: MenuLine[];
  /** All of the page at once; null where it shows the beginnings of several lists. */
  ticks: { isOn: boolean; href: string } | null;
  firstHref: string | null;
  nextHref: string | null;
  /** The next page looks on where this one stopped looking; there may be nothing. */
  isLookedFurther: boolean;
  /** The same list without a ticket beside it. */
  closeHref: string;
  /** For those who lead: what nobody has seen though everybody was told. */
  usedUp: UsedUp[];
  keys: Key[];
  /** The chosen ticket beside the list. */
  sheet: Sheet | null;
};
export const deskView = view<DeskPage>("tickets/desk", "staff");

export async function deskPage(
  ctx: Context,
  by: Person,
  filters: Filters,
  sheet: Sheet | null,
  isTicked = false,
): Promise<DeskPage> {
  const isGrouped = filters.group === "queue";
  const { rows, lookedUpTo } = isGrouped
    ? { rows: [], lookedUpTo: null }
    : await deskRows(ctx.db, await queryFor(ctx, by, filters), PER_PAGE + 1);
  const categories = await listCategories(ctx, by);
  const titles = new Map(categories.map(({ slug, title }) => [slug, title]));
  const shown = rows.slice(0, PER_PAGE);
  const faces = await facesFor(ctx, shown);
  const last = rows.length > PER_PAGE ? shown.at(-1) : lookedUpTo;
  const queues = await openQueues(ctx);
  const views = await deskLists(ctx, by, filters, queues);
  const saved = await savedViews(ctx, by, filters);
  const view = saved.find(({ isCurrent }) => isCurrent) ?? null;
  return {
    title: view?.label ?? views.find(({ isCurrent }) => isCurrent)?.label ?? "Desk",
    views,
    saved,
    view,
    filters: await filterForm(ctx, by, filters, categories, queues),
    groups: isGrouped
      ? await groupByQueue(ctx, by, filters, titles, queues)
      : await groupRows(
          ctx,
          by,
          shown,
          shown.map((row) => toRow(row, titles, filters, faces)),
        ),
    menu: await deskMenu(ctx, by, filters, queues),
    ticks: isGrouped || shown.length === 0 ? null : { isOn: isTicked, href: ticksAddress(filters, !isTicked) },
    firstHref: filters.after === "" ? null : deskAddress({ ...filters, after: "", ticket: "" }),
    isLookedFurther: lookedUpTo !== null,
    nextHref: last ? deskAddress({ ...filters, after: writeKey(last), ticket: "" }) : null,
    closeHref: deskAddress({ ...filters, ticket: "" }),
    usedUp: await usedUp(ctx, by, MOST_USED_UP),
    keys: DESK_KEYS,
    sheet,
  };
}

const ticksAddress = (filters: Filters, isOn: boolean) =>
  isOn ? withQuery(deskAddress(filters), "tick", "all") : deskAddress(filters);
