import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asMarkdown, writeDown } from "#server/tickets/writing.ts";

const CASES: [string, string, string][] = [
  ["lines stay lines", "Hello\nworld", "Hello  \nworld  "],
  ["a gap stays a gap", "One\n\n\nTwo", "One  \n\nTwo  "],
  [
    "an error becomes code",
    "ERROR:  no such branch\nLINE 1: select",
    "```\nERROR:  no such branch\nLINE 1: select\n```",
  ],
  ["so does a stack", "Error: boom\n    at f (a.js:1)", "```\nError: boom\n    at f (a.js:1)\n```"],
  ["and a log with times", "2026-06-09 10:00:01 UTC started", "```\n2026-06-09 10:00:01 UTC started\n```"],
  [
    "words about an error do not",
    "It says\nERROR: x\nand then\nnothing",
    "It says  \nERROR: x  \nand then  \nnothing  ",
  ],
  ["a list stays a list", "- one\n- two", "- one  \n- two  "],
  ["a fence is left alone", "```sql\nselect 1;\n\nselect 2;\n```", "```sql\nselect 1;\n\nselect 2;\n```"],
  ["an open fence runs to the end", "```\nselect 1;\nERROR: x", "```\nselect 1;\nERROR: x"],
];

for (const [name, typed, expected] of CASES) test(name, () => assert.equal(asMarkdown(typed), expected));

test("whatever is pasted, no word of it is lost and no markup gets through", () => {
  const word = fc.stringMatching(/^[a-z]{3,12}$/);
  const junk = fc.constantFrom("```", "ERROR: x", "<script>alert(1)</script>", "- a", "# b", "\t", "");
  fc.assert(
    fc.property(fc.array(fc.oneof(word, junk), { minLength: 1, maxLength: 20 }), (lines) => {
      const { body, html } = writeDown(lines.join("\n"));
      assert.equal(body, lines.join("\n"));
      assert.doesNotMatch(html, /<script/);
      for (const line of lines.filter((one) => /^[a-z]{3,}$/.test(one))) assert.ok(html.includes(line), line);
    }),
  );
});

test("anchors of two messages on one page never meet", () => {
  const [one, other] = [writeDown("# Title").html, writeDown("# Title").html];
  assert.notEqual(/id="([^"]+)"/.exec(one)?.[1], /id="([^"]+)"/.exec(other)?.[1]);
});
