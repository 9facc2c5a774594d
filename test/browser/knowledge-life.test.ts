import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MINUTE } from "#server/platform/clock.ts";
import { type Desk, examine, LOOKS, openBrowser, type Page, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const TITLE = "The gateway answers 502 after a deploy";
const ADDRESS = "/articles/the-gateway-answers-502-after-a-deploy";
const SECTIONS: Record<string, string> = {
  Symptom: "The page says 502.",
  Cause: "The new pods are not ready.",
  Fix: "1. Wait for the pods.\n2. Restart the gateway.",
  "Check that it worked": "The page answers.",
  "When to escalate": "After ten minutes.",
};
const text = (fix = SECTIONS.Fix) =>
  `---\ntitle: ${TITLE}\ntype: troubleshooting\nsummary: Wait for the pods, then restart the gateway.\n---\n\n${Object.entries(
    { ...SECTIONS, Fix: fix },
  )
    .map(([heading, words]) => `## ${heading}\n\n${words}\n`)
    .join("\n")}`;

describe("an article lives", { skip: withoutBrowser }, story);

function story(): void {
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

  const sit = (who: "ada" | "zoe" | "bo" | "cy" | "dee") => desk.sit(house.cast[who]);
  const leave = (page: Page) => page.context().close();

  test("Bo writes it: the form of its type, a preview that follows, a picture dropped into the text", async () => {
    const page = await sit("bo");
    await page.goto("/");
    await page.getByRole("link", { name: "Writing" }).first().click();
    await page.waitForURL(/\/knowledge$/);
    await examine(page, "writing");
    await page.getByRole("link", { name: "New article" }).click();
    await examine(page, "a new article");
    await page.getByLabel("Title").fill(TITLE);
    await page.getByLabel("Troubleshooting").check();
    await page.getByRole("button", { name: /Begin the draft|Write it all the same/ }).click();
    const again = page.getByRole("button", { name: "Write it all the same" });
    if (await again.isVisible()) await again.click();
    await page.waitForURL(/\/knowledge\/drafts\/1\/edit$/);
    const source = page.locator("#source");
    assert.match(await source.inputValue(), /## When to escalate/);
    await source.fill("---\ntitle: Half\n---\n");
    await page.locator("[data-preview-text]", { hasText: "The field type" }).waitFor();
    await source.fill(text());
    await page.locator("[data-preview-text] h2", { hasText: "Check that it worked" }).waitFor();
    await drop(page, "#source", "the page.png");
    await page.locator("[data-preview-text] img[alt='the page']").waitFor();
    await page.waitForFunction("document.querySelector('[data-preview-text] img').naturalWidth > 0");
    await examine(page, "the editor");
    await page.getByRole("button", { name: "Save and ask for review" }).click();
    await page.waitForURL(/\/knowledge\/drafts\/1$/);
    await page.getByText("Waits for review").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "Approve and publish" }).count(), 0);
    await examine(page, "the draft");
    await leave(page);
  });

  test("readers find nothing of it yet", async () => {
    const page = await sit("ada");
    await page.goto("/search?q=gateway+answers+502");
    assert.equal(await page.getByText(TITLE).count(), 0);
    assert.equal((await page.goto(ADDRESS))?.status(), 404);
    await leave(page);
  });

  test("Cy reads it as somebody new and says where it gets hard", async () => {
    const bo = await sit("bo");
    await bo.goto("/knowledge/drafts/1/readers");
    await examine(bo, "who is new to it");
    await bo.getByRole("button", { name: "Ask Cy Leads" }).click();
    await leave(bo);
    const page = await sit("cy");
    await page.goto("/knowledge");
    await page.getByRole("link", { name: TITLE }).first().click();
    await page.getByRole("button", { name: "Begin to read" }).click();
    const fix = page.locator(".part", { has: page.locator("h2", { hasText: "Fix" }) });
    await fix.locator("summary").click();
    await fix.getByLabel("Where").selectOption({ label: "Step 2" });
    await fix.getByLabel("What happened").fill("How is it restarted?");
    await examine(page, "reading as somebody new");
    await fix.getByRole("button", { name: "Note it" }).click();
    await page.getByText("Noted: Fix, step 2: How is it restarted?").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.waitForURL(/\/knowledge$/);
    await leave(page);
  });

  test("Dee approves it, and everybody reads it", async () => {
    const page = await sit("dee");
    await page.goto("/knowledge");
    await page.getByRole("link", { name: TITLE }).first().click();
    await page.getByText("Got stuck at").waitFor();
    await page.getByRole("button", { name: "Approve and publish" }).click();
    await page.waitForURL(new RegExp(`${ADDRESS}$`));
    await leave(page);
    const ada = await sit("ada");
    await ada.goto("/search?q=gateway+answers+502");
    await ada.getByRole("link", { name: TITLE }).first().click();
    await ada.locator(".prose img").waitFor();
    await examine(ada, "the article with a picture");
    await leave(ada);
  });

  test("Bo vouches for it until a day", async () => {
    const page = await sit("bo");
    await page.goto(ADDRESS);
    await page.getByRole("link", { name: "History" }).click();
    await examine(page, "the history");
    await page.getByRole("button", { name: "Verify" }).click();
    await page.getByText(/Verified until/).waitFor();
    await page.goto(ADDRESS);
    await page.locator(".meta", { hasText: "Verified" }).waitFor();
    await leave(page);
  });

  test("it stops helping, and falls due", async () => {
    await house.wait(MINUTE);
    for (const who of ["ada", "zoe"] as const) {
      const page = await sit(who);
      await page.goto(ADDRESS);
      await page.getByRole("button", { name: "No", exact: true }).click();
      await page.getByLabel("A step is missing").check();
      await page.getByRole("button", { name: "Save reason" }).click();
      // A browser told to close in the middle of a form's way may never say that it has.
      await page.getByText("Saved. The authors will read it.").waitFor();
      await leave(page);
    }
    await house.settle();
    const page = await sit("bo");
    await page.goto("/knowledge/due");
    await page.getByText("2 readers said that the present text did not help.").waitFor();
    await examine(page, "what is due");
    await page.getByRole("link", { name: /^Write a better one/ }).click();
    await page.locator("#source").fill(text("1. Wait for the pods.\n2. Run `gateway restart`."));
    await page.getByRole("button", { name: "Save and ask for review" }).click();
    await page.waitForURL(/\/knowledge\/drafts\/2$/);
    assert.match((await page.locator(".difference").first().textContent()) ?? "", /gateway restart/);
    await leave(page);
  });

  test("revised, it is asked about anew, and the old answers stay with the old text", async () => {
    const page = await sit("cy");
    await page.goto("/knowledge/drafts/2");
    await page.getByRole("button", { name: "Approve and publish" }).click();
    await page.waitForURL(new RegExp(`${ADDRESS}$`));
    await house.settle();
    await page.goto("/knowledge/due");
    await page.getByText("Nothing is due.").waitFor();
    await page.goto(`${ADDRESS}/history`);
    const rows = page.locator(".revisions tbody tr");
    assert.match((await rows.nth(0).textContent()) ?? "", /Nobody said/);
    assert.match((await rows.nth(1).textContent()) ?? "", /0 yes, 0 partly, 2 no/);
    await page.getByRole("button", { name: "Show what differs" }).click();
    await page.locator("ins", { hasText: "gateway restart" }).waitFor();
    await examine(page, "what changed");
    await leave(page);
  });

  test("each page holds in dark colours and on a phone", async () => {
    const page = await desk.sit(house.cast.bo, LOOKS[1]);
    const places = ["", "/new", "/due", "/drafts/1", "/drafts/1/saves/1"].map((end) => `/knowledge${end}`);
    for (const address of [...places, `${ADDRESS}/edit`, `${ADDRESS}/history`, `${ADDRESS}/changes`]) {
      await page.goto(address);
      await examine(page, address);
    }
    await leave(page);
  });

  test("without scripts the buttons do the same", async () => {
    const page = await desk.sit(house.cast.bo, { javaScriptEnabled: false });
    await page.goto(`${ADDRESS}/edit`);
    const before = await page.locator("#source").inputValue();
    await page.locator("#source").fill(before.replace("The page answers.", "The page answers again."));
    await page.getByRole("button", { name: "Preview" }).click();
    await page.locator(".preview", { hasText: "The page answers again." }).waitFor();
    await page.getByLabel("Pictures and files").setInputFiles({ name: "log.txt", mimeType: "text/plain", buffer: PNG });
    await page.getByRole("button", { name: "Put into the text" }).click();
    assert.match(await page.locator("#source").inputValue(), /!\[log\]\(\/attachments\//);
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Draft saved.").waitFor();
    await leave(page);
  });
}

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

async function drop(page: Page, field: string, name: string): Promise<void> {
  await page.evaluate(
    `(() => {
      const bytes = Uint8Array.from(atob("${PNG.toString("base64")}"), (sign) => sign.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: "image/png" }));
      const field = document.querySelector(${JSON.stringify(field)});
      field.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    })()`,
  );
}
