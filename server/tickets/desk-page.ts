import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { DUE_CHOICES, deskAddress, type Filters, queryFor, writeKey } from "./desk.ts";
import { type DeskGroup, groupRows } from "./desk-groups.ts";
import { deskLists } from "./desk-lists.ts";
import { groupByQueue } from "./desk-queues.ts";
import { facesFor, toRow } from "./desk-rows.ts";
import { deskRows } from "./desk-store.ts";
import type { DeskView } from "./desk-views.ts";
import { listFields } from "./fields.ts";
import { DESK_KEYS, type Key } from "./keys.ts";
import { type Queue, queueIn } from "./queue.ts";
import { mayStaff } from "./queue-staffing.ts";
import { openQueues } from "./queues.ts";
import { type SavedView, savedViews } from "./saved-views.ts";
import type { Sheet } from "./sheet.ts";
import { offeredTags } from "./tagging.ts";
import { type UsedUp, usedUp } from "./used-up.ts";
import { DUE_NAMES, STATUS_NAMES, URGENCY_NAMES } from "./words.ts";

const PER_PAGE = 40;
const MOST_USED_UP = 10;

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
    queues: Option[];
    urgencies: Option[];
    dues: Option[];
    fields: Option[];
    /** One of those that stand behind "More filters". */
    isMoreOpen: boolean;
    tags: string[];
    isNarrowed: boolean;
  };
  groups: DeskGroup[];
  /** Leads to the same list the other way; null where there is only one queue. */
  grouping: { href: string; label: string } | null;
  /** Where it is said who works in the queue that is shown, for who may say so. */
  teamHref: string | null;
  firstHref: string | null;
  nextHref: string | null;
  /** The next page looks on where this one stopped looking; there may be nothing. */
  isLookedFurther: boolean;
  /** The same list without a ticket beside it. */
  closeHref: string;
  canExport: boolean;
  /** For those who lead: what nobody has seen though everybody was told. */
  usedUp: UsedUp[];
  keys: Key[];
  /** The chosen ticket beside the list. */
  sheet: Sheet | null;
};
export const deskView = view<DeskPage>("tickets/desk", "staff");

export async function deskPage(ctx: Context, by: Person, filters: Filters, sheet: Sheet | null): Promise<DeskPage> {
  const isGrouped = filters.group === "queue";
  const { rows, lookedUpTo } = isGrouped
    ? { rows: [], lookedUpTo: null }
    : await deskRows(ctx.db, queryFor(ctx, by, filters), PER_PAGE + 1);
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
    filters: await filterForm(ctx, filters, categories, queues),
    groups: isGrouped
      ? await groupByQueue(ctx, by, filters, titles, queues)
      : await groupRows(
          ctx,
          by,
          shown,
          shown.map((row) => toRow(row, titles, filters, faces)),
        ),
    grouping: groupingFor(filters, queues),
    teamHref: await teamHrefFor(ctx, by, filters),
    firstHref: filters.after === "" ? null : deskAddress({ ...filters, after: "", ticket: "" }),
    isLookedFurther: lookedUpTo !== null,
    nextHref: last ? deskAddress({ ...filters, after: writeKey(last), ticket: "" }) : null,
    canExport: can(by, "ticket.export"),
    closeHref: deskAddress({ ...filters, ticket: "" }),
    usedUp: await usedUp(ctx, by, MOST_USED_UP),
    keys: DESK_KEYS,
    sheet,
  };
}

async function filterForm(
  ctx: Context,
  filters: Filters,
  categories: Awaited<ReturnType<typeof listCategories>>,
  queues: readonly Queue[],
): Promise<DeskPage["filters"]> {
  const { after: _after, ticket: _ticket, ...values } = filters;
  const { group: _group, ...narrowing } = values;
  const { urgency, due, team, field, watched, likely } = values;
  const people = await staff(ctx);
  return {
    draft: blankDraft(values),
    statuses: [
      { value: "", label: "Any open" },
      { value: "unanswered", label: "Needs an answer" },
      ...(["new", "open", "waiting", "on-hold", "resolved"] as const).map((value) => ({
        value,
        label: STATUS_NAMES[value],
      })),
      { value: "spam", label: "Spam" },
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
    queues:
      queues.length < 2
        ? []
        : [
            { value: "", label: "Any queue" },
            { value: "mine", label: "My queues" },
            ...queues.map(({ id, name }) => ({ value: String(id), label: name })),
          ],
    urgencies: [
      { value: "", label: "Any urgency" },
      ...Object.entries(URGENCY_NAMES).map(([value, label]) => ({ value, label })),
    ],
    dues: DUE_CHOICES.map((value) => ({ value, label: DUE_NAMES[value] })),
    fields: await fieldChoices(ctx),
    tags: await offeredTags(ctx),
    isMoreOpen: [urgency, due, team, field, watched, likely].some((one) => one !== ""),
    isNarrowed: Object.values(narrowing).some((one) => one !== ""),
  };
}

/** Fields of the categories, by which the desk can be narrowed. */
async function fieldChoices(ctx: Context): Promise<Option[]> {
  const fields = (await listFields(ctx)).filter(({ retiredAt }) => retiredAt === null);
  if (fields.length === 0) return [];
  return [{ value: "", label: "Any field" }, ...fields.map(({ id, label }) => ({ value: String(id), label }))];
}

async function teamHrefFor(ctx: Context, by: Person, { queue }: Filters): Promise<string | null> {
  const id = queueIn(queue);
  return id !== null && (await mayStaff(ctx, by, id)) ? `/desk/queues/${id}/people` : null;
}

function groupingFor(filters: Filters, queues: readonly Queue[]): DeskPage["grouping"] {
  if (queues.length < 2) return null;
  const isGrouped = filters.group === "queue";
  const href = deskAddress({ ...filters, group: isGrouped ? "" : "queue", queue: "", after: "", ticket: "" });
  return { href, label: isGrouped ? "By what is due" : "By queue" };
}
