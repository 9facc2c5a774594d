import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { recordEvent } from "#server/journeys/journal.ts";
import { systemClock } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { portal } from "./terminal.ts";

const SOURCE = readFileSync(path.join(import.meta.dirname, "../support/knowledge/branches/create-branch.md"), "utf8");

onEachEngine("portal replay", (engine) => {
  let house: House;
  let folder: string;
  before(async () => {
    house = await buildHouse({ engine });
    // A command has the machine's own clock.
    await house.wait(systemClock.now() - house.ctx.clock.now());
    folder = path.join(house.dataDir, "branches");
    mkdirSync(folder);
    const { ada, zoe, bo } = house.cast;
    for (const person of [ada, zoe, bo])
      for (const q of person === bo ? ["gluttonous twig"] : ["gluttonous twig", "only two know"]) {
        const reader = { personId: person.id, kind: "dev", token: `t${person.id}` } as const;
        const filters = { category: "", type: "", page: 1 };
        await recordEvent(house.ctx, reader, { type: "search", q, results: 0, source: "page", filters });
      }
  });
  after(() => house.close());

  const file = (name: string, text: string) => {
    const place = path.join(folder, name);
    writeFileSync(place, text);
    return place;
  };
  const run = (...words: string[]) => portal(house.ctx.config, ["replay", ...words]);

  test("says what an article would change, and never what two people searched for", async () => {
    const article = file("create-branch.md", SOURCE.replace(/^title: .*$/m, "title: A gluttonous twig"));
    const { code, out, told } = await run("--article", article);
    assert.equal(code, 0, told);
    assert.match(out, /^1 of 1 search changes\./);
    assert.match(out, /"gluttonous twig" \(3 people\)/);
    assert.match(out, /A gluttonous twig \(create-branch\) appears in place 1 for everybody/);
    assert.match(out, /1 search of fewer than three people was played too/);
    assert.doesNotMatch(out, /only two know/);
    const json = await run("--article", article, "--json");
    assert.equal(JSON.parse(json.out).changed[0].moves[0].slug, "create-branch");
    assert.doesNotMatch(json.out, /only two know/);
  });

  test("tries another title of an article that is there", async () => {
    const { code, out, told } = await run("--title", "A gluttonous twig", "--of", "create-branch");
    assert.equal(code, 0, told);
    assert.match(out, /A gluttonous twig \(create-branch\) appears in place 1 for everybody/);
    assert.match((await run("--title", "A twig", "--of", "nowhere")).told, /article/);
  });

  test("tries synonyms and a ranking, and says what is wrong with them", async () => {
    const synonyms = await run("--synonyms", file("other.yaml", "- [twig, branch]\n"), "--json");
    assert.equal(JSON.parse(synonyms.out).changed.length, 1);
    assert.equal((await run("--ranking", file("ranking.txt", "title: 2\nreaders: off\n"))).code, 0);
    for (const [words, sentence, code] of [
      [[], /give one of --article/, 2],
      [["--synonyms", "a", "--ranking", "b"], /give one of/, 2],
      [["--title", "A twig"], /together with --of/, 2],
      [["--synonyms", "/nowhere.yaml"], /cannot be read/, 2],
      [["--synonyms", file("broken.yaml", "- alone\n")], /No group of words/, 2],
      [["--ranking", file("wrong.txt", "colour: 3\n")], /is none of title/, 1],
      [["--article", file("half.md", "---\ntitle: Half\n---\n")], /cannot be searched yet/, 1],
    ] as const) {
      const said = await run(...words);
      assert.deepEqual([said.code, said.out], [code, ""], words.join(" "));
      assert.match(said.told, sentence);
    }
  });
});
