import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { firstSteps } from "#server/knowledge/brief.ts";
import { readDocument } from "#server/knowledge/document.ts";
import { drawArticle } from "#server/knowledge/drawing.ts";
import { root } from "#server/platform/root.ts";

const FRONT = "title: T\ntype: explanation\nsummary: S";
const source = (front: string, body = "## A\n\nText.") => `---\n${front}\n---\n\n${body}\n`;

const WRONG: [string, string, RegExp][] = [
  ["no front matter", "# Hello", /does not begin with front matter/],
  ["front matter without an end", `---\n${FRONT}\n`, /does not begin with front matter/],
  ["a list instead of fields", source("- a\n- b"), /not a list of fields/],
  ["broken YAML", source('title: "T'), /cannot be read/],
  ["no title", source("type: explanation\nsummary: S"), /title is missing/],
  ["an unknown type", source("title: T\ntype: poem\nsummary: S"), /type is not one of troubleshooting/],
  ["an unknown audience", source(`${FRONT}\naudience: friends`), /audience is not one of everyone/],
  ["a field nobody knows", source(`${FRONT}\nauthor: me`), /no field author/],
  ["nothing below", `---\n${FRONT}\n---\n`, /nothing below/],
  ["an address that is none", source(`${FRONT}\nrelated: ["/etc/passwd"]`), /no article's address/],
  ["no section", source(FRONT, "Only text."), /at least one section/],
  [
    "a lost section",
    source(FRONT.replace("explanation", "how-to"), "## Steps\n\n1. x"),
    /"Before you start" is missing/,
  ],
  [
    "sections in the wrong order",
    source(
      FRONT.replace("explanation", "how-to"),
      "## Steps\n\n1. x\n\n## Before you start\n\nx\n\n## Check that it worked\n\nx",
    ),
    /wrong place/,
  ],
  [
    "a runbook without boxes",
    source(
      FRONT.replace("explanation", "runbook"),
      "## When to use this\n\nx\n\n## Steps\n\n1. x\n\n## Afterwards\n\nx",
    ),
    /boxes/,
  ],
  ["too many aliases", source(`${FRONT}\na: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nterms: [*b,*b,*b,*b]`), /./],
  ["a NUL", source(FRONT, "## A\u0000"), /cannot be stored/],
];

for (const [what, text, reason] of WRONG) {
  test(`an article with ${what} is refused, and the reason is said`, () => {
    const drawn = drawArticle(text);
    assert.ok(!drawn.ok);
    assert.match(drawn.problems.join(" "), reason);
  });
}

test("codes and versions stay the text they were written as", () => {
  const read = readDocument(source(`${FRONT}\ncodes: [08006, 0A000, 42804]\napplies_to: 1.10`));
  assert.ok(read.ok);
  assert.deepEqual(read.document.facts.codes, ["08006", "0A000", "42804"]);
  assert.deepEqual(read.document.facts.appliesTo, ["1.10"]);
});

test("files from Windows and from editors that mark their files read like any other", () => {
  const read = readDocument(`\uFEFF${source(FRONT).replaceAll("\n", "\r\n")}`);
  assert.ok(read.ok);
  assert.equal(read.document.body, "## A\n\nText.");
});

test("a heading inside a block of code is no section", () => {
  const body = "```text\n## Before you start\n```\n\n## Steps\n\n1. x\n\n## Check that it worked\n\nx";
  assert.ok(!drawArticle(source(FRONT.replace("explanation", "how-to"), body)).ok);
});

test("whatever an author saves, reading it never throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.string({ maxLength: 200 }), (front, body) => {
      drawArticle(front);
      drawArticle(source(front, body));
    }),
    { numRuns: 300 },
  );
});

test("every shipped article is whole", () => {
  const folder = path.join(root, "knowledge");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /[\\/].+\.md$/.test(name));
  for (const name of files) {
    const drawn = drawArticle(readFileSync(path.join(folder, name), "utf8"));
    assert.ok(drawn.ok, `${name}: ${drawn.ok ? "" : drawn.problems.join(" ")}`);
  }
});

test("the first steps are few, short and without links", () => {
  const steps =
    "## Fix\n\n1. Do [this](/articles/x):\n\n```sql\nSELECT 1;\n```\n\n2. Then that\n3. And that\n4. Not that";
  assert.equal(firstSteps(steps, "troubleshooting"), "1. Do this: `` SELECT 1; ``\n2. Then that\n3. And that");
  assert.equal(firstSteps("## Fix\n\nRun this:\n\n```sh\na\nb\n```", "troubleshooting"), "Run this.");
  assert.equal(firstSteps("## Other\n\ntext", "troubleshooting"), "");
});
