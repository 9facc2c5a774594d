import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listLadders } from "#server/escalation/ladder-editing.ts";
import { addLadder, addLadderVersion } from "#server/escalation/ladder-store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { acknowledgeTicket } from "#server/tickets/acknowledging.ts";
import { rehearseLadder } from "#server/tickets/rehearsing.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { portal } from "#test/cli/terminal.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { passTime, untilMorning } from "#test/tickets/office-hours.ts";
import { ask, readerOf } from "#test/tickets/question.ts";

onEachEngine("ladders that are used up, and say what happens then", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const pass = (ms: number) => passTime(house, ms);
  const support = { "name-0": "Support", "after-0": "10 min", "agents-0": "yes" };
  const next = (name: string, who: string) => ({ "name-1": name, "after-1": "10 min", [`${who}-1`]: "yes" });
  let position = 1000;
  const save = async (category: string, fields: Record<string, string>, address = "/admin/ladders") => {
    const head = { name: `Ladder of ${category}`, enabled: "yes", repeat: "0", again: "1 h", ack: "4 h" };
    position -= 1;
    const form = { ...head, categories: category, position: `${position}`, ...fields };
    const saved = await (await house.as(house.cast.dee)).post(address, form);
    assert.equal(saved.status, 303);
    return saved.headers.get("location") ?? "";
  };
  const heard = async (number: number) =>
    (
      await house.ctx.db
        .selectFrom("notice")
        .innerJoin("person", "person.id", "notice.person_id")
        .select(["notice.kind", "person.name"])
        .where("notice.kind", "in", ["ladder.step", "ladder.end", "ladder.fallback"])
        .where("notice.about", "=", `T-${number}`)
        .orderBy("notice.id")
        .execute()
    ).map(({ kind, name }) => `${kind.slice("ladder.".length)}: ${name.split(" ")[0]}`);
  const page = async (number: number) => (await (await house.as(house.cast.bo)).get(`/tickets/${number}`)).text;
  const resolve = (number: number) => resolveTicket(house.ctx, house.cast.ada, readerOf(house.cast.ada), number, null);

  test("who leads is told with the last step although somebody was told before, and the ticket says so", async () => {
    const { cast } = house;
    const address = await save("monitoring", { ...support, ...next("Admins", "admins"), end: "leads" });
    const admin = await house.as(cast.dee);
    assert.match((await admin.get(address)).text, /<option value="leads" selected/);
    assert.match(
      (await admin.get("/admin/ladders")).text,
      /used up, those who lead its queue are told, and the ticket/,
    );
    const number = await ask(house, cast.ada, "Waits to the end", { category: "monitoring" });
    await pass(10 * MINUTE);
    assert.deepEqual(await heard(number), ["step: Bo"]);
    assert.match(await page(number), /Used up: those who lead/);
    await pass(10 * MINUTE);
    assert.deepEqual(await heard(number), ["step: Bo", "step: Dee", "end: Cy"]);
    const mail = house.sent().findLast(({ to }) => to.startsWith("cy"));
    assert.match(mail?.text ?? "", /Everybody on its ladder was told[\s\S]*\/acknowledgement\?escalation=\d+/);
    const text = await page(number);
    assert.match(text, /Everybody was told, and those who lead at the end\. The ladder is used up/);
    assert.match(text, /told Dee Runs \([^)]*\), and told Cy Leads that the ladder is used up/);
    await pass(HOUR);
    assert.equal((await heard(number)).length, 3, "once");
    await resolve(number);
  });

  test("who leads hears once where the last step tells them, and also where it reaches nobody", async () => {
    await untilMorning(house);
    const { cast, ctx } = house;
    await save("branches", { ...support, ...next("Leads", "managers"), end: "leads" });
    await save("access", { ...support, ...next("Watchers", "watchers"), end: "leads" });
    await save("monitoring", { ...support, ...next("Watchers", "watchers"), name: "Shown" });
    const [led, empty, shown, seen] = [
      await ask(house, cast.ada, "Leads are last", { category: "branches" }),
      await ask(house, cast.ada, "Nobody is last", { category: "access" }),
      await ask(house, cast.ada, "Nobody is last, and no more", { category: "monitoring" }),
      await ask(house, cast.ada, "Seen", { category: "access" }),
    ];
    await pass(10 * MINUTE);
    await acknowledgeTicket(ctx, cast.bo, seen);
    await pass(10 * MINUTE);
    assert.deepEqual(await heard(led), ["step: Bo", "step: Cy"]);
    assert.deepEqual(await heard(empty), ["step: Bo", "end: Cy"]);
    assert.match(await page(empty), /told Cy Leads \(Ladder of access, it is used up\)/);
    assert.deepEqual(await heard(shown), ["step: Bo"]);
    assert.match(await page(shown), /Everybody was told\. The ladder is used up/);
    assert.deepEqual(await heard(seen), ["step: Bo"], "it is not used up");
    for (const number of [led, empty, shown, seen]) await resolve(number);
  });

  test("where nobody was ever told, who leads hears once, and not that it is used up besides", async () => {
    await untilMorning(house);
    await save("branches", { "name-0": "Watchers", "after-0": "10 min", "watchers-0": "yes", end: "leads" });
    const number = await ask(house, house.cast.ada, "Nobody", { category: "branches" });
    await pass(20 * MINUTE);
    assert.deepEqual(await heard(number), ["fallback: Cy"]);
    await resolve(number);
  });

  test("moved to a version with fewer steps, a ladder may be used up at once, and tells who leads", async () => {
    await untilMorning(house);
    const { cast } = house;
    const address = await save("access", { ...support, ...next("Admins", "admins") });
    const number = await ask(house, cast.ada, "Moved", { category: "access" });
    await pass(10 * MINUTE);
    await save("access", { ...support, end: "leads" }, address);
    const dee = await house.as(cast.dee);
    assert.equal((await dee.post(`${address}/running`, { seen: "2" })).status, 303);
    await house.settle();
    assert.deepEqual(await heard(number), ["step: Bo", "end: Cy"]);
    await resolve(number);
  });

  test("a version from before the choice stands as it was", async () => {
    await untilMorning(house);
    const { ctx, cast } = house;
    const [sample] = await listLadders(ctx);
    assert.ok(sample);
    const { onExhausted: _, ...old } = { ...sample.ladder, name: "Old", categories: ["monitoring"], position: 1 };
    const definition = JSON.stringify({ ...old, steps: sample.ladder.steps.slice(0, 1) });
    const made = { made_by: null, made_at: ctx.clock.now() };
    await addLadderVersion(ctx.db, { ladder_id: await addLadder(ctx.db), no: 1, definition, ...made });
    const number = await ask(house, cast.ada, "Old", { category: "monitoring" });
    await pass(HOUR);
    assert.deepEqual(await heard(number), ["step: Bo"]);
    await resolve(number);
  });

  test("a rehearsal counts who would hear at the end, in the portal and on the command line", async () => {
    await untilMorning(house);
    const { ctx, cast } = house;
    const from = ctx.clock.now();
    const number = await ask(house, cast.ada, "Rehearsed", { category: "monitoring" });
    await pass(2 * HOUR);
    const found = (await listLadders(ctx)).find(({ ladder }) => ladder.name === "Ladder of monitoring");
    assert.ok(found);
    const tried = async (onExhausted: "shown" | "leads") =>
      (await rehearseLadder(ctx, { ...found.ladder, onExhausted }, from, from + HOUR)).ladder;
    const [plain, told] = [await tried("shown"), await tried("leads")];
    assert.deepEqual([plain.notifications, told.notifications], [2, 3]);
    assert.deepEqual(told.steps.at(-1), { name: "Used up", taken: 1 });
    assert.deepEqual(
      told.people.map(({ name }) => name).filter((name) => !plain.people.some((one) => one.name === name)),
      ["Cy Leads"],
    );
    await resolve(number);
    if (engine === "postgres") return;
    const span = ["--from", "2026-06-01", "--to", "2026-07-01", "--json"];
    const { out } = await portal(ctx.config, ["rehearse", "Ladder of monitoring", ...span]);
    assert.match(out, /"name": "Used up"/);
  });
});
