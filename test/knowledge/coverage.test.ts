import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { checkFolder, checkKnowledge } from "#server/knowledge/check.ts";
import { type Covering, coverageOf } from "#server/knowledge/coverage.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { sharedSignatures } from "#server/knowledge/signatures.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf, type Shelf } from "./shelf.ts";

const about = (slug: string, covers: string[], more: Partial<Covering> = {}): Covering => ({
  slug,
  title: slug,
  type: "reference",
  function: null,
  covers,
  ...more,
});
const group = (...entries: { id: string; title: string; function?: string }[]) => ({
  groups: [{ title: "Functions", types: ["reference" as const], entries }],
});

test("an entry is covered by an article of a fitting kind that names it, and about its function", () => {
  const catalogue = group(
    { id: "A", title: "a()", function: "s.a" },
    { id: "B", title: "b()", function: "s.b" },
    { id: "C", title: "c" },
    { id: "D", title: "d" },
    { id: "E", title: "e()", function: "s.e" },
  );
  const coverage = coverageOf(catalogue, [
    about("right", ["A"], { function: "s.a" }),
    about("other-function", ["B"], { function: "s.a" }),
    about("other-kind", ["C"], { type: "how-to" }),
    about("names-no-id", [], { function: "s.e" }),
    about("only-mentions-it", [], { function: "s.b", type: "how-to" }),
  ]);
  assert.deepEqual(
    coverage.missing.map(({ id, nearly }) => [id, nearly.map(({ slug }) => slug)]),
    [
      ["B", ["other-function"]],
      ["C", ["other-kind"]],
      ["D", []],
    ],
  );
  assert.deepEqual([coverage.covered, coverage.total, coverage.percent], [2, 5, 40]);
});

test("a hundred percent is said only when nothing is missing", () => {
  const entries = Array.from({ length: 300 }, (_, place) => ({ id: `E${place}`, title: "e" }));
  const some = entries.slice(1).map(({ id }) => about(id.toLowerCase(), [id]));
  assert.equal(coverageOf(group(...entries), some).percent, 99);
  assert.equal(coverageOf(group(...entries), [...some, about("last", ["E0"])]).percent, 100);
  assert.equal(coverageOf({ groups: [] }, []).percent, 100);
});

test("one error text belongs to one article, however it is written", () => {
  const claims = [
    { file: "a.md", errors: ["ERROR:  Branch x not found", "no rows"] },
    { file: "b.md", errors: ["branch x  not found"] },
    { file: "c.md", errors: ["No rows"] },
  ];
  assert.deepEqual(sharedSignatures(claims, ["no rows"]), [
    { signature: "ERROR:  Branch x not found", files: ["a.md", "b.md"] },
  ]);
});

const CATALOGUE = `groups:
  - title: Guides
    types: [how-to]
    entries:
      - { id: F-PERM, title: Roles and permissions }
      - { id: F-BACKUP, title: "Backup & <recovery>" }
`;
const FILE = "branches/no-commits-found.md";

