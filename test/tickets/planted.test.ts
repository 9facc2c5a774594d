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
