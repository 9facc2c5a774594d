import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { timeFormats } from "#server/http/times.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { filesOf } from "#test/house/source.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

/** An hour before the clocks of Berlin go back: half past one comes twice that night. */
const NIGHT = Date.UTC(2026, 9, 25, 0, 30);

test("one moment, as it is written where its reader is", () => {
  const told = (zone: string, language: string) => timeFormats(NIGHT, zone, language).exact(NIGHT);
  assert.equal(told("Europe/Berlin", "en-GB"), "Sun, 25 Oct 2026, 02:30:00 CEST");
  assert.equal(timeFormats(NIGHT, "Europe/Berlin").exact(NIGHT + 3_600_000), "Sun, 25 Oct 2026, 02:30:00 CET");
  assert.match(told("America/New_York", "en-US"), /^Sat, Oct 24, 2026, 08:30:00\sPM EDT$/);
  assert.match(told("Asia/Kathmandu", "en-IN"), /^Sun, 25 Oct, 2026, 06:15:00\sam GMT\+5:45$/);
  assert.equal(timeFormats(NIGHT, "Asia/Kathmandu").machine(NIGHT), "2026-10-25T00:30:00.000Z");
});

test("wherever a time stands, machines can read it and the exact moment is at hand", () => {
  for (const { name, text } of filesOf("views", ".ejs"))
    for (const [moment] of text.matchAll(/<time\b[\s\S]*?<\/time>/g)) {
      assert.match(moment, / datetime="<%= site\.time\.machine\(/, name);
      assert.match(moment, /site\.time\.exact\(/, `${name}: ${moment}`);
    }
});

onEachEngine("times and languages", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await writeSettings(house.ctx, { timeZone: "Europe/Berlin", language: "en-GB" });
  });
  after(() => house.close());

  const profile = { name: "Ada Asks", theme: "system" };

  test("whoever chose nothing gets what the organisation has", async () => {
    const page = await (await house.as(house.cast.ada)).get("/account");
    assert.match(page.text, /<html lang="en-GB"/);
    assert.match(page.text, /datetime="2026-06-09T09:00:00\.000Z" title="Tue, 9 Jun 2026, 11:00:00 CEST">just now/);
    assert.match(page.text, /Like the organisation \(Europe\/Berlin\)/);
  });

  test("whoever chose a zone and a way of writing has them on every page from then on", async () => {
    const ada = await house.as(house.cast.ada);
    const form = { ...profile, timeZone: "America/Los_Angeles", language: "en-US" };
    assert.equal((await ada.post("/account/profile", form)).status, 303);
    const page = await ada.get("/account");
    assert.match(page.text, /<html lang="en-US"/);
    assert.match(page.text, /title="Tue, Jun 9, 2026, 02:00:00\sAM PDT"/);
    assert.match(page.text, /<option value="America\/Los_Angeles" selected>/);
    const zoe = await house.as(house.cast.zoe);
    assert.match((await zoe.get("/account")).text, /11:00:00 CEST/, "and nobody else");
    await ada.post("/account/profile", { ...profile, timeZone: "", language: "" });
    assert.match((await ada.get("/account")).text, /11:00:00 CEST/);
  });

  test("no zone and no language that does not exist", async () => {
    const ada = await house.as(house.cast.ada);
    for (const wrong of [{ timeZone: "Mars/Olympus" }, { language: "tlh" }, { timeZone: "x".repeat(500) }]) {
      const answer = await ada.post("/account/profile", { ...profile, timeZone: "", language: "", ...wrong });
      assert.equal(answer.status, 422, JSON.stringify(wrong));
      assert.match(answer.text, /no time zone|one of these languages/);
    }
  });

  test("the organisation's own are chosen among all there are, and the present one is kept", async () => {
    const dee = await house.as(house.cast.dee);
    assert.match((await dee.get("/admin")).text, /<option value="Europe\/Berlin" selected>/);
    const form = { organisation: "Example", timeZone: "UTC", language: "en-US" };
    assert.equal((await dee.post("/admin/settings", form)).status, 303);
    const page = await dee.get("/admin");
    assert.match(page.text, /· Example<\/title>/, "the name shows everywhere at once");
    assert.match(page.text, /<option value="UTC" selected>/);
    assert.match(page.text, /<option value="en-US" selected>/);
  });
});
