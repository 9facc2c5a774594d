import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "#server/platform/root.ts";
import { DESK_KEYS } from "#server/tickets/keys.ts";

test("every key that does something is shown, and every key that is shown does something", () => {
  const script = readFileSync(path.join(root, "public/js/desk-keys.js"), "utf8");
  const table = /const KEYS = \{([\s\S]*?)\n\};/.exec(script)?.[1] ?? "";
  const known = [...table.matchAll(/^ {2}(?:"([^"]+)"|(\w+)):/gm)].map((found) => found[1] ?? found[2] ?? "");
  const shown = DESK_KEYS.filter(({ keys }) => !keys.includes("Ctrl") && !keys.includes("Esc")).flatMap(
    ({ keys }) => keys,
  );
  assert.ok(known.length > 10);
  assert.deepEqual([...shown].sort(), [...known].sort());
});
