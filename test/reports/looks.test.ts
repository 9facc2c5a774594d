import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { noteEvent, type Reader } from "#server/journeys/journal.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { addPerson } from "#server/people/actions.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { findGaps } from "#server/reports/gaps-finding.ts";
import { writeNote } from "#server/reports/notes.ts";
import { type Desk, examine, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { until } from "#test/support/until.ts";
import { countElsewhere, EXAMPLE } from "./weeks.ts";

const LOOKS = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, viewport: { width, height: 900 } })),
);
const PERIOD = "?from=2026-W20&to=2026-W24";
const PAGES = [
  `/reports/deflection${PERIOD}`,
  `/reports/articles${PERIOD}`,
  "/reports/gaps",
  "/reports/teams",
  "/reports/search",
  "/reports/programme",
  "/reports/second-coding",
  "/reports/deflection/goal",
  "/reports/deflection/minutes",
  "/reports/deflection/rollout",
  "/reports/deflection/sample",
  "/reports/service",
  "/reports/satisfaction",
  "/reports/coverage",
  "/knowledge/replays",
  "/reports/deflection/journeys",
  "/privacy",
];

describe("the report pages in a browser", { skip: withoutBrowser }, () => {
  let house: House;
  let desk: Desk;
  before(async () => {
    house = await buildHouse();
    const { ctx, cast, wait } = house;
    await openLibrary(ctx, () => {});
    await countElsewhere(ctx, EXAMPLE);
    await writeNote(ctx, cast.cy, { week: "2026-W22", sentence: "Sign-in outage", isLeftOut: true });
    for (const name of ["fay", "gus", "hal"]) {
      const id = await addPerson(ctx, byPortal, { email: `${name}@example.test`, name, role: "requester", team: null });
      const reader: Reader = { personId: id, kind: "dev", token: name };
      noteEvent(ctx, reader, { type: "search", q: "sandbox credentials", results: 0, source: "page" });
      noteEvent(ctx, reader, { type: "view", article: "create-branch", revision: 1 });
      noteEvent(ctx, reader, { type: "solved", article: "create-branch", where: "article" });
    }
    await wait(MINUTE);
    await wait(8 * DAY);
    await findGaps(ctx);
    desk = await openBrowser(ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
  });

  for (const look of LOOKS) {
    test(`can be read by everybody, ${look.colorScheme} at ${look.viewport.width} pixels`, async () => {
      const page = await desk.sit(house.cast.cy, look);
      for (const address of PAGES) {
        await page.goto(address);
        await page.evaluate(
          "document.querySelectorAll('details').forEach((one) => { one.open = !one.classList.contains('menu') })",
        );
        await examine(page, `${address}, unfolded`);
      }
      await page.context().close();
    });
  }

  test("a number leads to its definition without a script, and the period is chosen by keyboard", async () => {
    const page = await desk.sit(house.cast.cy, { javaScriptEnabled: false });
    await page.goto(`/reports/deflection${PERIOD}`);
    await page.locator("a.def[href='#def-range']").first().click();
    await page.locator("#def-range").waitFor({ state: "visible" });
    const summary = page.locator("summary", { hasText: "11 May to 14 Jun 2026" });
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await Promise.all([page.waitForURL(/from=2026-W/), page.keyboard.press("Enter")]);
    await page.context().close();
  });

  test("a question about questions elsewhere is answered by keyboard, in any light and without a script", async () => {
    const { ctx, cast } = house;
    const about = { question: "elsewhere", journey: null, outcome: null, week: "2026-W24", answer: null } as const;
    const asked = { person_id: cast.zoe.id, asked_at: ctx.clock.now(), many: null };
    await ctx.db
      .insertInto("survey")
      .values({ ...about, ...asked, id: "once" })
      .execute();
    for (const look of LOOKS) {
      const page = await desk.sit(cast.zoe, look);
      await page.goto("/survey/once");
      await examine(page, `the survey, ${look.colorScheme} at ${look.viewport.width} pixels`);
      await page.context().close();
    }
    const page = await desk.sit(cast.zoe, { javaScriptEnabled: false });
    await page.goto("/survey/once");
    await page.getByLabel("If so, how many such questions?").fill("2");
    await Promise.all([page.waitForURL("**/survey/thanks"), page.keyboard.press("Enter")]);
    const [kept] = await ctx.db.selectFrom("survey").selectAll().where("answer", "is not", null).execute();
    assert.deepEqual([kept?.answer, kept?.many, kept?.person_id], ["yes", 2, null]);
    await page.context().close();
  });

  test("an article tells how long it was in front of somebody's eyes when it is left", async () => {
    const page = await desk.sit(house.cast.ada);
    await page.goto("/articles/create-branch", { waitUntil: "networkidle" });
    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    await page.evaluate("document.querySelector('[data-copy-code]').dispatchEvent(new Event('copied'))");
    await page.waitForTimeout(1500);
    await page.goto("/articles");
    const told = house.ctx.db.selectFrom("event").selectAll();
    const readings = () => told.where("type", "=", "reading").execute();
    await until(async () => {
      await house.settle();
      return (await readings()).length > 0;
    });
    const [reading] = await readings();
    const { activeMs, scroll, copied } = JSON.parse(reading?.data ?? "{}");
    assert.ok(activeMs >= 1000 && activeMs < 60_000, String(activeMs));
    assert.deepEqual([scroll, copied], [100, 1]);
    assert.ok(Math.abs((reading?.client_at ?? 0) - Date.now()) < 30_000, "the browser's own clock");
    const [view] = await told.where("id", "=", reading?.page ?? "").execute();
    assert.equal(view?.type, "view", "it names the view it belongs to");
    await page.context().close();
  });
});
