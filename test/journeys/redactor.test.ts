import assert from "node:assert/strict";
import { test } from "node:test";
import { redact } from "#server/journeys/redactor.ts";

const GIVES_AWAY: [string, string][] = [
  ["mail from ada.lovelace@payments.example.com bounced", "mail from [mail] bounced"],
  ["connect to 10.20.30.40 refused", "connect to [ip] refused"],
  ["listen on fe80:0:0:0:1a2b:3c4d:5e6f:7081", "listen on [ip]"],
  ["row 7f3e1c52-0a1b-4c3d-9e8f-0123456789ab missing", "row [id] missing"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl expired", "[token] expired"],
  ["ghp_16C7e42F292c6912E7710c838347Ae178B4a revoked", "[key] revoked"],
  ["postgres://bob:hunter2@db/app times out", "postgres://[secret]@db/app times out"],
  ["password=correct-horse fails", "[secret] fails"],
  ["key Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg== unknown", "key [token] unknown"],
];

test("what may give somebody away is taken out", () => {
  for (const [typed, kept] of GIVES_AWAY) assert.equal(redact(typed), kept);
});

const LOOKED_FOR = [
  "structure of query does not match function result type",
  "permission denied for table pggit.commit_history",
  "ERROR 42804 in pggit_create_branch_from_snapshot()",
  "version 0.4.1 to 0.5.0",
  "rotate the support key",
  "std::vector::at out of range 12:34:56",
];

test("what was looked for stays", () => {
  for (const words of LOOKED_FOR) assert.equal(redact(words), words);
});

test("what is typed is bounded, whole and on one line", () => {
  assert.equal(redact("a\n  b\u0000"), "a b");
  assert.ok(redact("word ".repeat(10_000)).length <= 500);
  assert.ok(redact(`${"x ".repeat(249)}x😀`).isWellFormed());
});
