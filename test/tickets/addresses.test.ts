import assert from "node:assert/strict";
import { test } from "node:test";
import { deskAddress, type Filters, readFilters, readKey, writeKey } from "#server/tickets/desk.ts";
import { backTo, withQuery } from "#server/tickets/going-back.ts";
import { ticketNumber } from "#server/tickets/ticket.ts";
import { articleMark, joinMarks, MOST_TRIED, searchMark, slugsIn } from "#server/tickets/tried.ts";

const ALL: Filters = {
  status: "",
  assignee: "",
  category: "",
  tag: "",
  team: "",
  field: "",
  value: "",
  watched: "",
  likely: "",
  confidential: "",
  requester: "",
  label: "",
  opened: "",
  from: "",
  to: "",
  changed: "",
  queue: "",
  urgency: "",
  due: "",
  group: "",
  after: "",
  ticket: "",
};

test("filters nobody could have clicked are left out", () => {
  const cases: [Record<string, unknown>, Partial<Filters>][] = [
    [{}, {}],
    [
      { status: "waiting", assignee: "me", category: "branches", ticket: "7" },
      { status: "waiting", assignee: "me", category: "branches", ticket: "7" },
    ],
    [{ status: "deleted", assignee: "1 or 1=1", category: "../x", ticket: "0" }, {}],
    [{ status: ["new", "open"], assignee: { $gt: "" }, after: "1~2~3" }, {}],
    [
      { assignee: "nobody", after: "10000000000000~12" },
      { assignee: "nobody", after: "10000000000000~12" },
    ],
    [{ assignee: "12" }, { assignee: "12" }],
    [{ tag: "v1.2_c++" }, { tag: "v1.2_c++" }],
    [{ tag: "no spaces" }, {}],
    [
      { queue: "3", urgency: "high", due: "late", group: "queue" },
      { queue: "3", urgency: "high", due: "late", group: "queue" },
    ],
    [
      { team: " Payments ", field: "7", value: "1.4", watched: "me", likely: "yes" },
      { team: "Payments", field: "7", value: "1.4", watched: "me", likely: "yes" },
    ],
    [
      { requester: "  ada@example.test ", watched: "12", confidential: "yes", label: "basic", category: "none" },
      { requester: "ada@example.test", watched: "12", confidential: "yes", label: "basic", category: "none" },
    ],
    [
      { opened: "week", from: "2026-06-01", to: "2026-06-09", changed: "quiet-7", due: "hour" },
      { opened: "week", from: "2026-06-01", to: "2026-06-09", changed: "quiet-7", due: "hour" },
    ],
    [{ opened: "ever", from: "2026-02-30", to: "yesterday", changed: "1", label: "all", confidential: "1" }, {}],
    [{ field: "7", value: " " }, {}],
    [{ field: "x", value: "1.4", watched: "you", likely: "no" }, {}],
    [{ queue: "all", urgency: "extreme", due: "never", group: "tag" }, {}],
  ];
  for (const [query, expected] of cases) assert.deepEqual(readFilters(query), { ...ALL, ...expected });
});

test("an address of the desk says what it shows, and is read back", () => {
  const filters: Filters = { ...ALL, status: "waiting", assignee: "me", category: "a-b" };
  assert.equal(deskAddress({}), "/desk");
  assert.equal(deskAddress(filters), "/desk?status=waiting&assignee=me&category=a-b");
  assert.deepEqual(readFilters(Object.fromEntries(new URL(`http://x${deskAddress(filters)}`).searchParams)), filters);
});

test("a key of a page is read back, anything else is none", () => {
  const key = { place: 29_998_000_000_123, id: 42 };
  assert.deepEqual(readKey(writeKey(key)), key);
  for (const wrong of ["", "1", "~1", "1~", "1~x", "-1~2", "1~2 ", "9999999999999999~1"])
    assert.equal(readKey(wrong), null);
});

test("a ticket's number is a number and nothing else", () => {
  assert.equal(ticketNumber("7"), 7);
  for (const wrong of ["0", "-1", "7.0", "7a", " 7", "1e3", "9999999999", undefined, ["7"], 7])
    assert.throws(() => ticketNumber(wrong), { status: 404 }, String(wrong));
});

test("a form leads back to the desk or to its ticket, never elsewhere", () => {
  for (const wrong of ["https://evil.test/desk", "//evil.test", "/desks", "/admin", "/desk/../admin", undefined, 7])
    assert.equal(backTo(wrong, "/tickets/7"), "/tickets/7", String(wrong));
  assert.equal(backTo("/desk?status=new&ticket=7", "/tickets/7"), "/desk?status=new&ticket=7");
  assert.equal(withQuery("/tickets/7/resolution", "back", "/desk?a=b"), "/tickets/7/resolution?back=%2Fdesk%3Fa%3Db");
});

test("what was tried travels along: the last ones, nothing twice, and not without end", () => {
  const marks = Array.from({ length: 12 }, (_, place) => searchMark(`words ${place}`));
  const joined = joinMarks(marks, [articleMark("create-branch"), searchMark("words 11")]);
  assert.equal(joined.length, MOST_TRIED);
  assert.deepEqual(joined.slice(-2), ["article:create-branch", "search:words 11"]);
  assert.equal(new Set(joined).size, joined.length);
  assert.deepEqual(slugsIn(joined), ["create-branch"]);
  assert.deepEqual(slugsIn(["article:../../etc", "search:article:x", "article:"]), []);
});
