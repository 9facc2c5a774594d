import assert from "node:assert/strict";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { byCommandLine } from "#server/audit/trail.ts";
import { moveArticle } from "#server/knowledge/addresses.ts";
import { AUDIENCES } from "#server/knowledge/article.ts";
import { findArticle } from "#server/knowledge/articles.ts";
import { tidy } from "#server/knowledge/draft.ts";
import { fileFor } from "#server/knowledge/files.ts";
import { giveOutFolder } from "#server/knowledge/giving-out.ts";
import { takeInFiles, takeInFolder } from "#server/knowledge/taking-in.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { revise } from "./writing.ts";

/** What people write: any signs a text may hold, on lines. Headings, so that it is an article. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it must not make
const ANY = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff\u2028\u2029]{1,40}$/u;
const words = fc.stringMatching(ANY).filter((text) => text.trim() !== "");
const line = fc.oneof(
  words,
  fc.constantFrom(
    "",
    "## Ünïcode",
    "```sql",
    "```",
    "- [ ] step",
    "> quote",
    "| a | b |",
    "---",
    "\ttab",
    "trailing  ",
    "a\\b",
  ),
);
const anySource = fc.record({
  title: words,
  summary: words,
  audience: fc.constantFrom(...AUDIENCES),
  terms: fc.array(words, { maxLength: 3 }),
  lines: fc.array(line, { maxLength: 12 }),
  comment: fc.boolean(),
  isWindows: fc.boolean(),
  hasMark: fc.boolean(),
  ending: fc.constantFrom("", "\n", "\n\n", "  \n"),
});

type Any = typeof anySource extends fc.Arbitrary<infer Value> ? Value : never;

function sourceOf({ title, summary, audience, terms, lines, comment, isWindows, hasMark, ending }: Any): string {
  const front = stringify({ title, type: "explanation", summary, audience, terms }, { lineWidth: 0 });
  const text = `---\n${comment ? "# words of its author\n" : ""}${front}---\n\n## First\n\n${lines.join("\n")}\n\nEnd.${ending}`;
  return (hasMark ? "\ufeff" : "") + (isWindows ? text.replaceAll("\n", "\r\n") : text);
}

/** Every file of a folder, byte for byte. */
const bytesIn = (folder: string) =>
  new Map(
    globSync("**/*.{md,yaml}", { cwd: folder })
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name)).toString("base64")]),
  );

onEachEngine("Markdown in and out", (engine) => {
  let one: House;
  let other: House;
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(path.join(os.tmpdir(), "firstline-trip-"));
    folders.push(made);
    return made;
  };
  before(async () => {
    one = await buildHouse({ engine });
    other = await buildHouse({ engine });
  });
  after(async () => {
    await one.close();
    await other.close();
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  test("what goes out comes in and goes out again byte for byte, by file and from the portal", async () => {
    let taken = 0;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(anySource, anySource, async (byFile, inPortal) => {
        count += 1;
        const slug = `trip-${count}`;
        const file = fileFor("branches", slug, sourceOf(byFile));
        const { added } = await takeInFiles(one.ctx, { files: [file], shelves: [] });
        if (added === 0) return;
        taken += 1;
        const isOurs = count % 2 === 0;
        const edited = sourceOf({ ...inPortal, isWindows: false, hasMark: false });
        if (
          isOurs &&
          (await takeInFiles(one.ctx, { files: [fileFor("branches", "trial", edited)], shelves: [] })).problems
            .length === 0
        )
          await revise(one, slug, () => edited);
        const out = folder();
        await giveOutFolder(one.ctx, byCommandLine, out);
        const given = readFileSync(path.join(out, "branches", `${slug}.md`), "utf8");
        const now = (await findArticle(one.ctx, one.cast.dee, slug)).revision;
        assert.equal(given, now > 1 ? tidy(edited) : file.source);
      }),
      { numRuns: engine === "sqlite" ? 60 : 15 },
    );
    assert.ok(taken > 10, `only ${taken} could be taken`);
    await moveArticle(one.ctx, one.cast.dee, "create-branch", "make-a-branch");

    const [first, second] = [folder(), folder()];
    await giveOutFolder(one.ctx, byCommandLine, first);
    const brought = await takeInFolder(other.ctx, byCommandLine, first);
    assert.deepEqual(
      brought.problems.filter(({ reason }) => !/is an article/.test(reason)),
      [],
    );
    await giveOutFolder(other.ctx, byCommandLine, second);
    const [before, again] = [bytesIn(first), bytesIn(second)];
    for (const [name, bytes] of before) if (name !== "redirects.yaml") assert.equal(again.get(name), bytes, name);
    assert.deepEqual((await takeInFolder(one.ctx, byCommandLine, second)).updated, 0, "and nothing of it is new");
  });
});
