import assert from "node:assert/strict";
import { test } from "node:test";
import { type Defect, loadWith } from "#test/support/planting.ts";

type Histories = typeof import("./clock-histories.ts");

/** P6 and P7 on a database: the whole portal is loaded once more, with a defect in it. */
const DEFECTS: (Defect & { law: "playRebuilding" | "playSwapped" })[] = [
  {
    ...{ law: "playRebuilding", what: "how long a clock took is lost as it stops" },
    file: "server/escalation/clock-store.ts",
    from: '.onConflict((one) => one.columns(["ticket_id", "metric", "n"]).doUpdateSet(row))',
    to: '.onConflict((one) => one.columns(["ticket_id", "metric", "n"]).doUpdateSet({ ...row, used_ms: null }))',
  },
  {
    ...{ law: "playSwapped", what: "a ticket takes the steps of those before it for its own" },
    file: "server/escalation/ladder-store.ts",
    from: '.where("escalation.ticket_id", "=", ticketId)',
    to: '.where("escalation.ticket_id", "<=", ticketId)',
  },
];

for (const defect of DEFECTS)
  test(`${defect.law === "playSwapped" ? "P7" : "P6"} notices that ${defect.what}`, async () => {
    const histories = await loadWith<Histories>("test/tickets/clock-histories.ts", defect);
    const house = await histories.openHouse("sqlite");
    try {
      await assert.rejects(histories[defect.law](house, 10, 1), /Property failed/);
    } finally {
      await house.close();
    }
  });

const BRAKE = "server/escalation/braking.ts";

/** D5, D4 and M9. */
const STORMS: Defect[] = [
  {
    ...{ what: "one person may be told as often as it comes", file: BRAKE },
    from: "(times.get(one) ?? 0) >= MOST_FOR_ONE",
    to: "(times.get(one) ?? 0) >= 100 * MOST_FOR_ONE",
  },
  {
    ...{ what: "as many steps as are due are taken in one tick", file: BRAKE },
    from: "now - TICK)) >= allowed)",
    to: "now - TICK)) >= 100 * allowed)",
  },
  {
    ...{ what: "what is held is let go all at once", file: BRAKE },
    from: "ctx.clock.now() - PACE)).size > 0;",
    to: "ctx.clock.now() - PACE)).size > 1000;",
  },
  {
    ...{ what: "what is held is let go after three minutes", file: BRAKE },
    from: "HELD_FOR = 30 * MINUTE;",
    to: "HELD_FOR = 3 * MINUTE;",
  },
  {
    ...{ what: "everybody gets a mail for each", file: "server/tickets/ladder-mailing.ts" },
    from: "const SINGLES = 3;",
    to: "const SINGLES = 300;",
  },
];

for (const defect of STORMS)
  test(`random storms notice that ${defect.what}`, async () => {
    const histories = await loadWith<typeof import("./storm-histories.ts")>("test/tickets/storm-histories.ts", defect);
    const stormy = await histories.openStormyHouse("sqlite");
    try {
      await assert.rejects(histories.playStorms(stormy, 6, 1), /Property failed/);
    } finally {
      await stormy.house.close();
    }
  });
