import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { monthToTell, queueMonthly } from "#server/reports/monthly.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

test("a month is told of on the first mornings of the next, in the organisation's zone", () => {
  const at = (iso: string) => monthToTell(Date.parse(iso), "Europe/Berlin");
  assert.equal(at("2026-06-01T04:59:00Z"), null);
  assert.equal(at("2026-06-01T05:00:00Z"), "2026-05");
  assert.equal(at("2026-06-05T21:59:00Z"), "2026-05");
  assert.equal(at("2026-06-05T22:00:00Z"), null);
  assert.equal(at("2026-01-02T09:00:00Z"), "2025-12");
});

onEachEngine("The monthly mail", (engine) => {
  test("goes to managers once, with the sentence, the weeks and what helps most", async (t) => {
    const { ctx, cast, wait, sent, close } = await buildHouse({ engine });
    t.after(close);
    await countElsewhere(ctx, EXAMPLE);
    await wait(MINUTE);
    assert.deepEqual(sent(), [], "the ninth of June is no first morning");
    await wait(22 * DAY);
    await queueMonthly(ctx);
    await wait(DAY);
    const mails = sent().filter(({ subject }) => subject.startsWith("Basic questions"));
    assert.deepEqual(
      mails.map(({ to }) => to),
      [cast.cy.email],
    );
    const [mail] = mails;
    assert.match(mail?.text ?? "", /fewer basic questions per developer/);
    assert.match(mail?.text ?? "", /[▁▂▃▄▅▆▇█]{8}/);
    assert.match(mail?.text ?? "", /1\. Set the goal, so that its baseline is locked\./);
    assert.match(mail?.html ?? "", /\/reports\/deflection\/goal/);
    await wait(DAY);
    assert.equal(sent().filter(({ subject }) => subject.startsWith("Basic questions")).length, 1);
  });
});
