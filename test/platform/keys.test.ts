import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { Misuse } from "#server/platform/errors.ts";
import { KEY_FILE, openKeys, randomToken, sameText } from "#server/platform/keys.ts";

describe("the portal's own key", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-keys-"));
  after(() => rmSync(folder, { recursive: true }));

  test("is made once, for its owner only, and stays", () => {
    const made = openKeys(path.join(folder, "new"));
    const file = path.join(folder, "new", KEY_FILE);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    assert.equal(openKeys(path.join(folder, "new")).sign("audit", "x"), made.sign("audit", "x"));
    assert.notEqual(openKeys(path.join(folder, "other")).sign("audit", "x"), made.sign("audit", "x"));
  });

  test("that is too short stops the start with what to do", () => {
    writeFileSync(path.join(folder, KEY_FILE), "c2hvcnQ");
    assert.throws(
      () => openKeys(folder),
      (error) => error instanceof Misuse && /shorter than 256 bits. Restore it from a backup/.test(error.message),
    );
  });

  test("signs for one purpose only", () => {
    const keys = openKeys(path.join(folder, "purposes"));
    const signature = keys.sign("csrf", "a visit");
    assert.ok(keys.matches("csrf", "a visit", signature));
    assert.ok(!keys.matches("flash", "a visit", signature));
    assert.ok(!keys.matches("csrf", "another visit", signature));
    assert.ok(!keys.matches("csrf", "a visit", ""));
  });

  test("tokens are 256 bits that never come twice, and are compared whole", () => {
    const tokens = Array.from({ length: 1000 }, randomToken);
    assert.equal(new Set(tokens).size, tokens.length);
    assert.ok(tokens.every((token) => /^[\w-]{43}$/.test(token)));
    assert.ok(!sameText("", ""));
    assert.ok(!sameText("abc", "abcd"));
    assert.ok(sameText("abc", "abc"));
  });
});
