import assert from "node:assert/strict";
import { test } from "node:test";
import { passwordProblem } from "#server/people/password-rules.ts";

const ADA = { email: "ada.lovelace@example.test", name: "Ada Lovelace", organisation: "Example Works" };
const problem = (password: string) => passwordProblem(password, ADA);

test("long enough and not known to guessers is good, whatever it is made of", () => {
  for (const password of [
    "seven tired lanterns",
    "nine hungry umbrellas",
    "correct-zebra-9-lamp",
    "ÄÖÜ ßßß ęęę ççç",
    "🐙🦀🐚🌊🐳🦑🐠🐡🐙🦞🪼🌊",
    "    spaces    count    ",
    "tr0mb0ne-Kanzler",
    "xxxyzabcdefghijkq",
  ])
    assert.equal(problem(password), null, password);
});

test("what guessers try first is refused, also dressed up or said twice", () => {
  for (const password of [
    "qwertyuiop123",
    "1qaz2wsx3edc",
    "administrator",
    "Administrator!",
    "sunshine2024!",
    "!!password123!!",
    "passwordpassword",
    "monkeymonkeymonkey",
    "aaaaaaaaaaaaaaa",
    "121212121212",
    "PASSWORD1234",
    "counterstrike",
  ])
    assert.match(problem(password) ?? "accepted", /among the first/, password);
});

test("one's own name, address and the portal's name do not make a password", () => {
  for (const password of ["ada lovelace1", "adalovelace", "Ada.Lovelace!", "example works1", "firstlineportal"])
    assert.ok(problem(password), password);
});

test("too short and too long are told apart, and characters are counted as people do", () => {
  assert.match(problem("ten chars.") ?? "", /at least 12/);
  assert.match(problem("🐙🦀🐚🌊🐳🦑🐠🐡🐙🦞🪼") ?? "", /at least 12/);
  assert.match(problem("ä".repeat(100) + "b".repeat(900)) ?? "", /at most 1024/);
  assert.match(problem("🐙🦀🐚🌊".repeat(80)) ?? "", /at most 1024/);
});

test("nothing that is typed takes long to judge", () => {
  const started = performance.now();
  for (const password of [
    "a1".repeat(500),
    "ab".repeat(511),
    "1".repeat(1000),
    "a".repeat(1000),
    `${"ab".repeat(500)}c`,
  ])
    problem(password);
  assert.ok(performance.now() - started < 200);
});
