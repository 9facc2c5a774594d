import { after, before, describe, test } from "node:test";
import { replaceChecks } from "#server/knowledge/check-store.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { keepInStep } from "#server/knowledge/library.ts";
import { knownArticle } from "#server/knowledge/writing-store.ts";
import { type Desk, examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf, type Shelf } from "./shelf.ts";

const CATALOGUE = `groups:
  - title: Guides
    types: [how-to]
    entries:
      - { id: F2, title: Roles and permissions }
      - { id: F9, title: Something nobody has written about }
  - title: Concepts
    types: [how-to]
    entries:
      - { id: F1, title: Branches }
`;

describe("pages about what is true", { skip: withoutBrowser }, () => {
  let house: House;
  let shelf: Shelf;
  let desk: Desk;
  before(async () => {
    shelf = openShelf();
    shelf.write("catalogue.yaml", CATALOGUE);
    shelf.replace("branches/how-branches-work.md", "## ", "[gone](/articles/gone)\n\n## ");
    house = await buildHouse({ config: { knowledgeDir: shelf.folder } });
    await importArticles(house.ctx, shelf.folder);
    await keepInStep(house.ctx);
    await tell("no-commits-found", "worked");
    await tell("branch-already-exists", "failed");
    desk = await openBrowser(house.ctx);
  });
  after(async () => {
    await desk?.close();
    await house?.close();
    shelf?.close();
  });

  async function tell(slug: string, outcome: "worked" | "failed") {
    const known = await knownArticle(house.ctx.db, slug);
    const result = { place: 1, statement: "SELECT pggit_v0.list_branches();", server: "15.18" };
    const row = {
      article_id: known?.id ?? 0,
      revision: 1,
      outcome,
      reason: outcome === "failed" ? "It was gone." : null,
    };
    await replaceChecks(house.ctx.db, row.article_id, [{ ...row, ...result, checked_at: house.ctx.clock.now() }]);
  }

  for (const look of LOOKS)
    test(`nobody is kept out of them (${look.colorScheme}, ${look.viewport.width} wide)`, async () => {
      const page = await desk.sit(house.cast.bo, look);
      const wanted = [
        "/knowledge/coverage",
        "/articles/no-commits-found",
        "/articles/branch-already-exists",
        "/articles",
      ];
      for (const address of wanted) {
        await page.goto(address);
        for (const details of await page.locator("main details:not([open]) > summary").all()) await details.click();
        await examine(page, `${address}, ${look.colorScheme}`, "main");
      }
      await page.context().close();
    });
});
