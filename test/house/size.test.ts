import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { root } from "#server/platform/root.ts";
import { filesOf } from "./source.ts";

const CEILING = 200;

/** Tables of data, which are as long as what they list. */
const DATA = new Set(["server/measure/calculations.ts", "server/http/icons.ts"]);

const TOP = new Set([
  "server",
  "views",
  "knowledge",
  "migrations",
  "public",
  "test",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "README.md",
  "STYLE.md",
  "DECISIONS.md",
  "LICENSE",
  "biome.json",
  ".npmrc",
  ".gitignore",
  ".gitattributes",
  ".editorconfig",
  ".ci",
  ".git",
  "node_modules",
  "data",
  ".env",
]);

test("no file of the server is longer than one can keep in mind", () => {
  for (const { name, lines } of filesOf("server", ".ts")) {
    if (!DATA.has(name)) assert.ok(lines <= CEILING + 1, `${name} has ${lines} lines; split it by subject`);
  }
});

test("the top level holds what the house says and nothing else", () => {
  for (const name of readdirSync(root)) assert.ok(TOP.has(name), `${name} does not belong at the top`);
});

test("there is no drawer for things without a name", () => {
  for (const { name } of filesOf("server", ".ts"))
    assert.doesNotMatch(name, /\/(utils?|helpers?|common|misc|manager|service)\b/, name);
});
