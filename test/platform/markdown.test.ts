import assert from "node:assert/strict";
import { test } from "node:test";
import { renderMarkdown } from "#server/platform/markdown.ts";

const ATTACKS = [
  "<script>alert(1)</script>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "[x](//evil.example)",
  "![x](https://evil.example/pixel.png)",
  "<img src=x onerror=alert(1)>",
  '[x](https://a.example" onmouseover="alert(1))',
  "```<img src=x onerror=alert(1)>\nx\n```",
  "<svg><style><img src=x onerror=alert(1)></style></svg>",
  "[x](&#106;avascript:alert(1))",
];

test("what people write never becomes code", () => {
  for (const attack of ATTACKS) {
    const { html } = renderMarkdown(attack);
    assert.doesNotMatch(html, /<script|<img|<svg|<style|<[^>]*\son\w+\s*=|href="(?!https?:|mailto:|\/[^/]|#)/i, attack);
  }
});

test("headings get addresses of their own, below the page's title", () => {
  const { html, headings } = renderMarkdown("# Fix\n\n## Fix\n\n### Ärger & mehr", "s-");
  assert.deepEqual(
    headings.map(({ anchor }) => anchor),
    ["s-fix", "s-fix-2", "s-ärger-mehr"],
  );
  assert.match(html, /<h2 id="s-fix">/);
});

test("the plain text holds words and code, and no marks", () => {
  assert.equal(renderMarkdown("Run **this**:\n\n```sql\nSELECT 1;\n```").text, "Run this:\nSELECT 1;\n");
});

test("deep nesting and long lines end in time", () => {
  const nested = `${">".repeat(50_000)}x`;
  const links = "[".repeat(50_000);
  for (const source of [nested, links, "*a ".repeat(60_000), "| ".repeat(50_000)]) {
    const started = performance.now();
    renderMarkdown(source);
    assert.ok(performance.now() - started < 5000, source.slice(0, 10));
  }
});
