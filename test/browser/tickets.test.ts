import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { saveMacro } from "#server/tickets/macros.ts";
import { saveQueue } from "#server/tickets/queue-saving.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { saveRule } from "#server/tickets/rules.ts";
import { letWatch } from "#server/tickets/watching.ts";
import { type Desk, examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf } from "#test/tickets/question.ts";

describe("tickets in a browser", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse({ config: { publicKnowledge: true } });
    desk = await openBrowser(house.ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  test("nothing stands in the way of a screen reader, in light and dark, wide and narrow", async () => {
    const { ada, bo, cy, dee, zoe } = house.cast;
    const members = [{ personId: cy.id, part: "lead" as const }];
    const queue = await saveQueue(house.ctx, dee, null, { name: "Monitoring", members, categories: ["monitoring"] });
    const about = { queue, categories: [], urgencies: [], team: null, answer: null, people: [bo.id] };
    const rule = await saveRule(house.ctx, dee, null, {
      position: 1,
      rule: { ...about, name: "Turns", way: "in turn" },
    });
    const number = await ask(
      house,
      ada,
      "A long subject about create_branch that says: no commits found, cannot create branch",
    );
    await letWatch(house.ctx, ada, number, zoe.id);
    const into = await ask(house, ada, "Another", { urgency: "low", category: null });
    await sendMessage(
      house.ctx,
      bo,
      readerOf(bo),
      number,
      note("Inside\n\n```\nERROR: a line that is much longer than a phone is wide, to see where it goes\n```"),
    );
    await (await house.as(ada)).post("/ask/draft", {
      subject: "A draft",
      body: "create_branch: no commits found",
      tried_0: "search:x",
    });
    const visits: [House["cast"]["ada"] | null, string[]][] = [
      [null, ["/"]],
      [
        ada,
        [
          "/",
          "/ask",
          "/ask/check",
          "/ask/thanks?article=create-branch",
          "/tickets",
          `/tickets/${number}`,
          "/tickets/search?q=another",
          "/desk",
        ],
      ],
      [
        bo,
        [
          "/",
          "/desk",
          `/desk?ticket=${number}`,
          "/desk?status=resolved",
          `/tickets/${number}`,
          `/tickets/${number}/resolution`,
          "/desk?tag=slow",
          "/desk/macros",
          "/desk/macros/new",
          "/tickets/search?q=another",
          "/desk?group=queue&due=late",
          `/tickets/${into}/merge?into=${number}`,
        ],
      ],
      [
        dee,
        [
          "/admin/queues",
          `/admin/queues/${queue}`,
          `/desk/queues/${queue}/people`,
          "/admin/rules",
          `/admin/rules/${rule}`,
        ],
      ],
    ];
    for (const looks of LOOKS) {
      for (const [person, addresses] of visits) {
        const page = await desk.sit(person, looks);
        for (const address of addresses) {
          await page.goto(address);
          await examine(page, `${address} for ${person?.name ?? "a visitor"}, ${looks.colorScheme}`);
        }
        await page.context().close();
      }
    }
  });

  test("files are chosen, pasted and dropped, and go along with the reply", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "With files");
    const page = await desk.sit(bo);
    await page.goto(`/desk?ticket=${number}`);
    await page.locator("[data-files][data-live]").waitFor();
    await page.locator("[data-keys-open]:not([hidden])").waitFor({ state: "attached" });
    await page
      .locator("#files")
      .setInputFiles({ name: "trace.log", mimeType: "text/plain", buffer: Buffer.from("ERROR: x") });
    await page.getByRole("checkbox", { name: /^trace\.log/ }).waitFor();
    const bring = (kind: string) => `(() => {
      const data = new DataTransfer();
      data.items.add(new File(["bytes of ${kind}"], "${kind}.png", { type: "image/png" }));
      const where = document.querySelector("[data-reply] textarea");
      where.dispatchEvent("${kind}" === "pasted"
        ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    })()`;
    for (const kind of ["pasted", "dropped"]) {
      await page.evaluate(bring(kind));
      await page.getByRole("checkbox", { name: new RegExp(`^${kind}`) }).waitFor();
    }
    await page.getByRole("checkbox", { name: /^dropped/ }).uncheck();
    await examine(page, "a reply with files");
    await page.locator("#body").fill("See these.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator("#message-2").waitFor();
    assert.deepEqual(await page.locator("#message-2 .sent-files a span:first-of-type").allTextContents(), [
      "pasted.png",
      "trace.log",
    ]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /trace\.log/ }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "trace.log");
    await page.context().close();

    const plain = await desk.sit(ada, { javaScriptEnabled: false });
    await plain.goto(`/tickets/${number}`);
    await plain.locator("#body").fill("And mine.");
    await plain
      .locator("#files")
      .setInputFiles({ name: "mine.txt", mimeType: "text/plain", buffer: Buffer.from("mine") });
    await plain.getByRole("button", { name: "Send reply" }).click();
    await plain.getByRole("link", { name: /mine\.txt/ }).waitFor();
    await plain.context().close();
  });

  test("a macro is chosen with the keyboard and stands in the reply, with what else it changes", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "For a macro");
    const typed = {
      title: "Version",
      body: "Hello {{requester.first}}, which version?",
      urgency: "low" as const,
      category: null,
    };
    await saveMacro(house.ctx, bo, null, typed);
    const page = await desk.sit(bo);
    await page.goto(`/desk?ticket=${number}`);
    await page.locator("[data-files][data-live]").waitFor();
    await page.locator("[data-keys-open]:not([hidden])").waitFor({ state: "attached" });
    await page.keyboard.press(".");
    await page.keyboard.type("Ver");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Set urgency to low").waitFor();
    assert.equal(await page.locator("#body").inputValue(), "Hello Ada, which version?");
    await examine(page, "a reply with a macro");
    await page.keyboard.press("Control+Enter");
    await page.locator("#message-2").waitFor();
    const row = await house.ctx.db
      .selectFrom("ticket")
      .select("urgency")
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
    assert.equal(row.urgency, "low");
    await page.context().close();
  });

  test("several tickets are ticked with the keyboard and changed at once", async () => {
    const { ada, bo } = house.cast;
    for (const place of [1, 2]) await ask(house, ada, `Together ${place}`, { category: "access" });
    const page = await desk.sit(bo);
    await page.goto("/desk?category=access");
    await page.locator("[data-keys-open]:not([hidden])").waitFor({ state: "attached" });
    await page.keyboard.press("j");
    await page.keyboard.press("t");
    await page.keyboard.press("j");
    await page.keyboard.press("t");
    await page.getByRole("button", { name: "Change the ticked tickets" }).click();
    await page.getByLabel("Urgency").selectOption("high");
    await page.getByRole("button", { name: "Preview changes" }).click();
    await page.getByText("Urgency normal → high").first().waitFor();
    await examine(page, "the preview");
    await page.getByRole("button", { name: "Change 2" }).click();
    await page.getByText("2 tickets changed.").waitFor();
    assert.equal(await page.locator(".pr.high").count(), 2);
    await page.context().close();
  });

  test("without scripts a question is asked, answered and resolved", async () => {
    const asking = await desk.sit(house.cast.zoe, { javaScriptEnabled: false });
    await asking.goto("/ask");
    await asking.locator("#subject").fill("create_branch does not work");
    await asking.locator("#body").fill("No commits found - cannot create branch");
    await asking.getByRole("button", { name: "Continue" }).click();
    await asking.waitForURL(/\/ask\/check$/);
    assert.ok(await asking.locator(".answer[open]").first().isVisible(), "the likeliest lies open");
    await asking.getByRole("button", { name: "Send question" }).click();
    await asking.waitForURL(/\/tickets\/\d+$/);
    const address = new URL(asking.url()).pathname;

    const answering = await desk.sit(house.cast.bo, { javaScriptEnabled: false });
    await answering.goto("/desk?status=unanswered");
    await answering.getByRole("link", { name: "create_branch does not work" }).click();
    await answering
      .getByRole("link", { name: /^Insert link/ })
      .first()
      .click();
    assert.match(await answering.locator("#body").inputValue(), /^\[.+\]\(http.+\/articles\/.+\)$/);
    await answering.getByRole("button", { name: "Send and resolve" }).click();
    await answering.waitForURL(/\/resolution\?/);
    await answering.getByText("Basic, and an article answers it").click();
    await answering.locator("[name=article]").first().check();
    await answering.getByRole("button", { name: "Resolve ticket" }).click();
    await answering.waitForURL(/\/desk\?/);

    await asking.goto(address);
    assert.match((await asking.locator("main").textContent()) ?? "", /Solved\. A reply opens it again\./);
    await asking.locator("#body").fill("Thank you!");
    await asking.getByRole("button", { name: "Just say thanks" }).click();
    await asking.waitForURL(/#message-3$/);
    await asking.context().close();
    await answering.context().close();
  });

  test("single keys rest while somebody types, and can be switched off", async () => {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, "Keys");
    const page = await desk.sit(bo);
    await page.goto(`/tickets/${number}`);
    await page.locator("#body").fill("");
    await page.keyboard.type("aeu?");
    assert.equal(await page.locator("#body").inputValue(), "aeu?");
    assert.ok(page.url().endsWith(`/tickets/${number}`));
    await page.locator("#body").blur();
    await page.keyboard.press("Control+e");
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
    await page.getByLabel("Use single keys on this device").uncheck();
    await page.getByRole("button", { name: "Close" }).click();
    await page.keyboard.press("e");
    await page.waitForTimeout(200);
    assert.ok(page.url().endsWith(`/tickets/${number}`), "switched off, a key does nothing");
    await page.context().close();
  });

  test("a session that ended while somebody typed loses nothing", async () => {
    const page = await desk.sit(house.cast.zoe);
    await page.goto("/ask");
    await page.locator("#subject").fill("Long thoughts");
    await page.getByText("Draft saved").waitFor();
    await house.ctx.db.deleteFrom("session").where("person_id", "=", house.cast.zoe.id).execute();
    await page.locator("#body").fill("Typed after the session was over");
    await page.getByText(/kept in this tab/).waitFor();
    const { cookie } = await house.as(house.cast.zoe);
    const [name = "", value = ""] = cookie.split("=");
    await page.context().addCookies([{ name, value, url: new URL(page.url()).origin }]);
    await page.goto("/ask");
    assert.equal(await page.locator("#body").inputValue(), "Typed after the session was over");
    await page.context().close();
  });
});
