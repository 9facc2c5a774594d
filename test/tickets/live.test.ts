import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assignTicket } from "#server/tickets/assigning.ts";
import { type Desk, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor } from "#test/support/visitor.ts";
import { ask } from "./question.ts";

describe("an open desk", () => {
  let house: House;
  let door: ReturnType<typeof openDoor>;
  before(async () => {
    house = await buildHouse();
    door = openDoor(house.ctx);
  });
  after(async () => {
    await door.close();
    await house.close();
  });

  const listen = async (person: House["cast"]["ada"], signal: AbortSignal) => {
    const { cookie } = await door.as(person);
    const headers = { cookie, accept: "text/event-stream" };
    return fetch(`${await door.address()}/desk/live`, { headers, signal, redirect: "manual" });
  };

  test("is told that something changed, once for several changes of one moment", async () => {
    const leaving = new AbortController();
    const answer = await listen(house.cast.bo, leaving.signal);
    assert.equal(answer.headers.get("content-type"), "text/event-stream");
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    assert.equal(await read(), ": open\n\n");
    const number = await ask(house, house.cast.ada, "New");
    await assignTicket(house.ctx, house.cast.cy, number, { from: null, to: house.cast.cy.id });
    assert.equal(await read(), "event: changed\ndata:\n\n");
    assert.equal(house.ctx.live.listeners.size, 1);
    leaving.abort();
    for (let look = 0; look < 50 && house.ctx.live.listeners.size > 0; look += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(house.ctx.live.listeners.size, 0, "whoever leaves is forgotten");
  });

  test("is only for those who have one", async () => {
    const { status } = await listen(house.cast.ada, AbortSignal.timeout(5000));
    assert.equal(status, 404);
    assert.equal((await (await house.as(house.cast.bo)).get("/desk/live")).status, 400);
  });

  test("does not keep the portal from ending", async () => {
    const answer = await listen(house.cast.bo, AbortSignal.timeout(10_000));
    house.ctx.isStopping = true;
    assert.match(await answer.text(), /^: open/);
    house.ctx.isStopping = false;
  });
});

describe("an open desk in a browser", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    desk = await openBrowser(house.ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  test("shows new tickets by itself, keeps the focus, and takes nobody's ticks away", async () => {
    const { ada, bo } = house.cast;
    await ask(house, ada, "There before");
    const page = await desk.sit(bo);
    await page.goto("/desk");
    await page.locator("[data-keys-open]:not([hidden])").waitFor({ state: "attached" });
    await page.keyboard.press("j");
    await ask(house, ada, "Came in by itself");
    await page.getByRole("link", { name: "Came in by itself" }).waitFor({ timeout: 10_000 });
    assert.equal(await page.evaluate("document.activeElement.textContent"), "There before");
    assert.match((await page.locator(".side-views").first().textContent()) ?? "", /All open\s*2/);
    await page.keyboard.press("t");
    await page.getByRole("button", { name: "Change the ticked tickets" }).waitFor();
    await ask(house, ada, "While something is ticked");
    await page.waitForTimeout(1500);
    assert.equal(await page.getByRole("link", { name: "While something is ticked" }).count(), 0);
    assert.equal(await page.locator("[form=bulk]:checked").count(), 1);
    await page.context().close();
  });
});
