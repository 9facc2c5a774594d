import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { listCalendars } from "#server/escalation/calendars.ts";
import { listLadders, saveLadder } from "#server/escalation/ladder-editing.ts";
import { newestRota, saveRota } from "#server/escalation/rotas.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { rehearseLadder, rehearsePast } from "#server/tickets/rehearsing.ts";
import { tagTicket } from "#server/tickets/tagging.ts";
import { portal } from "#test/cli/terminal.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

onEachEngine("rehearsals", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  test("what a ladder would have done stands beside what the present one does, and nothing is sent or kept", async () => {
    const { ctx } = house;
    const from = ctx.clock.now();
    for (let n = 0; n < 3; n++) await ask(house, house.cast.ada, `Waits ${n}`);
    await house.wait(2 * HOUR);
    await house.settle();
    const [present] = await listLadders(ctx);
    assert.ok(present);
    const counts = async () => (await ctx.db.selectFrom("escalation_fire").select("step").execute()).length;
    const [sent, fires] = [house.sent().length, await counts()];
    const quick = {
      ...present.ladder.steps[0],
      name: "Quick",
      afterMinutes: 5,
    } as (typeof present.ladder.steps)[number];
    const ghosts = { ...quick, name: "Ghosts", groups: [], people: [999_999], afterMinutes: 10 };
    const tried = { ...present.ladder, steps: [quick, ghosts], categories: [] };
    const result = await rehearseLadder(ctx, tried, from, from + MINUTE);
    assert.deepEqual([result.present.tickets, result.present.notifications], [3, 6], "support and leads, for each");
    assert.deepEqual(
      result.present.people.map(({ name, notifications, mostInAnHour }) => [name, notifications, mostInAnHour]),
      [
        ["Bo Answers", 3, 3],
        ["Cy Leads", 3, 3],
      ],
    );
    assert.deepEqual([result.present.hours[9], result.present.hours[10]], [3, 3], "half past nine, half past ten");
    assert.deepEqual(result.ladder.steps, [
      { name: "Quick", taken: 3 },
      { name: "Ghosts", taken: 3 },
    ]);
    assert.deepEqual([result.ladder.notifications, result.ladder.unheard.length, result.ladder.atNight], [3, 3, 0]);
    assert.deepEqual([house.sent().length, await counts()], [sent, fires]);
  });

  test("an admin sees it before a ladder is saved, and saves it from there; nobody else comes there", async () => {
    const form = {
      name: "Tried",
      position: "5",
      enabled: "yes",
      categories: "",
      repeat: "0",
      again: "1 h",
      ack: "4 h",
    };
    const step = { "name-0": "Agents", "after-0": "20 min", "counts-0": "business", "agents-0": "yes" };
    const dee = await house.as(house.cast.dee);
    const { status, text } = await dee.post("/admin/rehearsal", { ...form, ...step, action: "/admin/ladders/1" });
    assert.equal(status, 200);
    assert.match(text, /The 3 tickets of/);
    assert.match(text, /<th scope="row">Notifications<\/th><td class="r">3<\/td><td class="r">6<\/td>/);
    assert.match(text, /action="\/admin\/ladders\/1"[\s\S]*name="name-0" value="Agents"/);
    assert.equal((await listLadders(house.ctx)).length, 1, "nothing was saved");
    assert.equal((await dee.post("/admin/rehearsal", { ...form, action: "https://evil.test/" })).status, 400);
    assert.equal((await (await house.as(house.cast.cy)).post("/admin/rehearsal", { ...form, ...step })).status, 403);
  });

  test("a calendar and a rota are tried before they are saved, beside those that are there", async () => {
    const { ctx, cast } = house;
    const now = ctx.clock.now();
    const [office] = await listCalendars(ctx);
    assert.ok(office);
    const closed = { ...office.written, windows: [{ days: [6], from: "00:00", to: "02:00" }] };
    const later = await rehearsePast(ctx, { calendar: closed, calendarId: office.id }, now - DAY, now);
    assert.deepEqual([later.tried.notifications, later.present.notifications], [0, 6], "nobody is there on a Tuesday");

    const shift = (members: number[]) => ({
      ...{ startsOn: "2026-06-08", handOver: "09:00", lengthDays: 7, hours: [], members },
    });
    const rota = { name: "Turns", timeZone: "UTC", layers: [shift([cast.bo.id])] };
    const rotaId = await saveRota(ctx, cast.dee, null, rota);
    const [present] = await listLadders(ctx);
    assert.ok(present);
    const [first] = present.ladder.steps;
    assert.ok(first);
    const turns = { ...present.ladder, steps: [{ ...first, groups: [], rotas: [rotaId] }] };
    await saveLadder(ctx, cast.dee, present.id, turns);
    const tried = { ...rota, layers: [shift([cast.cy.id])] };
    const swapped = await rehearsePast(ctx, { rota: tried, rotaId }, now - DAY, now);
    assert.deepEqual(
      [swapped.tried, swapped.present].map(({ people }) => people.map(({ name }) => name)),
      [["Cy Leads"], ["Bo Answers"]],
    );
    assert.deepEqual((await newestRota(ctx, rotaId)).rota, rota, "nothing was saved");

    const dee = await house.as(cast.dee);
    const typed = {
      ...{ name: "Turns", timeZone: "UTC", "members-0": "cy@example.test", "starts-0": "2026-06-08" },
      ...{ "hand-0": "09:00", "days-0": "7", "hours-0": "" },
    };
    const page = await dee.post(`/admin/rotas/${rotaId}/rehearsal`, typed);
    assert.match(page.text, /<th scope="row">Cy Leads<\/th><td class="r">3<\/td>/);
    assert.match(
      page.text,
      new RegExp(`action="/admin/rotas/${rotaId}"[\\s\\S]*name="members-0" value="cy@example.test"`),
    );
    assert.equal((await dee.post(`/admin/rotas/${rotaId}/rehearsal`, { ...typed, "hand-0": "noon" })).status, 400);
    const week = { name: "Office hours", timeZone: "UTC", Saturday: "00:00–02:00" };
    const calendar = await dee.post(`/admin/calendars/${office.id}/rehearsal`, week);
    assert.match(calendar.text, /Notifications<\/th><td class="r">0<\/td>/);
    const cy = await house.as(cast.cy);
    for (const path of [`/admin/rotas/${rotaId}/rehearsal`, `/admin/calendars/${office.id}/rehearsal`])
      assert.equal((await cy.post(path, typed)).status, 403, path);
  });

  test("the command line tries files the same way, and says what is wrong with them", async () => {
    const { ctx, dataDir } = house;
    const file = path.join(dataDir, "calendar.json");
    const never = { timeZone: "UTC", windows: [{ days: [6], from: "00:00", to: "02:00" }] };
    writeFileSync(file, JSON.stringify(never));
    const span = ["--from", "2026-06-09", "--to", "2026-06-10"];
    const { code, out } = await portal(ctx.config, ["rehearse", "office hours", "--calendar", file, ...span, "--json"]);
    assert.equal(code, 0, out);
    const { calendar, present } = JSON.parse(out);
    assert.deepEqual([calendar.tickets, present.tickets], [3, 3]);
    assert.ok(calendar.hours[9] === 0 && present.hours[9] === 3, "nobody is there at half past nine");
    writeFileSync(file, JSON.stringify({ ...never, timeZone: "Berlin" }));
    const wrong = await portal(ctx.config, ["rehearse", "office hours", "--calendar", file]);
    assert.deepEqual([wrong.code, /is no calendar: timeZone/.test(wrong.told)], [2, true], wrong.told);
    assert.match(
      (await portal(ctx.config, ["rehearse", "nights", "--rota", file])).told,
      /no rota "nights"; there are Turns/,
    );
  });

  test("guards on team, tag and how it stands are asked of the past, and a step that tells nobody does not delay the next", async () => {
    const { ctx, cast } = house;
    const now = ctx.clock.now();
    const [present] = await listLadders(ctx);
    const [first] = present?.ladder.steps ?? [];
    assert.ok(present && first);
    const { number } = await ctx.db.selectFrom("ticket").select("number").orderBy("id").executeTakeFirstOrThrow();
    await tagTicket(ctx, cast.bo, number, { add: ["outage"], remove: [] });
    const late = { ...first, groups: ["managers" as const], rotas: [], afterMinutes: 125 };
    const steps = (...wishes: Partial<typeof first>[]) => wishes.map((one, n) => ({ ...late, name: `S${n}`, ...one }));
    const rehearsed = async (...wishes: Partial<typeof first>[]) => {
      const ladder = { ...present.ladder, steps: steps(...wishes), categories: [] };
      return (await rehearseLadder(ctx, ladder, now - DAY, now)).ladder;
    };
    await house.wait(4 * HOUR);
    const taken = async (...wishes: Partial<typeof first>[]) =>
      (await rehearsed(...wishes)).steps.map(({ name, taken }) => `${name} ${taken}`);
    assert.deepEqual(await taken({ onlyTeams: ["Payments"] }), ["S0 3"], "Ada's team");
    assert.deepEqual(await taken({ onlyTeams: ["Search"] }), []);
    assert.deepEqual(await taken({ onlyTags: ["outage"] }), ["S0 1"], "it was tagged by then");
    assert.deepEqual(await taken({ onlyTags: ["outage"], afterMinutes: 60 }), [], "it was not tagged yet");
    assert.deepEqual(await taken({ onlyClasses: ["open"] }), []);
    assert.deepEqual(await taken({ onlyClasses: ["new"] }), ["S0 3"]);
    const hours = (await rehearsed({ onlyTags: ["never"], afterMinutes: 10 }, { afterMinutes: 300 })).hours;
    assert.equal(hours[9], 3, "the second step follows the empty one at once");
    const ghosts = { groups: [], people: [999_999] };
    assert.equal((await rehearsed({ ...ghosts, afterMinutes: 10 }, { afterMinutes: 300 })).hours[9], 3);
  });
});
