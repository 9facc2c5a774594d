import type { Person } from "#server/people/person.ts";
import { personById } from "#server/people/store.ts";
import { issueToken } from "#server/people/tokens.ts";
import { readFilters } from "#server/tickets/desk.ts";
import { saveView } from "#server/tickets/saved-views.ts";
import type { House } from "#test/support/house.ts";

/** What stands in the addresses of one filled portal: the busiest person, queue and category, and so on. */
export type Around = {
  tickets: number;
  requester: Person;
  agent: number;
  category: string;
  queue: number;
  field: number;
  after: string;
  onDesk: number[];
  bearer: string;
};

export type Page = {
  name: string;
  who: "agent" | "views" | "requester" | "program";
  /** `turn` counts up, so that no page is asked for one thing again and again. */
  address(around: Around, turn: number): string;
  form?(around: Around): Record<string, string>;
};

const desk = (name: string, query: string | ((around: Around) => string) = ""): Page => ({
  name: `desk: ${name}`,
  who: "agent",
  address: (around) => `/desk?${typeof query === "string" ? query : query(around)}`,
});
const search = (name: string, typed: string | ((around: Around) => string), who: Page["who"] = "agent"): Page => ({
  name: `search: ${name}`,
  who,
  address: (around) => `/tickets/search?q=${encodeURIComponent(typeof typed === "string" ? typed : typed(around))}`,
});

/** Spread over all of them, the same ones at the same turn. */
const someTicket = ({ tickets }: Around, turn: number) => 1 + ((turn * 7919) % tickets);

export const PAGES: Page[] = [
  desk("all open"),
  desk("the next page", ({ after }) => `after=${after}`),
  ...["unanswered", "new", "open", "waiting", "on-hold", "resolved", "spam"].map((one) => desk(one, `status=${one}`)),
  desk("mine", "assignee=me"),
  desk("nobody’s", "assignee=nobody"),
  desk("a colleague’s", ({ agent }) => `assignee=${agent}`),
  desk("a colleague’s resolved", ({ agent }) => `assignee=${agent}&status=resolved`),
  desk("a category", ({ category }) => `category=${category}`),
  desk("a resolved category", ({ category }) => `category=${category}&status=resolved`),
  desk("a usual tag", "tag=upgrade"),
  desk("a rare tag", "tag=on-call"),
  desk("a rare tag, resolved", "tag=on-call&status=resolved"),
  desk("a tag nobody uses", "tag=unheard-of&status=resolved"),
  desk("my queues", "queue=mine"),
  desk("a queue", ({ queue }) => `queue=${queue}`),
  desk("high urgency", "urgency=high"),
  ...["late", "soon", "day", "none"].map((one) => desk(`due: ${one}`, `due=${one}`)),
  desk("four filters at once", ({ category, queue }) => `category=${category}&queue=${queue}&urgency=high&tag=slow`),
  desk("four filters, resolved", ({ category }) => `category=${category}&status=resolved&urgency=low&tag=vip`),
  desk("who asked", ({ requester }) => `requester=${requester.email}`),
  desk("who asked, by a part of the name, resolved", "requester=an&status=resolved"),
  desk("asked this week", "opened=week"),
  desk("asked long ago, resolved, untouched since", "opened=older&changed=quiet-30&status=resolved"),
  desk("asked on a day, resolved", "from=2026-01-05&to=2026-01-05&status=resolved"),
  desk("a kind of question, resolved", "label=basic-uncovered&status=resolved"),
  desk("confidential ones", "confidential=yes"),
  desk("on no shelf, resolved", "category=none&status=resolved"),
  desk("a team", "team=payments"),
  desk("a team, resolved", "team=payments&status=resolved"),
  desk("an answer", ({ field }) => `field=${field}&value=0.2.1`),
  desk("an answer, resolved", ({ field }) => `field=${field}&value=0.2.1&status=resolved`),
  desk("an answer nobody gave", ({ field }) => `field=${field}&value=9.9.9&status=resolved`),
  desk("what an article answers", "likely=yes"),
  desk("what I watch, resolved", "watched=me&status=resolved"),
  desk("by queue", "group=queue"),
  { name: "desk: ten saved views", who: "views", address: () => "/desk" },
  {
    name: "desk: with a ticket beside",
    who: "agent",
    address: (around, turn) => `/desk?ticket=${someTicket(around, turn)}`,
  },
  { name: "ticket", who: "agent", address: (around, turn) => `/tickets/${someTicket(around, turn)}` },
  {
    name: "resolving a ticket",
    who: "agent",
    address: ({ onDesk }, turn) => `/tickets/${onDesk[turn % onDesk.length]}/resolution`,
  },
  search("a usual word", "branch"),
  search("two usual words", "create_branch fails"),
  search("a rare word", "zyzzyva"),
  search("a usual and a rare word", "branch zyzzyva"),
  search("the beginning of a word", "perm"),
  search("a person", ({ requester }) => `from:${requester.email}`),
  search("a person and a word", ({ requester }) => `from:${requester.email} branch`),
  search("an answer to a field", "0.2.1"),
  search("as a requester", "branch", "requester"),
  search("as a requester, a rare word", "zyzzyva", "requester"),
  {
    name: "search: a number",
    who: "agent",
    address: (around, turn) => `/tickets/search?q=T-${someTicket(around, turn)}`,
  },
  {
    name: "bulk change of 40, looked at first",
    who: "agent",
    address: () => "/desk/bulk",
    form: ({ onDesk }) => ({
      step: "preview",
      urgency: "high",
      tags: "seen",
      ...Object.fromEntries(onDesk.map((number) => [`t_${number}`, "1"])),
    }),
  },
  { name: "a person and their tickets", who: "agent", address: ({ requester }) => `/desk/people/${requester.id}` },
  { name: "my day", who: "agent", address: () => "/desk/day" },
  { name: "incidents", who: "agent", address: () => "/desk/incidents" },
  { name: "my tickets", who: "requester", address: () => "/tickets" },
  { name: "start page", who: "requester", address: () => "/" },
  { name: "imported tickets", who: "views", address: () => "/admin/imported" },
  { name: "API: list", who: "program", address: () => "/api/v1/tickets" },
  { name: "API: list, on hold", who: "program", address: () => "/api/v1/tickets?status=on-hold" },
  { name: "API: one ticket", who: "program", address: (around, turn) => `/api/v1/tickets/${someTicket(around, turn)}` },
];

