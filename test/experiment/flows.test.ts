import assert from "node:assert/strict";
import { test } from "node:test";
import { type Evidence, explainedBy } from "#server/experiment/evidence.ts";
import { hashOf } from "#server/experiment/experiment.ts";
import { type Flow, flowsOf, type Step } from "#server/experiment/flows.ts";
import { resultOf } from "#server/experiment/result.ts";
import { resultPiece } from "#server/experiment/result-piece.ts";
import { weekCalendar } from "#server/platform/weeks.ts";
import { near } from "#test/measure/near.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 5, 1);
const LATER = START + 100 * DAY;

const step = (at: number, type: string, change: Partial<Step> = {}): Step => ({
  at: START + at,
  type,
  kind: "dev",
  reader: "ada",
  ticket: null,
  data: "{}",
  ...change,
});
const open = (at: number, arm: "treatment" | "holdout" = "holdout", reader = "ada"): Step =>
  step(at, "ask_open", { reader, data: JSON.stringify({ experiment: 1, arm }) });
const ticket = (at: number, number = 1, reader = "ada"): Step => step(at, "ticket_created", { ticket: number, reader });
const only = (steps: Step[], now = LATER) => flowsOf(steps, now)[0] as Flow;

test("opening the form again within half an hour goes on with the same question, later it is another", () => {
  assert.equal(flowsOf([open(0), open(30 * MINUTE), open(60 * MINUTE)], LATER).length, 1);
  assert.equal(flowsOf([open(0), open(30 * MINUTE + 1)], LATER).length, 2);
});

test("an own ticket within seven days is its outcome, to the millisecond", () => {
  assert.equal(only([open(0), ticket(7 * DAY)]).hasTicket, true);
  assert.equal(only([open(0), ticket(7 * DAY + 1)]).hasTicket, false);
  assert.equal(only([open(0), ticket(DAY, 1, "zoe")]).hasTicket, false);
  assert.equal(only([ticket(0), open(1)]).hasTicket, false);
});

test("a flow has its outcome when it is seven days old", () => {
  assert.equal(only([open(0)], START + 7 * DAY - 1).isMatured, false);
  assert.equal(only([open(0)], START + 7 * DAY).isMatured, true);
});

test("staff, and whoever opted out, begin no flow", () => {
  assert.equal(
    flowsOf([step(0, "ask_open", { kind: "support" }), step(0, "ask_open", { reader: null })], LATER).length,
    0,
  );
});

test("what is opened and shown belongs to the question during which it happened", () => {
  const flows = flowsOf([open(0), step(MINUTE, "suggest_open"), open(DAY), step(DAY + 1, "suggest_shown")], LATER);
  assert.deepEqual(
    flows.map(({ hasOpened, isShown }) => [hasOpened, isShown]),
    [
      [true, false],
      [false, true],
    ],
  );
});

test("asking again and reopening are told of tickets only", () => {
  assert.deepEqual([only([open(0)]).askedAgain, only([open(0)]).reopened], [null, null]);
  const again = only([
    open(0),
    ticket(1),
    ticket(7 * DAY + 1, 2),
    step(3 * DAY, "ticket_reopened", { ticket: 1, reader: "bo" }),
  ]);
  assert.deepEqual([again.askedAgain, again.reopened], [true, true]);
});

test("a first answer after more than a day, or none by now, is a long wait", () => {
  const asked = [open(0), ticket(MINUTE, 7)];
  const waited = (at?: number) =>
    flowsOf(asked, LATER, new Map(at === undefined ? [] : [[7, START + at]]))[0]?.waitedLong;
  assert.deepEqual([waited(MINUTE + DAY), waited(MINUTE + DAY + 1), waited()], [false, true, true]);
  assert.equal(only([open(0)]).waitedLong, null);
});

const EXPERIMENT = {
  id: 1,
  question: "Do suggestions help?",
  unit: "week" as const,
  share: 0.25,
  expectedShare: 0.4,
  shareToSee: 0.25,
  flowsNeeded: 460,
  endsAt: LATER,
  salt: "pepper",
  startedBy: 1,
  startedAt: START,
};
const sealed = { ...EXPERIMENT, hash: hashOf(EXPERIMENT) };
const calendar = weekCalendar("Europe/Berlin");

/** As many people as flows: 120 and 40 with 30 and 16 tickets, the example of F16. */
const EXAMPLE = Array.from({ length: 160 }, (_, at) => {
  const [arm, place, tickets] = at < 120 ? (["treatment", at, 30] as const) : (["holdout", at - 120, 16] as const);
  const reader = `reader ${at}`;
  return [open(at, arm, reader), ...(place < tickets ? [ticket(at + DAY, at, reader)] : [])];
}).flat();