onEachEngine("coverage and its page", (engine) => {
  let house: House;
  let shelf: Shelf;
  beforeEach(async () => {
    shelf = openShelf();
    shelf.write("catalogue.yaml", CATALOGUE);
    shelf.replace("access/give-read-only-access.md", "covers: [F2]", "covers: [F-PERM]");
    house = await buildHouse({ engine, config: { knowledgeDir: shelf.folder } });
    await importArticles(house.ctx, shelf.folder);
  });
  afterEach(async () => {
    shelf.close();
    await house.close();
  });
  const page = async (who: keyof House["cast"]) => (await house.as(house.cast[who])).get("/knowledge/coverage");
  const faults = () => checkFolder(shelf.folder).filter(({ kind }) => kind !== "not covered");

  test("staff see how much is documented, what is missing, and where to write it", async () => {
    const { status, text } = await page("bo");
    assert.equal(status, 200);
    assert.match(text, /50 %/);
    assert.match(text, /1 of 2 entries/);
    assert.match(text, /Backup &amp; &lt;recovery&gt;/);
    assert.match(text, /href="\/knowledge\/coverage\/draft\?entry=F-BACKUP"/);
  });

  test("whoever may not write does not see it", async () => {
    assert.equal((await page("ada")).status, 404);
    assert.equal((await (await house.as(null)).get("/knowledge/coverage")).status, 303);
  });

  test("a draft has the form its kind asks for, and is an article as soon as it is filled in", async () => {
    const draft = async (who: keyof House["cast"], entry: string) =>
      (await house.as(house.cast[who])).get(`/knowledge/coverage/draft?entry=${entry}`);
    const { status, text, headers } = await draft("bo", "F-BACKUP");
    assert.equal(status, 200);
    assert.match(headers.get("content-disposition") ?? "", /filename="f-backup\.draft\.md"/);
    shelf.write("branches/backing-up.md", text.replace('summary: ""', "summary: Dump the whole database."));
    const { problems } = await importArticles(house.ctx, shelf.folder);
    assert.deepEqual(problems, []);
    assert.match((await page("bo")).text, /100 %/);
    assert.equal((await draft("bo", "F-NOTHING")).status, 404);
    assert.equal((await draft("ada", "F-BACKUP")).status, 404);
  });

  test("an article that covers it counts from the moment it is published", async () => {
    await page("bo");
    shelf.replace("access/give-read-only-access.md", "covers: [F-PERM]", "covers: [F-PERM, F-BACKUP]");
    await importArticles(house.ctx, shelf.folder);
    assert.match((await page("cy")).text, /100 %/);
  });

  test("a list that cannot be read is said, and nothing else breaks", async () => {
    shelf.write("catalogue.yaml", "groups: 3");
    assert.match((await page("bo")).text, /catalogue\.yaml: It is not a list of groups/);
    shelf.write("catalogue.yaml", CATALOGUE.replace("F-BACKUP", "F-PERM"));
    assert.match((await page("bo")).text, /lists F-PERM twice/);
  });

  test("broken links, anchors and relations are said with their file", async () => {
    const clean = faults();
    shelf.replace(
      FILE,
      "## Cause",
      "## Cause\n\n[a](/articles/nowhere) [b](#nowhere) [c](/categories/nowhere) [d](#fix)",
    );
    const broken = faults().filter((fault) => !clean.some((one) => one.sentence === fault.sentence));
    assert.deepEqual(
      broken.map(({ kind, file, sentence }) => [kind, file, sentence]),
      [
        ["broken link", FILE, "Its link /articles/nowhere leads to an article that is not there."],
        ["broken anchor", FILE, "Its link #s-nowhere names a section that is not there."],
        ["broken link", FILE, "Its link /categories/nowhere leads to a category that is not there."],
      ],
    );
  });

  test("an article for everyone may not lead to one that only staff may read", async () => {
    shelf.replace(FILE, "## Cause", "## Cause\n\n[key](/articles/rotate-the-support-key)");
    assert.match(
      faults()
        .map(({ sentence }) => sentence)
        .join("\n"),
      /not all of its readers may see/,
    );
  });

  test("missing fields, misread marks and unreadable files are faults too", async () => {
    shelf.replace(FILE, "## Cause", "## Because");
    shelf.write("branches/new.md", '---\ntitle: "New"\ntype: explanation\n---\n## A\n\ntext');
    shelf.write(
      "branches/marks.md",
      '---\ntitle: "M"\ntype: explanation\nsummary: "m"\n---\n## A\n\n```sql check often\nSELECT 1;\n```',
    );
    const said = faults()
      .filter(({ kind }) => kind === "unreadable")
      .map(({ file, sentence }) => `${file}: ${sentence}`);
    assert.match(said.join("\n"), /no-commits-found\.md: The section "Cause" is missing/);
    assert.match(said.join("\n"), /new\.md: The field summary is missing/);
    assert.match(said.join("\n"), /marks\.md: Its example 1 is marked with "often"/);
  });

  test("the whole check says each thing once, though it looks at files and at what is published", async () => {
    const sentences = (await checkKnowledge(house.ctx)).map(({ file, sentence }) => `${file} ${sentence}`);
    assert.equal(new Set(sentences).size, sentences.length);
    assert.ok(sentences.some((sentence) => sentence.includes("No article covers F-BACKUP")));
  });
});
