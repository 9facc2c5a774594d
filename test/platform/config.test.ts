import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { readConfig } from "#server/platform/config.ts";

describe("settings", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-config-"));
  after(() => rmSync(folder, { recursive: true }));

  test("every one of them is optional", () => {
    const config = readConfig({}, folder);
    assert.equal(config.port, 3000);
    assert.equal(config.host, "127.0.0.1");
    assert.equal(config.baseUrl, "http://127.0.0.1:3000");
    assert.equal(config.dataDir, path.join(folder, "data"));
    assert.equal(config.publicKnowledge, false);
  });

  const wrong: [Record<string, string>, RegExp][] = [
    [{ PORT: "abc" }, /PORT is "abc"; expected a whole number from 0 to 65535/],
    [{ PORT: "70000" }, /PORT is "70000"/],
    [{ BASE_URL: "support.example" }, /BASE_URL is "support.example"; expected a http: or https: address/],
    [{ DATABASE_URL: "mysql://x" }, /DATABASE_URL .* postgres/],
    [{ PUBLIC_KNOWLEDGE: "yes" }, /PUBLIC_KNOWLEDGE is "yes"; expected on or off/],
    [{ LOG_LEVEL: "loud" }, /LOG_LEVEL is "loud"; expected one of/],
    [{ MAIL_FROM: "nobody" }, /MAIL_FROM is "nobody"; expected an e-mail address/],
    [
      { IMAP_URL: "https://desk:hidden@mail.test" },
      /IMAP_URL is "https:\/\/…@mail\.test"; expected a imap: or imaps: address/,
    ],
    [
      { IMAP_URL: "imaps://desk:hidden@mail.test, http://other:hidden@mail.test" },
      /IMAP_URL is "imaps:\/\/…@mail\.test, http:\/\/…@mail\.test"; expected a imap:/,
    ],
    [
      { IMAP_OAUTH: "http://id:hidden/x@login.test/token?refresh_token=hidden" },
      /IMAP_OAUTH is "http:\/\/…@login\.test\/token\?refresh_token=…"; expected https:\/\/client-id:client-secret@/,
    ],
    [
      { IMAP_URL: "imaps://desk:p@mail.test", IMAP_OAUTH: "https://id@login.test/token?refresh_token=hidden" },
      /IMAP_OAUTH is "https:\/\/…@login\.test\/token\?refresh_token=…"; expected .* without a password/,
    ],
    [{ IMAP_OAUTH: "https://id:hidden@login.test/token" }, /IMAP_OAUTH is "https:\/\/…@login\.test\/token"; expected/],
    [{ MAIL_INTAKE_SECRET: "short" }, /MAIL_INTAKE_SECRET is "…"; expected at least 24 characters/],
    [{ MAIL_STRANGERS: "let in" }, /MAIL_STRANGERS is "let in"; expected hold or open/],
    [{ MAIL_RETURNS: "yes" }, /MAIL_RETURNS is "yes"; expected on or off/],
  ];
  for (const [environment, sentence] of wrong) {
    test(`a wrong ${Object.keys(environment)[0]} stops the start with its name, its value and what was expected`, () => {
      assert.throws(() => readConfig(environment, folder), sentence);
    });
  }

  test("a .env file is read, the environment wins, and a setting nobody knows is named", () => {
    writeFileSync(path.join(folder, ".env"), "PORT=4000\nLOG_LEVEL=warn\n");
    assert.equal(readConfig({}, folder).port, 4000);
    assert.equal(readConfig({ PORT: "5000" }, folder).port, 5000);
    writeFileSync(path.join(folder, ".env"), "PROT=4000\n");
    assert.throws(() => readConfig({}, folder), /sets PROT, which is not a setting/);
  });
});