const VIEWS = [
  "status=unanswered",
  "status=waiting&urgency=high",
  "assignee=nobody&tag=upgrade",
  "tag=vip",
  "due=late",
  "due=day&urgency=high",
  "queue=mine&status=new",
  "status=resolved&tag=regression",
  "urgency=low&tag=docs",
  "status=on-hold",
];

/** Looks once for what the addresses need, and keeps ten views of the admin's. */
export async function lookAround({ ctx, cast }: House): Promise<Around> {
  for (const query of VIEWS) {
    const filters = readFilters(Object.fromEntries(new URLSearchParams(query)));
    await saveView(ctx, cast.dee, { name: query.replaceAll(/\W/g, " "), isShared: false, filters });
  }
  const rows = await ctx.db
    .selectFrom("ticket")
    .select(["id", "number", "desk_place", "requester_id", "assignee_id", "category", "queue_id", "resolved_at"])
    .execute();
  const open = rows
    .filter(({ resolved_at }) => resolved_at === null)
    .sort((one, other) => one.desk_place - other.desk_place || one.id - other.id);
  const last = open[39];
  if (!last) throw new Error("Too few tickets are open.");
  const requester = await personById(ctx.db, Number(mostOf(rows.map(({ requester_id }) => requester_id))));
  const { id } = await ctx.db.selectFrom("ticket_question").select("id").orderBy("id").executeTakeFirstOrThrow();
  return {
    tickets: rows.length,
    requester: requester as Person,
    agent: Number(mostOf(open.map(({ assignee_id }) => assignee_id))),
    category: String(mostOf(open.map(({ category }) => category))),
    queue: Number(mostOf(open.map(({ queue_id }) => queue_id))),
    field: id,
    after: `${last.desk_place}~${last.id}`,
    onDesk: open.slice(0, 40).map(({ number }) => number),
    bearer: await issueToken(ctx, cast.bo, cast.bo, { name: "bench", scopes: ["tickets:read"], days: 1 }),
  };
}

function mostOf<Thing extends string | number>(things: readonly (Thing | null)[]): Thing | undefined {
  const counts = new Map<Thing, number>();
  for (const thing of things) if (thing !== null) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
