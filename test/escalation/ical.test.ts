import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readDay } from "#server/escalation/days.ts";
import { readHolidays } from "#server/escalation/ical.ts";

const FROM = readDay("2026-01-01") as number;
const TO = readDay("2028-12-31") as number;

const event = (...lines: string[]) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"].join("\r\n");

test("a yearly event is taken for each year, and the 29th of February where there is one", () => {
  const found = readHolidays(event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY", "SUMMARY:Leap"), FROM, TO);
  assert.deepEqual(found, [{ date: "2028-02-29", label: "Leap" }]);
});

test("an event without an end is one day; a long one is cut; one without a name is a holiday", () => {
  assert.deepEqual(readHolidays(event("DTSTART:20260704T090000Z"), FROM, TO), [
    { date: "2026-07-04", label: "Holiday" },
  ]);
  const long = readHolidays(event("DTSTART:20260101", "DTEND:20991231"), FROM, TO);
  assert.equal(long.length, 31);
});

const word = fc.constantFrom(
  "BEGIN:VEVENT",
  "END:VEVENT",
  "BEGIN:VALARM",
  "END:VALARM",
  "DTSTART;VALUE=DATE:20261225",
  "DTSTART:99999999",
  "DTEND:00000000",
  "DTEND;VALUE=DATE:20270101",
  "RRULE:FREQ=YEARLY",
  "RRULE:FREQ=YEARLY;BYDAY=1MO",
  " folded",
  "SUMMARY:\\n\\,\\\\",
  "SUMMARY",
);

test("whatever stands in a file, reading it ends, and gives dates of the range in order, each once", () => {
  const file = fc
    .array(fc.oneof(word, fc.string({ unit: "binary" })), { maxLength: 60 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(file, (text) => {
      const found = readHolidays(text, FROM, TO);
      const days = found.map(({ date }) => readDay(date) ?? Number.NaN);
      for (const day of days) assert.ok(day >= FROM && day <= TO);
      assert.deepEqual(
        days,
        [...new Set(days)].sort((a, b) => a - b),
      );
      for (const { label } of found) assert.ok(label.length > 0 && label.length <= 120 && label.isWellFormed());
    }),
    { numRuns: 2000 },
  );
});
