import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { trustIn } from "#server/notifications/authentication.ts";
import { nameMail, readName, returnAddress, returnedTo } from "#server/notifications/mail-name.ts";
import { outcomeAt } from "#server/notifications/outcome.ts";
import { unquote } from "#server/notifications/quoting.ts";
import type { Config } from "#server/platform/config.ts";
import { keysFrom } from "#server/platform/keys.ts";

const MX = "mx.example.test";

describe("whether a sender is vouched for", () => {
  const cases: [string, string[], string, string][] = [
    ["a pass of our server", [`${MX}; dmarc=pass header.from=example.test`], "ada@example.test", "confirmed"],
    [
      "a version and comments",
      [`${MX} 1; spf=pass; dmarc=pass (p=none) header.from=EXAMPLE.test`],
      "ada@example.test",
      "confirmed",
    ],
    [
      "a fail",
      [`${MX}; dkim=pass header.d=example.test; dmarc=fail header.from=example.test`],
      "ada@example.test",
      "denied",
    ],
    [
      "a signature of the domain",
      [`${MX}; dkim=pass header.d=example.test; dmarc=none`],
      "ada@mail.example.test",
      "confirmed",
    ],
    ["a signature of somebody else", [`${MX}; dkim=pass header.d=mailer.test`], "ada@example.test", "unknown"],
    ["a domain that only ends alike", [`${MX}; dkim=pass header.d=example.test`], "ada@evil-example.test", "unknown"],
    ["a signature of a whole ending", [`${MX}; dkim=pass header.d=test`], "ada@example.test", "unknown"],
    ["a pass for another domain", [`${MX}; dmarc=pass header.from=evil.test`], "ada@example.test", "unknown"],
    ["a server that is not ours", ["mx.evil.test; dmarc=pass header.from=example.test"], "ada@example.test", "unknown"],
    ["ours in a comment", [`mx.evil.test (${MX}); dmarc=pass header.from=example.test`], "ada@example.test", "unknown"],
    [
      "a result in a comment",
      [`${MX}; dmarc=none (dmarc=pass header.from=example.test)`],
      "ada@example.test",
      "unknown",
    ],
    [
      "a name ours begins with",
      [`${MX}.evil.test; dmarc=pass header.from=example.test`],
      "ada@example.test",
      "unknown",
    ],
    [
      "an older line that says otherwise",
      [`${MX}; dmarc=fail`, `${MX}; dmarc=pass header.from=example.test`],
      "ada@example.test",
      "denied",
    ],
    ["no line", [], "ada@example.test", "unknown"],
    ["the sending server alone", [`${MX}; spf=pass smtp.mailfrom=example.test`], "ada@example.test", "unknown"],
  ];
  for (const [name, lines, sender, expected] of cases)
    test(`${name}: ${expected}`, () => assert.equal(trustIn(lines, MX, sender), expected));

  test("nobody is, where no server is named", () => {
    assert.equal(trustIn([`${MX}; dmarc=pass header.from=example.test`], "", "ada@example.test"), "unknown");
  });

  test("any text at all is read in a moment", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        assert.ok(["confirmed", "denied", "unknown"].includes(trustIn([text, `${MX};${text}`], MX, "a@b.test")));
      }),
    );
    const before = performance.now();
    trustIn([`${MX}; ${"(".repeat(5000)}${")".repeat(5000)}`], MX, "a@b.test");
    assert.ok(performance.now() - before < 1000);
  });
});

describe("the name of a message", () => {
  const config = { baseUrl: "https://help.example.test", mailFrom: "support@help.example.test" } as Config;
  const ctx = { keys: keysFrom(randomBytes(32)), config };

  test("says what it was about and to whom it went, to whoever made it", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (number, personId) => {
        assert.deepEqual(readName(ctx, nameMail(ctx, `T-${number}`, personId)), { about: `T-${number}`, personId });
      }),
    );
  });

  test("is one of a kind, and none that somebody changed", () => {
    const name = nameMail(ctx, "T-12", 5);
    assert.notEqual(name, nameMail(ctx, "T-12", 5));
    assert.equal(readName({ ...ctx, keys: keysFrom(randomBytes(32)) }, name), null);
    for (const [from, to] of [
      ["T-12", "T-13"],
      [".5.", ".6."],
      ["<", "<x"],
    ] as const)
      assert.equal(readName(ctx, name.replace(from, to)), null, `${from} ${to}`);
    for (let at = 1; at < name.indexOf("@"); at += 1) {
      const other = name[at] === "A" ? "B" : "A";
      assert.equal(readName(ctx, name.slice(0, at) + other + name.slice(at + 1)), null, `place ${at}`);
    }
  });

  test("fits into a header, whatever it is about", () => {
    for (const about of ["T-1", "articles", "one question", "ä".repeat(500), ""])
      assert.match(nameMail(ctx, about, 1), /^<[\w.-]{1,140}@help\.example\.test>$/);
  });

  test("comes back to an address that nobody else can make, in capitals or not", () => {
    const address = returnAddress(ctx, 77);
    assert.equal(returnedTo(ctx, ["x@y.test", address]), 77);
    assert.equal(returnedTo(ctx, [address.replace("-77-", "-78-")]), null);
    assert.ok(address.split("@")[0]?.length ?? 99 <= 64);
    assert.equal(address, address.toLowerCase());
  });
});

