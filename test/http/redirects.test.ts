import assert from "node:assert/strict";
import { test } from "node:test";
import { safePath } from "#server/http/redirects.ts";

test("a path of ours leads on", () => {
  for (const path of ["/", "/account", "/tickets/7?after=12", "/articles/a-b#fix", "/search?q=a%20b&x=1", "/caf%C3%A9"])
    assert.equal(safePath(path), path);
});

test("nothing leads to another site, however it is written", () => {
  const elsewhere: unknown[] = [
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\\/evil.test",
    "https:evil.test",
    "https://evil.test",
    "HTTPS://evil.test",
    "http:/evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.test",
    "",
    " //evil.test",
    "\t//evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r\n/evil.test",
    "/\u0000/evil.test",
    "/%5cevil.test",
    "/%5Cevil.test",
    "/%2f%2fevil.test",
    "/%2F%2Fevil.test",
    "/..//evil.test",
    "/.//evil.test",
    "/a/..//evil.test",
    "/%2e%2e//evil.test",
    `/${"a".repeat(3000)}`,
    undefined,
    null,
    7,
    ["/account"],
    { toString: () => "/account" },
  ];
  for (const wanted of elsewhere) assert.equal(safePath(wanted), "/", JSON.stringify(wanted));
});

test("the place to fall back to is ours to choose", () => {
  assert.equal(safePath("//evil.test", "/desk"), "/desk");
});
