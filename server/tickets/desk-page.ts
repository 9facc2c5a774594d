import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { deskAddress, type Filters, queryFor, writeKey } from "./desk.ts";
import { groupRows } from "./desk-groups.ts";
import { type DeskRow, facesFor, toRow } from "./desk-rows.ts";
import { deskRows } from "./desk-store.ts";
import { type DeskView, deskViews } from "./desk-views.ts";
import { DESK_KEYS, type Key } from "./keys.ts";
import { type SavedView, savedViews } from "./saved-views.ts";
import type { Sheet } from "./sheet.ts";
import { offeredTags } from "./tagging.ts";
import { readTally } from "./tally.ts";
import { STATUS_NAMES } from "./words.ts";

const PER_PAGE = 40;

type DeskPage = {
  title: string;
  views: DeskView[];
  saved: SavedView[];
  /** The saved view this is, if it is one. */
  view: SavedView | null;
  filters: {
    draft: Draft;
    statuses: Option[];
    assignees: Option[];
    categories: Option[];
    tags: string[];
    isNarrowed: boolean;
  };
  groups: { title: string; rows: DeskRow[] }[];
  firstHref: string | null;
  nextHref: string | null;
  /** The same list without a ticket beside it. */
  closeHref: string;
  keys: Key[];
  /** The chosen ticket beside the list. */
  sheet: Sheet | null;
};
export const deskView = view<DeskPage>("tickets/desk", "staff");

export async function deskPage(ctx: Context, by: Person, filters: Filters, sheet: Sheet | null): Promise<DeskPage> {
  const rows = await deskRows(ctx.db, queryFor(by, filters), PER_PAGE + 1);
  const categories = await listCategories(ctx, by);
  const titles = new Map(categories.map(({ slug, title }) => [slug, title]));
  const shown = rows.slice(0, PER_PAGE);
  const faces = await facesFor(ctx, shown);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  const views = deskViews(await readTally(ctx, by), filters);
  const saved = await savedViews(ctx, by, filters);
  const view = saved.find(({ isCurrent }) => isCurrent) ?? null;
  return {
    title: view?.label ?? views.find(({ isCurrent }) => isCurrent)?.label ?? "Desk",
    views,
    saved,
    view,
    filters: await filterForm(ctx, filters, categories),
    groups: await groupRows(
      ctx,
      by,
      shown,
      shown.map((row) => toRow(row, titles, filters, faces)),
    ),
    firstHref: filters.after === "" ? null : deskAddress({ ...filters, after: "", ticket: "" }),
    nextHref: last ? deskAddress({ ...filters, after: writeKey(last), ticket: "" }) : null,
    closeHref: deskAddress({ ...filters, ticket: "" }),
    keys: DESK_KEYS,
    sheet,
  };
}

async function filterForm(
  ctx: Context,
  { status, assignee, category, tag }: Filters,
  categories: Awaited<ReturnType<typeof listCategories>>,
): Promise<DeskPage["filters"]> {
  const people = await staff(ctx);
  return {
    draft: blankDraft({ status, assignee, category, tag }),
    statuses: [
      { value: "", label: "Any open" },
      { value: "unanswered", label: "Needs an answer" },
      ...(["new", "open", "waiting", "resolved"] as const).map((value) => ({ value, label: STATUS_NAMES[value] })),
    ],
    assignees: [
      { value: "", label: "Anybody’s" },
      { value: "me", label: "Mine" },
      { value: "nobody", label: "Nobody’s" },
      ...people.map(({ id, name }) => ({ value: String(id), label: name })),
    ],
    categories: [
      { value: "", label: "Any category" },
      ...categories.map(({ slug, title }) => ({ value: slug, label: title })),
    ],
    tags: await offeredTags(ctx),
    isNarrowed: status !== "" || assignee !== "" || category !== "" || tag !== "",
  };
}
