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

const OUTBOX = "server/notifications/outbox.ts";
const BUTTONS = "server/tickets/acknowledging.ts";

/** M5, M8 and M11. */
const CRASHES: (Defect & { says: RegExp })[] = [
  {
    ...{ what: "what is told of one step is taken for told of the next", file: "server/tickets/ladder-mailing.ts" },
    ...{
      from: '"ladder.step", stepReason(escalation.id, at), {',
      to: '"ladder.step", stepReason(escalation.id, FIRST), {',
    },
    says: /M5/,
  },
  {
    ...{ what: "a step and its messages are no one piece", file: "server/tickets/changing.ts" },
    from: "  await inTransaction(ctx, async (ctx) => {\n    const ticket = await lockTicketById(ctx.db, ticketId);\n    if (ticket) await change(ctx, ticket, NOBODY, decide);\n  });",
    to: "  const ticket = await lockTicketById(ctx.db, ticketId);\n  if (ticket) await change(ctx, ticket, NOBODY, decide);",
    says: /M5/,
  },
  {
    ...{ what: "mail is marked as sent before it is", file: OUTBOX },
    from: "  await mailer.send({ to, letter, messageId: row.message_id, returnTo, hops });\n  await noteAccepted(ctx, row);",
    to: "  await noteAccepted(ctx, row);\n  await mailer.send({ to, letter, messageId: row.message_id, returnTo, hops });",
    says: /marked sent, but nobody got it/,
  },
  {
    ...{ what: "nobody notes what the mail server took", file: OUTBOX },
    ...{ from: "  await noteAccepted(ctx, row);", to: "" },
    says: /doubles after|withdrawn, yet sent/,
  },
  {
    ...{ what: "an old button acknowledges", file: BUTTONS },
    ...{ from: "if (live && live.lockNo !== lockNo)", to: "if (live && live.lockNo < lockNo)" },
    says: /M11/,
  },
  {
    ...{ what: "an old button escalates", file: BUTTONS },
    ...{ from: "if (live.lockNo !== lockNo)", to: "if (live.lockNo < lockNo)" },
    says: /M11/,
  },
];

for (const { says, ...defect } of CRASHES)
  test(`histories with deaths notice that ${defect.what}`, async () => {
    const histories = await loadWith<typeof import("./crash-histories.ts")>("test/tickets/crash-histories.ts", defect);
    const crashing = await histories.openCrashingHouse("sqlite");
    try {
      await assert.rejects(crashing.play(8, 1), (error: Error) => says.test(`${error.message} ${error.cause}`));
    } finally {
      await crashing.house.close();
    }
  });
