import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Audience } from "#server/knowledge/article.ts";
import { audiencesOf } from "#server/knowledge/audience.ts";
import { beginDraft } from "#server/knowledge/drafting.ts";
import { fileFor } from "#server/knowledge/files.ts";
import { keepInStep } from "#server/knowledge/library.ts";
import { suggestArticles } from "#server/knowledge/searching.ts";
import { takeInFiles } from "#server/knowledge/taking-in.ts";
import type { Person } from "#server/people/person.ts";
import { rooms } from "#server/rooms.ts";
import { crawl } from "#test/support/crawler.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { revise } from "./writing.ts";

/** By the needle it is found, by the flag it is known: each word stands in one article and nowhere else. */
const PLANTED: Record<Audience, { needle: string; flag: string }> = {
  everyone: { needle: "quaggamist", flag: "vexillum" },
  "signed-in": { needle: "quetzalfern", flag: "gonfalon" },
  staff: { needle: "quokkabrine", flag: "oriflamme" },
};
const AUDIENCES = Object.keys(PLANTED) as Audience[];
/** In drafts only: of a new article, and of the next text of an open one. */
const DRAFTED = "pennonceau";

const slugOf = (audience: Audience) => `about-${PLANTED[audience].flag}`;

function article(audience: Audience): string {
  const { needle, flag } = PLANTED[audience];
  const front = `title: About ${flag}\ntype: explanation\nsummary: All of ${flag}.\naudience: ${audience}\napplies_to: [${flag} 1]\nerrors: ["${needle} failed for ${flag}"]\nterms: [${needle}]\nrelated: [${AUDIENCES.map(slugOf).join(", ")}]`;
  return `---\n${front}\n---\n\n## ${flag} and ${needle}\n\nThe ${needle} of ${flag}.\n`;
}

/** A letter left out: what "did you mean" is for. */
const mistyped = (word: string) => word.replace(/.(.)$/, "$1");

onEachEngine("an article is for its readers, wherever one looks", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, config: { publicKnowledge: true } });
    const { ctx, cast } = house;
    const files = AUDIENCES.map((audience) => fileFor("branches", slugOf(audience), article(audience)));
    assert.deepEqual((await takeInFiles(ctx, { files, shelves: [] })).problems, []);
    const source = article("everyone").replace("The quaggamist", `The ${DRAFTED} of quaggamist`);
    await beginDraft(ctx, cast.bo, { articleId: null, category: "branches", base: 0, source });
    await revise(house, slugOf("everyone"), (text) => `${text}\nRevised.\n`);
    await keepInStep(ctx);
    await house.settle();
  });
  after(() => house.close());

  const readers = (): [string, Person | null][] => [
    ["a visitor", null],
    ["a requester", house.cast.ada],
    ["an agent", house.cast.bo],
    ["an admin", house.cast.dee],
  ];

  const hiddenFrom = (person: Person | null) => AUDIENCES.filter((one) => !audiencesOf(person).includes(one));

  test("every address of the route table, asked for each article and with its words", async () => {
    let looked = 0;
    for (const [who, person] of readers()) {
      const visitor = await house.as(person);
      const hidden = hiddenFrom(person);
      for (const address of addresses()) {
        const { text } = await visitor.get(address);
        const seen = text.replaceAll(address, "").replaceAll(encodeURIComponent(address), "");
        for (const audience of hidden) {
          const { needle, flag } = PLANTED[audience];
          if (!address.includes(flag)) assert.ok(!seen.includes(flag), `${who} sees ${flag} at ${address}`);
          if (!address.includes(needle)) assert.ok(!seen.includes(needle), `${who} sees ${needle} at ${address}`);
          looked += 1;
        }
        if (hidden.includes("staff")) assert.ok(!text.includes(DRAFTED), `${who} sees a draft at ${address}`);
      }
    }
    assert.ok(looked > 400, `only ${looked} were looked at`);
  });

  test("every page that links lead to, from the start", async () => {
    for (const [who, person] of readers()) {
      const hidden = hiddenFrom(person);
      for (const [address, { text }] of await crawl(await house.as(person), ["/", "/articles", "/feed.atom", "/ask"]))
        for (const audience of hidden)
          assert.ok(!text.includes(PLANTED[audience].flag), `${who} sees ${PLANTED[audience].flag} at ${address}`);
    }
  });

  test("and those who may read it do find it, or the test would prove nothing", async () => {
    for (const [who, person] of readers()) {
      const visitor = await house.as(person);
      for (const audience of audiencesOf(person)) {
        const { needle, flag } = PLANTED[audience];
        for (const address of [
          "/feed.atom",
          "/articles",
          "/categories/branches",
          `/categories/branches?version=${flag}+1`,
          `/search?q=${needle}`,
          `/search.json?q=${needle}`,
          `/search/suggest?q=${needle}`,
          `/search?q=${mistyped(flag)}`,
        ])
          assert.ok((await visitor.get(address)).text.includes(flag), `${who} finds ${flag} at ${address}`);
      }
    }
  });

  test("while somebody asks, and in how many there are", async () => {
    const { ada, bo } = house.cast;
    for (const [person, isStaff] of [
      [ada, false],
      [bo, true],
    ] as const) {
      const visitor = await house.as(person);
      const { needle, flag } = PLANTED.staff;
      const form = {
        subject: `The ${needle} fails`,
        body: `It says: ${needle} failed`,
        category: "",
        urgency: "normal",
      };
      const check = await visitor.post("/ask", form);
      if (!isStaff) assert.ok(!check.text.includes(flag), person.name);
      const suggested = await suggestArticles(house.ctx, person, `${form.subject} ${form.body}`, 20);
      assert.equal(
        suggested.some(({ slug }) => slug === slugOf("staff")),
        isStaff,
        person.name,
      );
      const counts = [...(await visitor.get("/categories/branches")).text.matchAll(/(\d+) articles/g)].map(
        ([, count]) => Number(count),
      );
      const all = await house.ctx.db
        .selectFrom("article")
        .select("id")
        .where("category", "=", "branches")
        .where("audience", "in", audiencesOf(person))
        .execute();
      assert.equal(counts[0], all.length);
    }
  });

  /** What there is to look at, made of the route table, so that a new address is looked at without being added here. */
  function addresses(): string[] {
    const words = AUDIENCES.flatMap((audience) => [PLANTED[audience].needle, mistyped(PLANTED[audience].flag)]);
    const found: string[] = ["/robots.txt", "/sitemap.xml"];
    for (const { method, path } of rooms(house.ctx)) {
      if (method !== "get" || /^\/(admin|sign-out)/.test(path)) continue;
      const slugs = path.includes(":slug") ? [...AUDIENCES.map(slugOf), "branches"] : [""];
      for (const slug of slugs) {
        const filled = path.replace(":slug", slug).replaceAll(/:\w+/g, "1");
        found.push(filled);
        if (slug === "" && /^\/($|search|ask|articles|desk|feed)/.test(path))
          found.push(...words.map((word) => `${filled}?q=${word}`));
        if (path === "/categories/:slug")
          found.push(
            ...AUDIENCES.map((one) => `${filled}?version=${PLANTED[one].flag}+1`, `${filled}?after=${slugOf("staff")}`),
          );
      }
    }
    return found;
  }
});
