import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { root } from "#server/platform/root.ts";

const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });

test("types fit", () => {
  const { status, stdout } = run("node_modules/typescript/bin/tsc");
  assert.equal(status, 0, stdout);
});

test("lint and format are clean", () => {
  const { status, stdout, stderr } = run("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings");
  assert.equal(status, 0, stdout + stderr);
});
