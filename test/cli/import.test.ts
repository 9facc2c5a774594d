import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { rebuildWeeks } from "#server/reports/rebuilding.ts";
import { countHeld, readTally } from "#server/tickets/tally.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { portal } from "./terminal.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-import-"));
after(() => rmSync(folder, { recursive: true }));

const PEOPLE = [
  {
    type: "person",
    id: "p1",
    email: "Mia@Old.example",
    name: "Mia Old",
    team: "Payments",
    created_at: "2026-01-05T09:00:00Z",
  },
  { type: "person", id: "p2", email: "bo@example.test", name: "Somebody Else", role: "admin" },
];
const TICKET = {
  type: "ticket",
  id: 4711,
  requester: "p1",
  subject: "Merge fails",
  body: "It says 42804.",
  opened_at: "2026-03-02T09:30:00Z",
  category: "branches",
  assignee: "p2",
  resolved_at: "2026-03-02T12:00:00Z",
  label: "basic",
  article: "branch-already-exists",
};
const MESSAGES = [
  { type: "message", id: "m3", ticket: "4711", author: "p1", body: "Thanks!", sent_at: "2026-03-02T13:00:00Z" },
  { type: "message", id: "m1", ticket: "4711", author: "p2", body: "Try *this*.", sent_at: "2026-03-02T10:00:00Z" },
  {
    type: "message",
    id: "m2",
    ticket: "4711",
    author: "p2",
    body: "Hm.",
    sent_at: "2026-03-02T10:30:00Z",
    kind: "note",
  },
];
const WEEKS = [{ type: "week", week: "2026-W09", basic: 23, other: 40, exposure: 110, source: "old desk" }];
const EVENTS = [
  {
    type: "event",
    id: "e1",
    at: "2026-03-02T09:20:00Z",
    person: "p1",
    session: "s1",
    event: { type: "search", q: "merge", results: 3 },
  },
];