describe("what was quoted", () => {
  const cases: [string, string, string, RegExp | ""][] = [
    ["nothing", "Hello\n\nIt fails.", "Hello\n\nIt fails.", ""],
    [
      "an introduction and signs",
      "Works.\n\nOn Tue, 9 Jun 2026, Bo wrote:\n> Try again\n>\n> Bo",
      "Works.",
      /^On Tue.*Bo$/s,
    ],
    [
      "an introduction on two lines",
      "Works.\n\nOn Tuesday, 9 June 2026 at 11:00,\nBo Answers <bo@example.test> wrote:\n> Try",
      "Works.",
      /^On Tuesday/,
    ],
    ["German", "Geht.\n\nAm 09.06.2026 um 11:00 schrieb Bo:\n> Nochmal", "Geht.", /^Am 09/],
    [
      "a program that uses no signs",
      "Works.\n\n-----Original Message-----\nFrom: Bo\nTry again",
      "Works.",
      /^-----Orig/,
    ],
    [
      "heads without a line before them",
      "Works.\n\nFrom: Bo <bo@example.test>\nSent: Tuesday\nTo: Ada\nSubject: Re\n\nTry",
      "Works.",
      /^From: Bo/,
    ],
    ["a signature", "Works.\n-- \nAda\nPayments", "Works.", /^-- \nAda/],
    [
      "an answer below",
      "On Tue, Bo wrote:\n> Try again\n\nI did, it fails.",
      "On Tue, Bo wrote:\n> Try again\n\nI did, it fails.",
      "",
    ],
    ["answers between the lines", "Hi\n> one\nyes\n> two\nno", "Hi\n> one\nyes\n> two\nno", ""],
    ["a quotation and nothing else", "> Try again", "> Try again", ""],
    ["“From:” in a sentence of a log", "It says\nFrom: branch a\nand stops", "It says\nFrom: branch a\nand stops", ""],
    ["a line that ends as introductions do", "He wrote:\nplease help", "He wrote:\nplease help", ""],
  ];
  for (const [name, text, fresh, quoted] of cases)
    test(`${name}`, () => {
      const found = unquote(text);
      assert.equal(found.fresh, fresh);
      if (quoted === "") assert.equal(found.quoted, "");
      else assert.match(found.quoted, quoted);
    });

  test("no line is lost, and some of it stays", () => {
    const line = fc.constantFrom(
      "",
      "It fails.",
      "> quoted",
      "On Tue, Bo wrote:",
      "-- ",
      "From: Bo",
      "Sent: now",
      "________________________",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.join("\n").trim();
        const { fresh, quoted } = unquote(text);
        const words = (one: string) => one.split(/\s+/).filter(Boolean);
        assert.deepEqual([...words(fresh), ...words(quoted)], words(text));
        if (text !== "") assert.notEqual(fresh, "");
      }),
    );
  });

  test("a hundred thousand lines take no longer than they must", () => {
    const before = performance.now();
    unquote(`${"On Tue, Bo wrote: \n".repeat(50_000)}${"x ".repeat(100_000)}`);
    assert.ok(performance.now() - before < 2000, `${performance.now() - before}`);
  });
});

test("what a failure means depends on where it happened", () => {
  assert.equal(outcomeAt("connecting", { responseCode: 535 }), "unreachable");
  assert.equal(outcomeAt("connecting", {}), "unreachable");
  assert.equal(outcomeAt("talking", { responseCode: 550 }), "refused");
  assert.equal(outcomeAt("talking", { responseCode: 451 }), "later");
  assert.equal(outcomeAt("talking", {}), "later");
  assert.equal(outcomeAt("handed over", { responseCode: 554 }), "refused");
  assert.equal(outcomeAt("handed over", { responseCode: 451 }), "later");
  assert.equal(outcomeAt("handed over", {}), "unknown");
});
