import assert from "node:assert/strict";
import { test } from "node:test";
import { type Defect, loadWith } from "#test/support/planting.ts";

type Laws = typeof import("./two-processes.ts");

/** M10. */
const DEFECTS: (Defect & { law: "workAsOne" | "writeTooLate" })[] = [
  {
    ...{ law: "workAsOne", what: "the work is taken from one who lives", file: "server/platform/lease.ts" },
    ...{ from: "until > now && until <= now + LEASE;", to: "until > now + LEASE;" },
  },
  {
    ...{ law: "workAsOne", what: "nobody asks whose work it is", file: "server/platform/scheduler.ts" },
    ...{ from: "if (era === null) {", to: "if (running.signal.aborted) {" },
  },
  {
    ...{ law: "writeTooLate", what: "a change of hands leaves the fence", file: "server/platform/lease.ts" },
    ...{ from: "(held?.owner === owner ? 0 : 1)", to: "(held ? 0 : 1)" },
  },
  {
    ...{ law: "writeTooLate", what: "an old holder goes on", file: "server/platform/database/superseded.ts" },
    ...{ from: "row?.fence !== fence", to: "row === undefined" },
  },
];

for (const { law, ...defect } of DEFECTS)
  test(`M10 notices that ${defect.what}`, async () => {
    const laws = await loadWith<Laws>("test/platform/two-processes.ts", defect);
    const two = await laws.openTwoProcesses("sqlite");
    try {
      await assert.rejects(laws[law](two), assert.AssertionError);
    } finally {
      await two.close();
    }
  });
