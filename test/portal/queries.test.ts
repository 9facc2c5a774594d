import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { KyselyPlugin } from "kysely";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask } from "#test/tickets/question.ts";

/**
 * How many queries a page may take. Each costs ten to fifty microseconds here and a way to the server on PostgreSQL, and
 * they come one by one. Whoever needs one more looks first whether another page piece has asked it already.
 */
const MOST = {
  home: 11,
  search: 6,
  article: 11,
  desk: 18,
  ticket: 55,
  "own ticket": 15,
  "new ticket": 51,
  "as you type": 2,
};

describe("pages ask the database little", () => {
  let house: House;
  let asker: Visitor;
  let agent: Visitor;
  let count = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      count += 1;
      return result;
    },
  };
  before(async () => {
    house = await buildHouse();
    const { ada, bo } = house.cast;
    for (const subject of ["Merge fails", "Branch is gone", "Merge says 42804"]) await ask(house, ada, subject);
    [asker, agent] = [await house.as(ada), await house.as(bo)];
    await agent.post("/tickets/1/messages", { kind: "public", body: "Try this.", seen: "1" });
    await house.settle();
    Object.assign(house.ctx, { db: house.ctx.db.withPlugin(counting) });
  });
  after(() => house?.close());

  const fewer = (page: keyof typeof MOST, look: () => Promise<{ status: number }>, status = 200) =>
    test(`${page}: ${MOST[page]} at most`, async () => {
      assert.equal((await look()).status, status);
      count = 0;
      await look();
      assert.ok(count > 0, "none was counted");
      assert.ok(count <= MOST[page], `${count} queries`);
    });

  fewer("home", () => asker.get("/"));
  fewer("search", () => asker.get("/search?q=merge"));
  fewer("as you type", () => asker.get("/search/suggest?q=merge"));
  fewer("article", () => asker.get("/articles/create-branch"));
  fewer("own ticket", () => asker.get("/tickets/1"));
  fewer("desk", () => agent.get("/desk"));
  fewer("ticket", () => agent.get("/tickets/1"));
  const question = { subject: "Branch cannot be created", body: "It says 42P01.", category: "", urgency: "normal" };
  fewer("new ticket", () => asker.post("/tickets", question), 303);
});
