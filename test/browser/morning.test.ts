import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Desk, examine, openBrowser, type Page, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";

const SUBJECTS = [
  "Branch cannot be created",
  "Replica stalls at a checkpoint",
  "Checkpoint stalls on the replica",
  "Where do I see who may commit",
  "The badge shows the wrong colour",
  "Merge says 42804",
  "How do I rotate a key",
  "Figures of last week are missing",
  "Nobody can sign in",
  "Commit hangs for minutes",
];

/** Walks with the Tab key until what has the focus fits; everything must be reachable within a page of steps. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let steps = 0; steps < 150; steps += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`The Tab key does not reach ${selector}`);
}

/** Names an action or a place and goes there. */
async function call(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.locator("dialog.palette[open]").waitFor();
  await page.keyboard.type(words);
  await page.locator("#palette-0").waitFor();
  await page.keyboard.press("Enter");
}

describe("an agent’s morning with the keyboard alone", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  let page: Page;
  before(async () => {
    house = await buildHouse();
    for (const [place, subject] of SUBJECTS.entries())
      await ask(house, place % 2 === 0 ? house.cast.ada : house.cast.zoe, subject, { urgency: "low" });
    await house.settle();
    desk = await openBrowser(house.ctx);
    page = await desk.sit(house.cast.bo, { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    // Whoever uses the mouse in this story breaks it.
    await page.addInitScript(
      "addEventListener('pointerdown', () => document.body.replaceChildren('the mouse was used'))",
    );
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  const story = (name: string, tell: () => Promise<void>) => test(name, tell);
  const goToDesk = async (address = "/desk") => {
    await page.goto(address);
    await page.locator("[data-keys-open]:not([hidden])").waitFor({ state: "attached" });
  };
  const rowOf = (subject: string) =>
    house.ctx.db.selectFrom("ticket").selectAll().where("subject", "=", subject).executeTakeFirstOrThrow();
  const openTicket = async (subject: string) => {
    await page.goto(`/tickets/${(await rowOf(subject)).number}`);
    await page.locator("[data-reply] .note-only").waitFor({ state: "attached" });
    await page.locator("[data-files][data-live]").waitFor();
  };

  story("ten tickets are triaged at once", async () => {
    await goToDesk();
    await page.keyboard.press("?");
    await page.locator("dialog.keys[open]").waitFor();
    await examine(page, "the keys");
    await page.keyboard.press("Escape");
    for (const _subject of SUBJECTS) {
      await page.keyboard.press("j");
      await page.keyboard.press("t");
    }
    await examine(page, "the desk with ticks");
    await call(page, "change the ticked");
    await page.waitForURL(/\/desk\/bulk$/);
    await examine(page, "the change of several");
    await tabTo(page, "#urgency");
    await page.keyboard.type("Normal");
    await tabTo(page, "#assignee");
    await page.keyboard.type("Bo");
    await tabTo(page, "#tags");
    await page.keyboard.type("morning");
    await page.keyboard.press("Enter");
    await page.getByText("This will change").waitFor();
    await examine(page, "the preview");
    await tabTo(page, "form[action='/desk/bulk/changes'] .btn.primary");
    await page.keyboard.press("Enter");
    await page.getByText("10 tickets changed.").waitFor();
    for (const subject of SUBJECTS) {
      const row = await rowOf(subject);
      assert.deepEqual([row.urgency, row.assignee_id], ["normal", house.cast.bo.id], subject);
    }
  });

  story("two that are about the same are merged", async () => {
    await openTicket("Checkpoint stalls on the replica");
    const into = await rowOf("Replica stalls at a checkpoint");
    assert.match(await page.locator(".like-this").innerText(), /Replica stalls at a checkpoint/);
    await examine(page, "a ticket");
    await page.keyboard.press("m");
    await page.keyboard.type(`T-${into.number}`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/merge\?/);
    await examine(page, "what merging does");
    await tabTo(page, "form[action$='/merge'] .btn.primary");
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/tickets/${into.number}$`));
    assert.equal((await rowOf("Checkpoint stalls on the replica")).status, "merged");
    await examine(page, "the one that goes on");
  });

  story("three are answered", async () => {
    await goToDesk("/desk?assignee=me");
    for (const place of [1, 2, 3]) {
      await goToDesk("/desk?status=unanswered&assignee=me");
      await page.keyboard.press("j");
      await page.keyboard.press("o");
      await page.locator(".pane [data-files][data-live]").waitFor();
      await page.locator("[data-keys-open]:not([hidden])").waitFor({ state: "attached" });
      await page.keyboard.press("r");
      await page.keyboard.type(`Answer number ${place}: try it again with a new branch.`);
      await examine(page, `answer ${place}`);
      await page.keyboard.press("Control+Enter");
      await page.getByText("Reply sent.").waitFor();
    }
    const { count } = await house.ctx.db
      .selectFrom("ticket")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("first_reply_at", "is not", null)
      .executeTakeFirstOrThrow();
    assert.equal(Number(count), 3);
  });

  story("a colleague is named in a note", async () => {
    await openTicket("Nobody can sign in");
    await page.keyboard.press("n");
    await page.keyboard.type("Is this yours, @Cy");
    await page.locator("#mentions [role=option]").first().waitFor();
    await examine(page, "the names of colleagues");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#body").inputValue(), "Is this yours, @Cy Leads ");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Note added.").waitFor();
    assert.match(await page.locator(".followers").innerText(), /Cy Leads/);
  });

  story("one becomes the draft of an article", async () => {
    const answered = await house.ctx.db
      .selectFrom("ticket")
      .select("number")
      .where("first_reply_at", "is not", null)
      .orderBy("number")
      .executeTakeFirstOrThrow();
    await page.goto(`/tickets/${answered.number}`);
    await page.locator("[data-files][data-live]").waitFor();
    await call(page, "turn this answer");
    await page.waitForURL(/\/knowledge\/drafts\/\d+|\/tickets\/\d+\/article/);
    await examine(page, "the draft");
    const drafts = await house.ctx.db.selectFrom("draft_ticket").select("ticket").execute();
    assert.deepEqual(
      drafts.map(({ ticket }) => Number(ticket)),
      [answered.number],
    );
  });

  story("one raises an incident", async () => {
    await openTicket("Nobody can sign in");
    await page.keyboard.press("i");
    await page.waitForURL(/\/desk\/incidents\/new/);
    await examine(page, "a new incident");
    await tabTo(page, "#title");
    await page.keyboard.type("Signing in fails");
    await tabTo(page, "#summary");
    await page.keyboard.type("We are looking into it.");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/desk\/incidents\/\d+/);
    await examine(page, "the incident");
    assert.match(await page.locator("main").innerText(), /Nobody can sign in/);
    await call(page, "nobody’s");
    await page.waitForURL(/assignee=nobody/);
    assert.equal(await page.getByText("the mouse was used").count(), 0);
  });
});
