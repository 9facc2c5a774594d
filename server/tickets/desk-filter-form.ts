import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import type { Category } from "#server/knowledge/article.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { DUE_CHOICES, deskAddress, type Filters } from "./desk.ts";
import { CHANGED_CHOICES, OPENED_CHOICES } from "./desk-spans.ts";
import { CHANGED_NAMES, DUE_NAMES, OPENED_NAMES } from "./desk-words.ts";
import type { Field } from "./field.ts";
import { listFields } from "./fields.ts";
import type { Queue } from "./queue.ts";
import { offeredTags } from "./tagging.ts";
import { LABEL_NAMES, STATUS_NAMES, URGENCY_NAMES } from "./words.ts";

type Choice = { name: keyof Filters; label: string; options: Option[] };
type Typed = { name: keyof Filters; label: string; type: "text" | "date"; offered: readonly string[] };
type Ticked = { name: keyof Filters; label: string; value: string };

export type FilterForm = {
  draft: Draft;
  /** In the row above the list. */
  first: Choice[];
  tags: string[];
  /** Behind "More filters". */
  choices: Choice[];
  typed: Typed[];
  ticked: Ticked[];
  /** What those behind it say now, each with the address of the list without it. */
  said: { words: string; href: string }[];
  isNarrowed: boolean;
};

type Around = { by: Person; people: Option[]; fields: readonly Field[] };

export async function filterForm(
  ctx: Context,
  by: Person,
  filters: Filters,
  categories: readonly Category[],
  queues: readonly Queue[],
): Promise<FilterForm> {
  const { after: _after, ticket: _ticket, ...values } = filters;
  const { group: _group, ...narrowing } = values;
  const people = (await staff(ctx)).map(({ id, name }) => ({ value: String(id), label: name }));
  const fields = (await listFields(ctx)).filter(({ retiredAt }) => retiredAt === null);
  const more = moreFilters({ by, people, fields });
  return {
    draft: blankDraft(values),
    first: firstFilters(people, categories, queues).filter(({ options }) => options.length > 0),
    tags: await offeredTags(ctx),
    ...more,
    said: saidNow(filters, more),
    isNarrowed: Object.values(narrowing).some((one) => one !== ""),
  };
}

const named = <Name extends string>(names: Record<Name, string>, all: readonly Name[]): Option[] =>
  all.map((value) => ({ value, label: names[value] }));
const anyOr = (label: string, options: readonly Option[]): Option[] => [{ value: "", label }, ...options];

const firstFilters = (
  people: readonly Option[],
  categories: readonly Category[],
  queues: readonly Queue[],
): Choice[] => [
  {
    name: "status",
    label: "Status",
    options: [
      { value: "", label: "Any open" },
      { value: "unanswered", label: "Needs an answer" },
      ...named(STATUS_NAMES, ["new", "open", "waiting", "on-hold", "resolved"]),
      { value: "spam", label: "Spam" },
    ],
  },
  {
    name: "assignee",
    label: "Assigned to",
    options: [
      { value: "", label: "Anybody’s" },
      { value: "me", label: "Mine" },
      { value: "nobody", label: "Nobody’s" },
      ...people,
    ],
  },
  {
    name: "queue",
    label: "Queue",
    options:
      queues.length < 2
        ? []
        : [
            { value: "", label: "Any queue" },
            { value: "mine", label: "My queues" },
            ...queues.map(({ id, name }) => ({ value: String(id), label: name })),
          ],
  },
  {
    name: "category",
    label: "Category",
    options: [
      { value: "", label: "Any category" },
      ...categories.map(({ slug, title }) => ({ value: slug, label: title })),
      { value: "none", label: "No category" },
    ],
  },
];

function moreFilters({ by, people, fields }: Around): Pick<FilterForm, "choices" | "typed" | "ticked"> {
  const watchers = [{ value: "me", label: "Me" }, ...people.filter(({ value }) => value !== String(by.id))];
  const asked = fields.map(({ id, label }) => ({ value: String(id), label }));
  const answers = [...new Set(fields.flatMap(({ choices }) => choices))];
  return {
    choices: [
      { name: "due", label: "Due", options: named(DUE_NAMES, DUE_CHOICES) },
      { name: "urgency", label: "Urgency", options: anyOr("Any", named(URGENCY_NAMES, ["low", "normal", "high"])) },
      { name: "opened", label: "Asked", options: named(OPENED_NAMES, OPENED_CHOICES) },
      { name: "changed", label: "Last change", options: named(CHANGED_NAMES, CHANGED_CHOICES) },
      { name: "watched", label: "Watched by", options: anyOr("Anybody or nobody", watchers) },
      {
        name: "label",
        label: "Kind of question",
        options: anyOr("Any", named(LABEL_NAMES, ["basic", "basic-uncovered", "not-basic"])),
      },
      ...(asked.length > 0 ? [{ name: "field" as const, label: "Field", options: anyOr("Any", asked) }] : []),
    ],
    typed: [
      ...(asked.length > 0
        ? [{ name: "value" as const, label: "Field is", type: "text" as const, offered: answers }]
        : []),
      { name: "requester", label: "Asked by", type: "text", offered: [] },
      { name: "team", label: "Team", type: "text", offered: [] },
      { name: "from", label: "Asked from", type: "date", offered: [] },
      { name: "to", label: "Asked until", type: "date", offered: [] },
    ],
    ticked: [
      { name: "likely", label: "Likely answered by an article", value: "yes" },
      { name: "confidential", label: "Confidential", value: "yes" },
    ],
  };
}

type More = Pick<FilterForm, "choices" | "typed" | "ticked">;

/** So that nobody wonders why a list is short while its filters are folded away. */
function saidNow(filters: Filters, { choices, typed, ticked }: More): FilterForm["said"] {
  const without = (...names: (keyof Filters)[]) =>
    deskAddress({ ...filters, ...Object.fromEntries(names.map((name) => [name, ""])), after: "", ticket: "" });
  const chosen = choices
    .filter(({ name }) => name !== "field" && filters[name] !== "")
    .map(({ name, label, options }) => ({
      words: `${label}: ${(options.find(({ value }) => value === filters[name])?.label ?? filters[name]).toLowerCase()}`,
      href: without(name),
    }));
  const fields = choices.find(({ name }) => name === "field")?.options ?? [];
  const answered = fields.filter(({ value }) => value !== "" && value === filters.field);
  return [
    ...chosen,
    ...answered.map(({ label }) => ({ words: `${label}: ${filters.value}`, href: without("field", "value") })),
    ...typed
      .filter(({ name }) => name !== "value" && filters[name] !== "")
      .map(({ name, label }) => ({ words: `${label}: ${filters[name]}`, href: without(name) })),
    ...ticked
      .filter(({ name }) => filters[name] !== "")
      .map(({ name, label }) => ({ words: label, href: without(name) })),
  ];
}
