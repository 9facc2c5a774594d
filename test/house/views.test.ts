import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf } from "./source.ts";

const views = filesOf("views", ".ejs");
const server = filesOf("server", ".ts");

/** Values that are SafeHtml by their type. */
const SAFE =
  /^(include\(|page\.body\b|body\b|site\.(icon|field|errors|once)\(|site\.token\b|page(\.\w+)*\.(html|svg|chart\w*|wide|narrow)\b|\w+(\.\w+)*\.(html|svg|chart\w*|wide|narrow)\b|\w*(html|svg)\b)/;

test("only what is safe is written without escaping", () => {
  for (const { name, text } of views) {
    if (name.startsWith("views/") && name.endsWith(".txt.ejs")) continue;
    for (const [, value = ""] of text.matchAll(/<%-\s*([\s\S]*?)\s*-?%>/g))
      assert.match(value, SAFE, `${name}: <%- ${value} %> may not be safe`);
  }
});

test("no style and no script stands inside a page", () => {
  for (const { name, text } of views.filter((view) => !view.name.includes("/mail/"))) {
    assert.doesNotMatch(text, /\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*\ssrc=)/i, name);
  }
});

test("every page is drawn by exactly one view, and every view has its page", () => {
  const drawn = server.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:view|piece|letter)(?:<[^(]*>)?\(\s*"([^"]+)"/g)].map((found) => found[1] as string),
  );
  const pages = views
    .map(({ name }) => name.slice("views/".length, -".ejs".length))
    .filter((name) => !/^(layouts|parts)\/|\/_/.test(name));
  for (const page of pages)
    assert.equal(
      drawn.filter((name) => name === page).length,
      1,
      `views/${page}.ejs is drawn by ${drawn.filter((name) => name === page).length} views`,
    );
  for (const name of drawn) assert.ok(pages.includes(name) || name.includes("/_"), `there is no views/${name}.ejs`);
});

test("every form that is posted carries its token", () => {
  for (const { name, text } of views) {
    for (const [form] of text.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/g))
      assert.match(form, /site\.token/, `${name}: a form without site.token`);
  }
});