test("the example of F16 comes out of its events", () => {
  const result = resultOf(sealed, flowsOf(EXAMPLE, LATER), calendar);
  assert.deepEqual(result.units, { treatment: 120, holdout: 40 });
  assert.deepEqual(result.tickets, { treatment: 30, holdout: 16 });
  near(result.simple?.effect ?? 0, -0.15);
  near(result.published?.effect ?? 0, -0.15);
  near(result.simple?.p ?? 0, 0.0695);
  near(result.sampleRatio?.p ?? 0, 1);
  assert.equal(result.live.isReady, true);
});

test("one person's second question in a week counts for F17, not for F16", () => {
  const twice = [open(0, "holdout"), open(DAY, "holdout"), ticket(DAY + 1), open(8 * DAY, "treatment")];
  const { units, flows } = resultOf(sealed, flowsOf(twice, LATER), calendar);
  assert.deepEqual(
    [units, flows],
    [
      { treatment: 1, holdout: 1 },
      { treatment: 1, holdout: 2 },
    ],
  );
});

test("other experiments and forms outside of any count for nothing", () => {
  const strange = [
    step(0, "ask_open"),
    step(0, "ask_open", { reader: "zoe", data: '{"experiment":2,"arm":"holdout"}' }),
  ];
  assert.deepEqual(resultOf(sealed, flowsOf(strange, LATER), calendar).units, { treatment: 0, holdout: 0 });
});

test("while it runs the page shows what may be looked at daily, and the ordinary range only at the end", () => {
  const result = resultOf(sealed, flowsOf(EXAMPLE, LATER), calendar);
  assert.match(
    resultPiece(sealed, result).sentence,
    /^No effect shown yet: −15\.0 points \(range that may be looked at daily/,
  );
  assert.match(resultPiece(sealed, result, true).sentence, /^No effect shown yet: −15\.0 points \(95 % range −/);
  const names = (piece: { facts: { name: string }[] }) => piece.facts.map(({ name }) => name);
  assert.ok(!names(resultPiece(sealed, result)).includes("Tickets avoided"));
  assert.ok(names(resultPiece(sealed, result, true)).includes("Tickets avoided"));
});

test("arms of the wrong sizes show no result", () => {
  const result = resultOf({ ...sealed, share: 0.5 }, flowsOf(EXAMPLE, LATER), calendar);
  assert.equal(result.sampleRatio?.isBlocked, true);
  assert.match(resultPiece(sealed, result).sentence, /sizes they were drawn with/);
});

test("an early look says what is missing", () => {
  const result = resultOf(sealed, flowsOf([open(0)], LATER), calendar);
  assert.match(
    resultPiece(sealed, result).sentence,
    /^Too early to look: 0 people of the 10 needed in the treatment arm/,
  );
});

test("basic tickets, the drift of the holdout and two halves of the treatment arm are counted, too", () => {
  const resolved = Array.from({ length: 30 }, (_, at) =>
    step(2 * DAY, "ticket_resolved", {
      reader: "bo",
      kind: "support",
      ticket: at,
      data: `{"isBasic":${at % 2 === 0}}`,
    }),
  );
  const flows = flowsOf([...EXAMPLE, ...resolved], LATER);
  assert.equal(flows.filter(({ arm, hasBasic }) => arm === "treatment" && hasBasic).length, 15);
  const { basic, drift, twins } = resultOf(sealed, flows, calendar);
  assert.ok(basic && basic.effect > 0, "only the treatment arm had basic ones");
  assert.ok(drift && drift.high < 0, "all tickets of the holdout came in its first half");
  assert.ok(twins && twins.low < twins.high);
});

const evidence = (effect: number, verdict: string) =>
  ({
    result: { basic: { effect, verdict }, flows: { treatment: 120, holdout: 40 }, sampleRatio: null },
  }) as unknown as Evidence;

test("all three guardrails are judged, and a proven harm is marked on the page", () => {
  const result = resultOf(sealed, flowsOf(EXAMPLE, LATER, new Map()), calendar);
  assert.deepEqual(
    result.guardrails.map(({ name }) => name),
    ["time to first answer", "repeat contact in 7 days", "reopen rate"],
  );
  const harmed = { ...result, guardrails: result.guardrails.map((one) => ({ ...one, isFailed: true })) };
  assert.equal(resultPiece(sealed, harmed).facts.filter(({ isBad }) => isBad).length, 3);
});

test("section 8: the part of the fall that it explains, only when an effect is shown", () => {
  near(explainedBy(evidence(-0.15, "fewer tickets with suggestions"), 60) ?? 0, 0.3, 1e-9);
  assert.equal(explainedBy(evidence(-0.15, "no effect shown yet"), 60), null);
  assert.equal(explainedBy(evidence(-0.15, "fewer tickets with suggestions"), 0), null);
  assert.equal(explainedBy(evidence(-0.9, "fewer tickets with suggestions"), 60), 1);
});
