import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Choices, channelsFor, URGENCIES, USUAL } from "#server/notifications/channels.ts";
import { minuteAt, nextAt } from "#server/notifications/wall-time.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";

const NIGHT: Choices = { ...USUAL, quiet: { from: "22:00", to: "07:00" } };
const berlin = (text: string) => Date.parse(`${text}+02:00`);
const at = (text: string, isMuted = false) => ({ isMuted, timeZone: "Europe/Berlin", now: berlin(text) });

describe("the channels", () => {
  test("bring everything by mail at once until somebody chooses", () => {
    for (const urgency of URGENCIES) {
      const when = at("2026-06-09T03:00");
      assert.equal(channelsFor(USUAL, urgency, when).mail, when.now, urgency);
    }
  });

  test("are silent about what is muted, but never about what is urgent", () => {
    assert.equal(channelsFor(USUAL, "normal", at("2026-06-09T10:00", true)).isShown, false);
    assert.equal(channelsFor(USUAL, "urgent", at("2026-06-09T10:00", true)).isShown, true);
  });

  test("wait for the end of quiet hours on the person's own clock; urgent passes if it may", () => {
    const night = at("2026-06-09T23:30");
    assert.equal(channelsFor(NIGHT, "normal", night).mail, berlin("2026-06-10T07:00"));
    assert.equal(channelsFor(NIGHT, "urgent", night).mail, night.now);
    const deaf = { ...NIGHT, isUrgentLetThrough: false };
    assert.equal(channelsFor(deaf, "urgent", night).mail, berlin("2026-06-10T07:00"));
    assert.equal(channelsFor(deaf, "urgent", night).webhook, berlin("2026-06-10T07:00"));
    for (const [now, mail] of [
      ["2026-06-10T06:59", "2026-06-10T07:00"],
      ["2026-06-10T07:00", "2026-06-10T07:00"],
      ["2026-06-10T21:59", "2026-06-10T21:59"],
      ["2026-06-10T22:00", "2026-06-11T07:00"],
    ] as const)
      assert.equal(channelsFor(NIGHT, "low", at(now)).mail, berlin(mail), now);
  });

  test("put what is chosen for the digest into the next one, once a day", () => {
    const digest: Choices = { ...USUAL, low: { mail: "digest", webhook: false }, digestAt: "08:00" };
    assert.deepEqual(channelsFor(digest, "low", at("2026-06-09T07:59")).digestAt, berlin("2026-06-09T08:00"));
    const later = channelsFor(digest, "low", at("2026-06-09T08:00"));
    assert.deepEqual([later.mail, later.digestAt], [null, berlin("2026-06-10T08:00")]);
  });
});

test("the next moment at which a clock on the wall shows a time is later, at most a day off, and shows it", () => {
  const zones = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
      fc.integer({ min: 0, max: 1439 }),
      (zone, now, minute) => {
        const pad = (number: number) => String(number).padStart(2, "0");
        const next = nextAt(`${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`, zone, now);
        assert.ok(next > now && next <= now + DAY + HOUR + MINUTE, `${next - now}`);
        // Only a time that is skipped that day is never shown; then it is at most an hour off.
        const off = Math.abs(minuteAt(zone, next) - minute);
        assert.ok(Math.min(off, 1440 - off) <= 60);
      },
    ),
    { numRuns: 500 },
  );
  const berlinMarch = nextAt("02:30", "Europe/Berlin", Date.parse("2026-03-28T12:00:00Z"));
  assert.equal(new Date(berlinMarch).toISOString(), "2026-03-29T01:30:00.000Z");
  assert.equal(
    nextAt("08:00", "Europe/Berlin", Date.parse("2026-03-28T12:00:00Z")),
    Date.parse("2026-03-29T06:00:00Z"),
  );
});
