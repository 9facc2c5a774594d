import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readMoment } from "#server/escalation/local-moment.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask } from "#test/tickets/question.ts";

test("what the clock on the wall shows is an instant: a skipped time is the change, one that comes twice the first", () => {
  const berlin = (text: string) => new Date(readMoment(text, "Europe/Berlin") ?? Number.NaN).toISOString().slice(0, 16);
  assert.equal(berlin("2026-06-09T18:00"), "2026-06-09T16:00");
  assert.equal(berlin("2026-03-29T02:30"), "2026-03-29T01:00");
  assert.equal(berlin("2026-10-25T02:30"), "2026-10-25T00:30");
  for (const wrong of ["2026-02-30T10:00", "2026-06-09", "tomorrow", "2026-06-09T25:00"])
    assert.equal(readMoment(wrong, "Europe/Berlin"), null, wrong);
});

const ROTA = {
  name: "Night",
  timeZone: "UTC",
  "members-0": "bo@example.test\ncy@example.test",
  "starts-0": "2026-06-08",
  "hand-0": "09:00",
  "days-0": "7",
  "hours-0": "",
};

onEachEngine("rotas", (engine) => {
  let house: House;
  let dee: Visitor;
  before(async () => {
    house = await buildHouseInUtc(engine);
    dee = await house.as(house.cast.dee);
  });
  after(() => house.close());

  const text = async (path: string) => (await dee.get(path)).text;

  test("only an admin comes to them", async () => {
    for (const person of [house.cast.ada, house.cast.bo, house.cast.cy]) {
      const visitor = await house.as(person);
      for (const path of ["/admin/rotas", "/admin/rotas/new", "/admin/rotas/1"])
        assert.equal((await visitor.get(path)).status, 404, path);
      for (const path of ["/admin/rotas", "/admin/absences", "/admin/rotas/1/overrides", "/admin/absences/1/removal"])
        assert.equal((await visitor.post(path, ROTA)).status, 403, path);
    }
  });

  test("what is typed wrongly comes back with a sentence", async () => {
    for (const [typed, sentence] of [
      [{ "members-0": "" }, /needs somebody/],
      [{ "members-0": "ada@example.test" }, /nobody who answers here/],
      [{ "starts-0": "Monday" }, /first day like/],
      [{ "hand-0": "24:00" }, /time like 09:00/],
      [{ "days-0": "0" }, /1 to 366/],
      [{ "hours-0": "nine to five" }, /like 09:00/],
      [{ timeZone: "Berlin" }, /no time zone/],
    ] as const) {
      const answer = await dee.post("/admin/rotas", { ...ROTA, ...typed });
      assert.equal(answer.status, 422, String(sentence));
      assert.match(answer.text, sentence);
    }
  });

  test("a rota says who is on call now and who is next, and for a while somebody else", async () => {
    assert.equal((await dee.post("/admin/rotas", ROTA)).location, "/admin/rotas/1");
    assert.match(
      await text("/admin/rotas/1"),
      /Bo Answers is on call now[\s\S]*Next: Cy Leads, <time[^>]*>Mon, 15 Jun 2026/,
    );
    const address = "/admin/rotas/1/overrides";
    const swap = { person: String(house.cast.dee.id), from: "2026-06-09T08:00", to: "2026-06-09T12:00" };
    await dee.post(address, swap);
    assert.match(
      await text("/admin/rotas/1"),
      /Dee Runs is on call now[\s\S]*Next: Bo Answers, <time[^>]*>Tue, 9 Jun 2026, 12:00/,
    );
    await dee.post(`${address}/1/removal`);
    assert.match(await text("/admin/rotas"), /Bo Answers is on call/);
    for (const wrong of [
      { ...swap, to: "2026-06-09T07:00" },
      { ...swap, person: String(house.cast.ada.id) },
      { ...swap, from: "" },
    ])
      await dee.post(address, wrong);
    assert.doesNotMatch(await text("/admin/rotas/1"), /Take back/);
  });

  test("a step tells whoever is on call; somebody away is told through their deputy", async () => {
    const step = { "name-0": "On call", "after-0": "10 min", "counts-0": "calendar", "rota-0": "1" };
    const ladder = {
      name: "Nights",
      position: "1",
      enabled: "yes",
      categories: "",
      repeat: "0",
      again: "1 h",
      ack: "4 h",
    };
    assert.equal((await dee.post("/admin/ladders", { ...ladder, ...step })).status, 303);
    assert.match(await text("/admin/ladders"), /on call in Night/);
    const told = async (subject: string) => {
      await ask(house, house.cast.ada, subject);
      await house.wait(10 * MINUTE);
      await house.settle();
      return house
        .sent()
        .filter((mail) => mail.subject.endsWith(subject) && mail.text.includes("nobody has said"))
        .map(({ to }) => to);
    };
    assert.deepEqual(await told("First night"), ["bo@example.test"]);
    const away = { person: String(house.cast.bo.id), deputy: String(house.cast.dee.id) };
    await dee.post("/admin/absences", { ...away, from: "2026-06-09T00:00", to: "2026-06-12T00:00" });
    assert.match(await text("/admin/rotas"), /Dee Runs stands in/);
    assert.deepEqual(await told("Second night"), ["dee@example.test"]);
    await dee.post("/admin/absences/1/removal");
    await house.wait(HOUR);
    assert.deepEqual(await told("Third night"), ["bo@example.test"]);
  });
});
