import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readBook } from "#server/escalation/reading-book.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask } from "#test/tickets/question.ts";

const WEEK = {
  Monday: "09:00–17:00",
  Tuesday: "9:00-17:00",
  Wednesday: "09:00 to 17:00",
  Thursday: "09:00–12:00, 13:00–17:00",
  Friday: "22:00–06:00",
  Saturday: "",
  Sunday: "closed",
};

const CALENDAR = { name: "Night desk", timeZone: "Europe/Berlin", ...WEEK, dates: "", note: "", past: "", seen: "" };

const POLICY = {
  name: "Gold",
  position: "1",
  enabled: "yes",
  categories: "branches, access",
  warn: "50",
  "high-first": "30 min",
  "normal-first": "1 h 30 min",
  "counts-first": "calendar",
  "pauses-first": "no",
};

onEachEngine("calendars and service policies", (engine) => {
  let house: House;
  let dee: Visitor;
  before(async () => {
    house = await buildHouseInUtc(engine);
    dee = await house.as(house.cast.dee);
  });
  after(() => house.close());

  test("only an admin comes to them", async () => {
    for (const person of [house.cast.ada, house.cast.bo, house.cast.cy]) {
      const visitor = await house.as(person);
      for (const path of ["/admin/calendars", "/admin/calendars/1", "/admin/policies", "/admin/policies/1"])
        assert.equal((await visitor.get(path)).status, 404, path);
      assert.equal((await visitor.post("/admin/calendars", CALENDAR)).status, 403);
      assert.equal((await visitor.post("/admin/policies/1", POLICY)).status, 403);
    }
    assert.equal((await dee.get("/admin/calendars/999")).status, 404);
    assert.equal((await dee.get("/admin/policies/0x1")).status, 404);
  });

  test("the portal comes with office hours and a policy for every question", async () => {
    assert.match((await dee.get("/admin/calendars")).text, /Mon to Fri 09:00–17:00/);
    const { text } = await dee.get("/admin/policies");
    assert.match(text, /For every question, by the calendar Office hours/);
    assert.doesNotMatch(text, /has no clock at all/);
    for (const path of ["/admin/policies/1", "/admin/policies/new", "/admin/calendars/1", "/admin/calendars/new"])
      assert.equal((await dee.get(path)).status, 200, path);
    assert.match((await dee.get("/admin/policies/1")).text, /name="normal-total-resolution" value="24 h"/);
  });

  test("a calendar is made as it is typed, past midnight and all", async () => {
    const { location } = await dee.post("/admin/calendars", CALENDAR);
    assert.match(location ?? "", /^\/admin\/calendars\/\d+$/);
    const { text } = await dee.get(location as string);
    for (const typed of ["09:00–12:00, 13:00–17:00", "22:00–06:00"])
      assert.ok(text.includes(`value="${typed}"`), typed);
    const { book } = await readBook(house.ctx);
    const made = book.calendars.at(-1)?.written;
    assert.deepEqual(
      made?.windows.find(({ from }) => from === "22:00"),
      { days: [5], from: "22:00", to: "06:00" },
    );
  });

  const WRONG: [Partial<typeof CALENDAR>, RegExp][] = [
    [{ name: " " }, /The name is missing/],
    [{ timeZone: "Berlin" }, /no time zone/],
    [{ Monday: "from nine" }, /like 09:00–17:00/],
    [{ Monday: "09:00–09:00" }, /is empty/],
    [{ dates: "2026-02-30 closed" }, /2026-12-25 closed Christmas Day/],
    [{ dates: "2026-02-20 22:00–06:00" }, /past midnight/],
    [{ dates: "2026-02-20 closed\n2026-02-20 closed" }, /stands there twice/],
    [Object.fromEntries(Object.keys(WEEK).map((day) => [day, ""])), /open for at least an hour/],
  ];
  test("what is typed wrongly comes back with a sentence and everything else", async () => {
    for (const [typed, sentence] of WRONG) {
      const { status, text } = await dee.post("/admin/calendars", { ...CALENDAR, name: "Kept name", ...typed });
      assert.equal(status, 422, String(sentence));
      assert.match(text, sentence);
      if (!("name" in typed)) assert.match(text, /value="Kept name"/);
    }
  });

  test("an edit says first which due dates it moves, and saves only what was seen", async () => {
    const number = await ask(house, house.cast.ada, "Moves");
    const edit = { ...CALENDAR, name: "Office hours", timeZone: "UTC", note: "Shorter" };
    const days = { Monday: "09:00–11:00", Tuesday: "09:00–11:00", Wednesday: "09:00–11:00", Thursday: "", Friday: "" };
    const first = await dee.post("/admin/calendars/1", { ...edit, ...days });
    assert.equal(first.status, 200);
    assert.match(first.text, new RegExp(`href="/tickets/${number}">T-${number}<`));
    assert.match(first.text, /Tue, 9 Jun 2026, 13:00:00 UTC<\/td><td>Wed, 10 Jun 2026, 11:00:00 UTC/);
    const seen = /name="seen" value="([^"]+)"/.exec(first.text)?.[1] ?? "";
    const other = await dee.post("/admin/calendars/1", { ...edit, ...days, Monday: "10:00–11:00", seen });
    assert.equal(other.status, 200, "something else than was seen is previewed again");
    const { status } = await dee.post("/admin/calendars/1", { ...edit, ...days, seen });
    assert.equal(status, 303);
    await house.settle();
    const row = await house.ctx.db
      .selectFrom("ticket")
      .select("due_at")
      .where("number", "=", number)
      .executeTakeFirst();
    assert.equal(row?.due_at, Date.parse("2026-06-10T11:00:00Z"));
    assert.match((await dee.get("/admin/calendars/1")).text, /Version 2<\/span><span>Dee Runs[\s\S]*?Shorter/);
  });

  test("holidays from a file count when they are approved, not before", async () => {
    const ical = [
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "DTSTART;VALUE=DATE:20260610",
      "SUMMARY:Midsummer\\, nearly",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "DTSTART;VALUE=DATE:20261225",
      "DTEND;VALUE=DATE:20261227",
      "SUMMARY:Christ",
      " mas",
      "END:VEVENT",
    ].join("\r\n");
    assert.equal((await dee.post("/admin/calendars/1/holidays", { ical })).status, 303);
    const { text } = await dee.get("/admin/calendars/1");
    assert.match(text, /2026-06-10<\/span> Midsummer, nearly/);
    assert.match(text, /2026-12-26<\/span> Christmas/);
    const dates = async () =>
      (await readBook(house.ctx)).book.calendars.filter((one) => one.calendarId === 1).at(-1)?.written.exceptions;
    assert.deepEqual(await dates(), []);
    const address = "/admin/calendars/1/holidays/decision";
    await dee.post(address, { decision: "dismiss", "date-2026-06-10": "yes" });
    await dee.post(address, { decision: "approve", "date-2026-12-25": "yes", "date-2026-12-26": "yes" });
    assert.deepEqual(
      (await dates())?.map(({ date, label }) => `${date} ${label}`),
      ["2026-12-25 Christmas", "2026-12-26 Christmas"],
    );
    await dee.post("/admin/calendars/1/holidays", { ical });
    assert.doesNotMatch((await dee.get("/admin/calendars/1")).text, /waiting for your approval/);
  });

  test("a policy of one's own goes first for its categories, and new clocks follow it", async () => {
    assert.equal((await dee.post("/admin/policies", { ...POLICY, calendar: "1" })).status, 303);
    const now = house.ctx.clock.now();
    const number = await ask(house, house.cast.ada, "Gold", { category: "branches" });
    const row = await house.ctx.db
      .selectFrom("ticket")
      .select("due_at")
      .where("number", "=", number)
      .executeTakeFirst();
    assert.equal(row?.due_at, now + 90 * MINUTE);
    await dee.post("/admin/policies/2", { ...POLICY, calendar: "1", "normal-first": "2 h" });
    await house.wait(MINUTE);
    const later = await house.ctx.db
      .selectFrom("ticket")
      .select("due_at")
      .where("number", "=", number)
      .executeTakeFirst();
    assert.equal(later?.due_at, now + 2 * HOUR, "running clocks follow the new version");
  });

  test("a policy that promises nothing, or in no known words, comes back", async () => {
    const empty = { ...POLICY, calendar: "1", "high-first": "", "normal-first": "" };
    for (const [typed, sentence] of [
      [empty, /Promise something/],
      [{ ...POLICY, calendar: "1", "high-first": "soon" }, /like 4 h or 30 min/],
      [{ ...POLICY, calendar: "77" }, /Choose a calendar/],
      [{ ...POLICY, calendar: "1", categories: "Not A Slug" }, /is no category/],
      [{ ...POLICY, calendar: "1", warn: "0" }, /between 1 and 100/],
    ] as const) {
      const { status, text } = await dee.post("/admin/policies", { ...typed });
      assert.equal(status, 422);
      assert.match(text, sentence);
    }
  });
});
