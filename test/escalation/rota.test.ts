import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Absence,
  type Exceptions,
  nextTurn,
  type Override,
  onCall,
  type Rota,
  rotaShape,
} from "#server/escalation/rota.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { offsetChanges, wallClock, ZONES } from "./calendars.ts";

const NOTHING: Exceptions = { overrides: [], absences: [] };
const [ADA, BO, CY, DEE] = [1, 2, 3, 4];

const weekly = (members: number[], more: Partial<Rota["layers"][number]> = {}) => ({
  startsOn: "2026-06-01",
  handOver: "09:00",
  lengthDays: 7,
  members,
  hours: [],
  ...more,
});
const rota = (...layers: Rota["layers"]): Rota =>
  rotaShape.parse({ name: "On call", timeZone: "Europe/Berlin", layers });
const berlin = (text: string) => Date.parse(`${text}+02:00`);

test("turns change at the hand-over time on the wall, week after week", () => {
  const one = rota(weekly([ADA, BO, CY]));
  const at = (text: string) => onCall(one, NOTHING, berlin(text));
  assert.equal(at("2026-06-01T08:59:00"), null);
  assert.equal(at("2026-06-01T09:00:00"), ADA);
  assert.equal(at("2026-06-08T08:59:59"), ADA);
  assert.equal(at("2026-06-08T09:00:00"), BO);
  assert.equal(at("2026-06-22T09:00:00"), ADA);
  assert.deepEqual(nextTurn(one, NOTHING, berlin("2026-06-02T12:34:56")), {
    personId: BO,
    from: berlin("2026-06-08T09:00:00"),
  });
});

test("outside the hours of a layer the next one has it", () => {
  const one = rota(
    weekly([ADA], { hours: [{ from: "09:00", to: "17:00" }] }),
    weekly([BO], { hours: [{ from: "17:00", to: "02:00" }] }),
  );
  const at = (text: string) => onCall(one, NOTHING, berlin(text));
  assert.deepEqual(
    [at("2026-06-03T16:59:00"), at("2026-06-03T17:00:00"), at("2026-06-04T01:59:00"), at("2026-06-04T02:00:00")],
    [ADA, BO, BO, null],
  );
});

test("an override stands in for whoever's turn it is; an absence brings the deputy, else the next in the layer", () => {
  const one = rota(weekly([ADA, BO]));
  const span = { from: berlin("2026-06-02T00:00:00"), to: berlin("2026-06-03T00:00:00") };
  const noon = berlin("2026-06-02T12:00:00");
  const away = (personId: number, deputyId: number | null): Absence => ({ ...span, personId, deputyId });
  const with_ = (overrides: Override[], absences: Absence[]) => onCall(one, { overrides, absences }, noon);
  assert.equal(with_([{ ...span, personId: CY }], []), CY);
  assert.equal(
    with_(
      [
        { ...span, personId: CY },
        { ...span, personId: DEE },
      ],
      [],
    ),
    DEE,
    "the one made last",
  );
  assert.equal(with_([], [away(ADA, DEE)]), DEE);
  assert.equal(with_([], [away(ADA, null)]), BO);
  assert.equal(with_([], [away(ADA, DEE), away(DEE, null)]), BO, "a deputy who is away is nobody");
  assert.equal(with_([], [away(ADA, null), away(BO, null)]), null, "a hole is a hole, and says so");
});

/** Goes through the days on the wall one by one, and hands over when the clock says so. */
function walk(one: Rota, until: number): number | null {
  const [layer] = one.layers as [Rota["layers"][number]];
  const read = wallClock(one.timeZone);
  const hand = Number(layer.handOver.slice(0, 2)) * 60 + Number(layer.handOver.slice(3));
  const { date, minute } = read(until);
  let day = Date.parse(`${date}T00:00:00Z`) / DAY;
  if (minute < hand) day -= 1;
  let turn: number | null = null;
  for (let at = Date.parse(`${layer.startsOn}T00:00:00Z`) / DAY; at <= day; at += layer.lengthDays)
    turn = turn === null ? 0 : turn + 1;
  return turn === null ? null : (layer.members[turn % layer.members.length] as number);
}

const changesOf = new Map(ZONES.map((zone) => [zone, offsetChanges(zone)]));
const cases = fc.constantFrom(...ZONES).chain((timeZone) => {
  const changes = changesOf.get(timeZone) ?? [];
  const near = changes.length > 0 ? fc.constantFrom(...changes) : fc.constant(Date.UTC(2026, 5, 1));
  return fc.record({
    timeZone: fc.constant(timeZone),
    at: fc.tuple(near, fc.integer({ min: -3000, max: 3000 })).map(([at, minutes]) => at + minutes * MINUTE),
    handOver: fc
      .integer({ min: 0, max: 95 })
      .map((n) => `${String(Math.floor(n / 4)).padStart(2, "0")}:${String((n % 4) * 15).padStart(2, "0")}`),
    lengthDays: fc.integer({ min: 1, max: 15 }),
    startsOn: fc
      .integer({ min: 0, max: 800 })
      .map((day) => new Date(Date.UTC(2025, 0, 1) + day * DAY).toISOString().slice(0, 10)),
    members: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
  });
});

test("in nine zones, around every change of the clocks, it is who a walk through the days says", () => {
  fc.assert(
    fc.property(cases, ({ timeZone, at, ...layer }) => {
      const one: Rota = { name: "On call", timeZone, layers: [{ ...layer, hours: [] }] };
      assert.equal(onCall(one, NOTHING, at), walk(one, at));
    }),
    { numRuns: 800 },
  );
});

test("who comes next is the first change there is: nobody else before it, somebody else at it", () => {
  fc.assert(
    fc.property(cases, fc.nat(5), ({ timeZone, at, ...layer }, hours) => {
      const one: Rota = {
        name: "On call",
        timeZone,
        layers: [{ ...layer, hours: hours > 2 ? [{ from: "08:00", to: "20:15" }] : [] }],
      };
      const present = onCall(one, NOTHING, at);
      const next = nextTurn(one, NOTHING, at);
      const end = next?.from ?? at + 20 * DAY;
      for (let moment = at; moment < end; moment += 3 * HOUR) assert.equal(onCall(one, NOTHING, moment), present);
      if (!next) return;
      assert.equal(onCall(one, NOTHING, next.from - 1), present);
      assert.equal(onCall(one, NOTHING, next.from), next.personId);
      assert.notEqual(next.personId, present);
    }),
    { numRuns: 60 },
  );
});
