import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findSecrets, maskSecrets } from "#server/tickets/secrets.ts";

const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----";
/** A text, and what of it must be gone. */
const PLANTED: [string, string][] = [
  ["could not connect to postgres://app:hunter22@db.internal/main", "hunter22"],
  ["PGPASSWORD=s3cr3t-Word psql", "s3cr3t-Word"],
  ['{"user": "ada", "password": "tiger scott"}', "tiger"],
  ["Authorization: Bearer abcDEF123.456-xyz", "abcDEF123.456-xyz"],
  ["authorization: basic YWRhOmx1bGx1bGx1", "YWRhOmx1bGx1bGx1"],
  ["alter role app password 'open sesame'", "open sesame"],
  ["token=ghp_abcdefghijklmnopqrst and more", "ghp_abcdefghijklmnopqrst"],
  ["eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4", "eyJzdWIiOiIxMjM0"],
  ["AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
  [`here it is:\n${KEY}\nthanks`, "MIIEow"],
  ["Cookie: session=abcdefgh; other=1", "abcdefgh"],
  ["api_key: 0123456789abcdef", "0123456789abcdef"],
];

for (const [text, secret] of PLANTED)
  test(`found and masked: ${text.slice(0, 40).replaceAll("\n", " ")}`, () => {
    const masked = maskSecrets(text, findSecrets(text));
    assert.ok(!masked.includes(secret), masked);
    assert.match(masked, /\[masked\]/);
    assert.deepEqual(findSecrets(masked), [], "masked once, it is not asked about again");
  });

test("what is no secret is left alone", () => {
  for (const text of [
    "How do I change my password?",
    'ERROR: relation "tokens" does not exist',
    "password: [masked]",
    "password=***",
    "The token is missing: see /articles/tokens",
    "see https://host.example:8080/path@home",
    'password authentication failed for user "app"',
  ])
    assert.deepEqual(findSecrets(text), [], text);
});

test("masking what is planted anywhere leaves the rest as it was", () => {
  fc.assert(
    fc.property(fc.lorem(), fc.lorem(), fc.constantFrom(...PLANTED), (before, after, [text]) => {
      const whole = `${before}\n${text}\n${after}`;
      const masked = maskSecrets(whole, findSecrets(whole));
      assert.ok(masked.startsWith(`${before}\n`) && masked.endsWith(`\n${after}`));
    }),
  );
});
