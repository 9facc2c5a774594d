import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf } from "./source.ts";

const styles = filesOf("public/css", ".css");
const tokens = styles.find(({ name }) => name.endsWith("tokens.css"))?.text ?? "";

test("every colour comes from the tokens", () => {
  for (const { name, text } of styles.filter((style) => !style.name.endsWith("tokens.css"))) {
    assert.doesNotMatch(
      text.replace(/url\(#[\w-]+\)/g, ""),
      /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|light-dark\(/i,
      name,
    );
  }
});

test("every token that is used exists", () => {
  const known = new Set([...tokens.matchAll(/(--[\w-]+):/g)].map((found) => found[1]));
  for (const { name, text } of styles) {
    const own = new Set([...text.matchAll(/(--[\w-]+):/g)].map((found) => found[1]));
    for (const [, token = ""] of text.matchAll(/var\((--[\w-]+)/g))
      assert.ok(known.has(token) || own.has(token), `${name}: ${token} is no token`);
  }
});

/** Text on ground, and what WCAG 2.2 asks of the pair. */
const PAIRS: [string, string, number][] = [
  ["ink", "canvas", 4.5],
  ["ink", "surface", 4.5],
  ["ink-2", "canvas", 4.5],
  ["ink-2", "hover", 4.5],
  ["ink-3", "canvas", 4.5],
  ["ink-3", "surface", 4.5],
  ["ink-3", "hover", 4.5],
  ["ink-3", "sunken", 4.5],
  ["ink-3", "accent-soft", 4.5],
  ["accent", "canvas", 4.5],
  ["accent", "surface", 4.5],
  ["accent", "accent-soft", 4.5],
  ["on-solid", "solid", 4.5],
  ["on-solid", "solid-hover", 4.5],
  ["good", "good-soft", 4.5],
  ["warn", "warn-soft", 4.5],
  ["bad", "bad-soft", 4.5],
  ["info", "info-soft", 4.5],
  ["ink", "mark", 4.5],
  ["line-strong", "surface", 3],
  ["line-strong", "canvas", 3],
  ["focus", "canvas", 3],
  ["focus", "surface", 3],
];

for (const [scheme, place] of [
  ["light", 1],
  ["dark", 2],
] as const) {
  test(`text can be read in the ${scheme} scheme`, () => {
    for (const [text, ground, least] of PAIRS) {
      const ratio = contrast(colour(text, place), colour(ground, place));
      assert.ok(ratio >= least, `${text} on ${ground}: ${ratio.toFixed(2)}, needed ${least}`);
    }
  });
}

function colour(token: string, place: 1 | 2): string {
  const both = new RegExp(`--${token}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens);
  const one = new RegExp(`--${token}: (#\\w+)`).exec(tokens);
  const found = both?.[place] ?? one?.[1];
  assert.ok(found, `--${token} has no colour`);
  return found;
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
