import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { type Desk, examine, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

describe("a night on call", { skip: withoutBrowser }, () =>
  onEachEngine("the whole night", (engine) => {
    let house: House;
    let desk: Desk;
    let number = 0;
    before(async () => {
      house = await buildHouse({ engine });
      await writeSettings(house.ctx, { timeZone: "UTC" });
      await house.settle();
      desk = await openBrowser(house.ctx);
    });
    after(async () => {
      await desk?.close();
      await house?.close();
    });

    test("in the evening an admin makes a rota and a ladder for the night", async () => {
      const page = await desk.sit(house.cast.dee);
      await page.goto("/admin/rotas/new");
      await page.fill("#name", "Night");
      await page.fill("#members-0", "bo@example.test\ncy@example.test");
      await page.fill("#starts-0", "2026-06-08");
      await examine(page, "a new rota");
      await page.getByRole("button", { name: "Save rota" }).click();
      await page.getByText("Bo Answers is on call now").waitFor();
      await page.goto("/admin/ladders/new");
      await page.fill("#name", "Nights");
      await page.fill("#position", "1");
      await page.fill("#name-0", "On call");
      await page.fill("#after-0", "10 min");
      await page.selectOption("#counts-0", "calendar");
      await page.selectOption("[name=rota-0]", { label: "Night" });
      await page.fill("#name-1", "Leads");
      await page.fill("#after-1", "20 min");
      await page.selectOption("#counts-1", "calendar");
      await page.check("[name=managers-1]");
      await examine(page, "a new ladder");
      await page.getByRole("button", { name: "Save ladder" }).click();
      await page.getByText("Saved.").waitFor();
      await page.context().close();
    });

    test("a question at two is heard by whoever is on call, who says by a link in the mail that they have seen it", async () => {
      await house.wait(17 * HOUR);
      number = await ask(house, house.cast.ada, "Merges hang since two");
      await house.wait(10 * MINUTE);
      await house.settle();
      const mail = house
        .sent()
        .findLast(({ to, text }) => to === "bo@example.test" && text.includes("nobody has said"));
      const link = /http:\/\/[^/\s]+(\/\S+\/acknowledgement\S*)/.exec(mail?.text ?? "")?.[1];
      assert.ok(link, "the mail has a link");
      const page = await desk.sit(house.cast.bo);
      await page.goto(link);
      await examine(page, "the page behind the link");
      await page.getByRole("button", { name: "I have seen it" }).click();
      await page.getByText("Bo Answers has seen it").waitFor();
      await house.wait(3 * HOUR);
      await house.settle();
      const toCy = house
        .sent()
        .filter(({ to, subject }) => to === "cy@example.test" && subject.includes("Merges hang"));
      assert.deepEqual(toCy, [], "nobody else is woken");
      await page.context().close();
    });

    test("in the morning it stands on the desk with its clock; with keys alone it is escalated with a reason", async () => {
      await house.wait(4 * HOUR);
      await house.settle();
      const page = await desk.sit(house.cast.bo);
      await page.goto(`/tickets/${number}`);
      await page.getByText("Why is this due then?").first().click();
      await page
        .getByText(/counted, .* in all/)
        .first()
        .waitFor();
      await examine(page, "the ticket in the morning");
      await page.locator("h1").click();
      await page.keyboard.press("x");
      await page.keyboard.type("It needs somebody with rights");
      await page.keyboard.press("Enter");
      await page.getByText("Escalated. The history says who was told.").waitFor();
      await house.settle();
      const told = house.sent().filter(({ to, text }) => to === "cy@example.test" && text.includes("nobody has said"));
      assert.ok(told.length <= 1);
      await page.getByText("History", { exact: true }).click();
      await page.getByText(/told Cy Leads \(Nights, Leads\): It needs somebody with rights/).waitFor();
      await page.context().close();
    });

    test("somebody else sees it with one key, and the answer ends the wait", async () => {
      const second = await ask(house, house.cast.zoe, "And another");
      await house.wait(MINUTE);
      const page = await desk.sit(house.cast.cy);
      await page.goto(`/tickets/${second}`);
      await page.locator("h1").click();
      await page.keyboard.press("s");
      await page.getByText("Cy Leads has seen it").waitFor();
      await page.fill("#body", "It works again.");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("Reply sent.").waitFor();
      assert.equal(await page.locator(".ladder").count(), 0);
      await page.context().close();
    });
  }),
);
