import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { openDoor } from "./visitor.ts";

export type { Page } from "playwright-core";

const executablePath = process.env.PORTAL_CHROMIUM;

/** For tests that need a browser: why they are skipped where there is none. */
export const withoutBrowser = executablePath ? false : "no browser; run it with npm test -- <file>";

export type Desk = {
  /** A page of this person, or of a visitor, in a browser of their own. */
  sit(person: Person | null, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
};

/** A real browser in front of the real app. */
export async function openBrowser(ctx: Context): Promise<Desk> {
  const browser: Browser = await chromium.launch({
    executablePath: executablePath ?? "",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const door = openDoor(ctx);
  return {
    sit: async (person, options = {}) => {
      const { cookie } = await door.as(person);
      const [name = "", value = ""] = cookie.split("=");
      const address = await door.address();
      const context = await browser.newContext({ ...options, baseURL: address });
      await context.addCookies([{ name, value, url: address }]);
      return context.newPage();
    },
    close: async () => {
      await browser.close();
      await door.close();
    },
  };
}

/** How pages are looked at: wide and narrow, light and dark. */
export const LOOKS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const satisfies BrowserContextOptions[];

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Nothing stands in the way of a screen reader, and nothing has to be pushed sideways. */
export async function examine(page: Page, where: string, part = "body"): Promise<void> {
  // What passed nobody reads, and no page of ours has frames of strangers: this way it takes a third of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.include(part).withTags(RULES).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(" | ")}`),
    [],
    where,
  );
  const tooWide = await overflow(page);
  assert.ok(tooWide <= 0, `${where}: ${tooWide} pixels too wide`);
}

export async function overflow(page: Page): Promise<number> {
  return Number(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
}