function put(...lines: (object | string)[]): string {
  const file = path.join(folder, `${Math.random()}.ndjson`);
  writeFileSync(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return file;
}

function putTable(name: string, text: string): string {
  const file = path.join(mkdtempSync(path.join(folder, "t-")), name);
  writeFileSync(file, text);
  return file;
}

onEachEngine("portal import", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await buildHouse({ engine });
  });
  afterEach(() => house.close());

  const bring = (file: string, ...words: string[]) => portal(house.ctx.config, ["import", file, ...words]);
  const rows = (table: "ticket" | "ticket_message" | "ticket_event" | "person" | "event" | "outbox" | "weekly_count") =>
    house.ctx.db.selectFrom(table).selectAll().execute() as Promise<Record<string, unknown>[]>;

  test("brings in a whole story, in whatever order its lines stand, and tells nobody", async () => {
    const { code, out, told } = await bring(put(...MESSAGES, ...EVENTS, TICKET, ...WEEKS, ...PEOPLE));
    assert.equal(code, 0, told);
    assert.match(out, /2 people, 1 ticket, 3 messages, 1 week and 1 event/);
    const [ticket] = await rows("ticket");
    assert.deepEqual(
      [ticket?.status, ticket?.origin, ticket?.messages, ticket?.public_messages, ticket?.resolved_at],
      ["resolved", "import", 4, 3, Date.parse(TICKET.resolved_at)],
    );
    const said = (await rows("ticket_message")).map(({ place, public_place, body }) => [place, public_place, body]);
    assert.deepEqual(
      said.sort((one, other) => Number(one[0]) - Number(other[0])),
      [
        [1, 1, "It says 42804."],
        [2, 2, "Try *this*."],
        [3, null, "Hm."],
        [4, 3, "Thanks!"],
      ],
    );
    const kinds = (await rows("ticket_event")).sort((one, other) => Number(one.seq) - Number(other.seq));
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ["opened", "assigned", "answered", "noted", "resolved", "thanked", "brought"],
    );
    assert.deepEqual(await rows("outbox"), []);
    const bo = (await rows("person")).find(({ email }) => email === "bo@example.test");
    assert.deepEqual([bo?.name, bo?.role], ["Bo Answers", "agent"], "who has an account keeps it as it is");
  });

  test("what was searched before a ticket is a journey that failed, as it would have been here", async () => {
    await bring(put(...PEOPLE, TICKET, ...MESSAGES, ...EVENTS));
    const journeys = await house.ctx.db.selectFrom("journey").select("outcome").execute();
    assert.deepEqual(
      journeys.map(({ outcome }) => outcome.toUpperCase()),
      ["FAILED"],
    );
  });

  test("again, the same file adds nothing", async () => {
    const file = put(...PEOPLE, TICKET, ...MESSAGES, ...WEEKS, ...EVENTS);
    await bring(file);
    const before = await Promise.all([rows("ticket"), rows("ticket_message"), rows("ticket_event"), rows("event")]);
    const again = await bring(file);
    assert.match(again.out, /^Brought in 0 people, 0 tickets, 0 messages, 1 week and 0 events/);
    assert.deepEqual(
      await Promise.all([rows("ticket"), rows("ticket_message"), rows("ticket_event"), rows("event")]),
      before,
    );
  });

  test("a later export continues the ticket where it was", async () => {
    const { resolved_at: _at, label: _label, article: _article, ...open } = TICKET;
    const first = await bring(put(...PEOPLE, open, ...MESSAGES.slice(1)));
    assert.match(
      first.out,
      /1 open ticket waits: no clock runs and nobody is told until made live, at http\S+\/admin\/imported\./,
    );
    assert.equal((await readTally(house.ctx, house.cast.bo)).open, 1);
    const { code, told } = await bring(put(TICKET, ...MESSAGES));
    assert.equal(code, 0, told);
    const [ticket] = await rows("ticket");
    assert.deepEqual([ticket?.status, ticket?.messages, ticket?.seq], ["resolved", 4, 8], "brought in twice");
    assert.equal((await readTally(house.ctx, house.cast.bo)).open, 0);
    assert.equal(await countHeld(house.ctx, null), 0);
    assert.equal((await rows("ticket")).length, 1);
  });

  const PEOPLE_TABLE = `\uFEFFid,email,name,team\r\np1,mia@old.example,"Old, Mia",Payments\r\np2,bo@example.test,Bo,\r\n`;
  const TICKETS_TABLE = `subject,id,requester,body,opened_at,resolved_at,label
Merge fails,4711,p1,"It says
""42804"".",2026-03-02T09:30:00Z,2026-03-02T12:00:00Z,not-basic
`;
  const MESSAGES_TABLE = `id,ticket,author,body,sent_at\nm1,4711,p2,Try this.,2026-03-02T10:00:00Z\n`;

  test("the same week as counts and as tickets counts once, by its counts, and says so", async () => {
    const week = { ...WEEKS[0], week: "2026-W10" };
    const facts = async () =>
      (await house.ctx.db.selectFrom("weekly_fact").selectAll().where("week", "=", "2026-W10").execute()).map(
        ({ basic, other, twice }) => [basic, other, twice],
      );
    const tickets = await bring(put(...PEOPLE, TICKET));
    assert.doesNotMatch(tickets.out, /counted again/);
    assert.deepEqual(await facts(), [[1, 0, 0]]);
    const counts = await bring(put(week));
    assert.match(
      counts.out,
      /One week came both as counts and as tickets; the counts are taken\. One ticket brought in for it is not counted again\./,
    );
    assert.deepEqual(await facts(), [[23, 40, 1]]);
    await bring(put(...PEOPLE, TICKET, week));
    assert.deepEqual(await facts(), [[23, 40, 1]], "in whatever order, and again");
    await rebuildWeeks(house.ctx);
    assert.deepEqual(await facts(), [[23, 40, 1]]);
  });

  test("tables say the same as lines: people, tickets and their messages in one call, and weeks", async () => {
    const files = [
      putTable("people.csv", PEOPLE_TABLE),
      putTable("Tickets-2026.csv", TICKETS_TABLE),
      putTable("messages.csv", MESSAGES_TABLE),
      putTable("counted.csv", "type,week,basic,exposure\nweek,2026-W09,23,110\n"),
    ];
    for (const times of [1, 2]) {
      const { code, told } = await portal(house.ctx.config, ["import", ...files]);
      assert.equal(code, 0, `${times}: ${told}`);
      assert.equal((await rows("ticket")).length, 1);
      const said = (await rows("ticket_message")).map(({ place, body }) => [place, body]);
      assert.deepEqual(said.sort(), [
        [1, 'It says\n"42804".'],
        [2, "Try this."],
      ]);
    }
    const mia = (await rows("person")).find(({ email }) => email === "mia@old.example");
    assert.deepEqual([mia?.name, mia?.team], ["Old, Mia", "Payments"]);
    assert.deepEqual(
      (await rows("weekly_count")).map(({ basic, exposure }) => [basic, exposure]),
      [[23, 110]],
    );
    assert.deepEqual(await rows("outbox"), []);
  });

  const WRONG_TABLES: [string, string, string, RegExp][] = [
    ["a table of nobody knows what", "old.csv", "id,email\np1,a@b.example\n", /old.csv: Line 2: has no type/],
    [
      "a row of too many cells",
      "people.csv",
      `${PEOPLE_TABLE}p3,c@d.example,Cee,,\n`,
      /Line 4: is no row of this table/,
    ],
    ["an open quote", "tickets.csv", 'id,subject\nt1,"Merge\n', /is no row of this table/],
    ["a column nobody knows", "people.csv", "id,mail,name\np1,a@b.example,A\n", /Line 2: knows no field mail/],
    ["readers' events", "events.csv", "type,id\nevent,e1\n", /Line 2: has no type; it is one of person, ticket/],
  ];
  // Checked before a database is asked: once is enough.
  for (const [what, name, text, sentence] of engine === "sqlite" ? WRONG_TABLES : [])
    test(`${what} is named by its file and line`, async () => {
      const { code, told } = await bring(putTable(name, text));
      assert.equal(code, 1, told);
      assert.match(told, sentence);
      assert.equal((await rows("person")).length, 5);
    });

  test("a dry run checks and writes nothing", async () => {
    const { code, out } = await bring(put(...PEOPLE, TICKET), "--dry-run");
    assert.equal(code, 0);
    assert.match(out, /The file is right: 2 people, 1 ticket,/);
    assert.deepEqual(await rows("ticket"), []);
  });

  const WRONG: [string, (object | string)[], RegExp][] = [
    ["no JSON", [...PEOPLE, "{"], /Line 3: is not JSON/],
    ["no type", [{ id: 1 }], /Line 1: has no type; it is one of person, ticket/],
    ["a field nobody knows", [{ ...PEOPLE[0], mail: "x" }], /Line 1: knows no field mail/],
    ["a missing field", [{ ...TICKET, subject: undefined }], /Line 1: subject is missing/],
    ["a time without a zone", [...PEOPLE, { ...TICKET, opened_at: "2026-03-02" }], /Line 3: opened_at is no time like/],
    ["a stranger", [TICKET, PEOPLE[1] as object], /Line 1: person requester p1 is not known/],
    ["no such ticket", [...PEOPLE, MESSAGES[0] as object], /Line 3: ticket 4711 is not known/],
    ["no such article", [...PEOPLE, { ...TICKET, article: "nowhere" }], /Line 3: article nowhere is not known/],
    ["an end before the beginning", [...PEOPLE, { ...TICKET, resolved_at: "2026-03-01T00:00:00Z" }], /lies before/],
    ["the same id twice", [...PEOPLE, TICKET, TICKET], /Line 4: ticket 4711 stands on line 3 already/],
    ["an unknown event", [...PEOPLE, { ...EVENTS[0], event: { type: "dance" } }], /Line 3: event/],
  ];
  for (const [what, lines, sentence] of engine === "sqlite" ? WRONG : WRONG.slice(-2))
    test(`${what} is named by its line, and nothing at all is brought in`, async () => {
      const { code, told } = await bring(put(...lines));
      assert.equal(code, 1, told);
      assert.match(told, sentence);
      assert.match(told, /Nothing was brought in/);
      assert.deepEqual(await rows("ticket"), []);
      assert.equal((await rows("person")).length, 5);
    });
});

test("a file that is not there is a wrong call", async (t) => {
  const house = await buildHouse();
  t.after(() => house.close());
  const { code, told } = await portal(house.ctx.config, ["import", "/nowhere.ndjson"]);
  assert.equal(code, 2);
  assert.match(told, /\/nowhere.ndjson is not a file/);
});
