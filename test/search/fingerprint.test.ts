import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fingerprintOf, normalised } from "#server/search/fingerprint.ts";

const number = fc.integer({ min: 0, max: 1e9 }).map(String);
const uuid = fc.uuid();
const ip = fc
  .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 255 })))
  .map((parts) => parts.join("."));
const time = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2040-01-01"), noInvalidDate: true })
  .map((at) => at.toISOString());
const word = fc.stringMatching(/^[a-z]{2,8}$/);
const filePath = fc.array(word, { minLength: 2, maxLength: 5 }).map((parts) => `/${parts.join("/")}`);
const windowsPath = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => `C:\\${parts.join("\\")}`);
const hex = fc.stringMatching(/^0x[0-9a-f]{6,12}$/);
const mail = fc.tuple(word, word).map(([one, other]) => `${one}@${other}.example`);
const url = fc.tuple(word, number).map(([one, no]) => `https://${one}.example/${no}?x=${no}`);
const ANY = { number, uuid, ip, time, filePath, windowsPath, hex, mail, url };

for (const [name, values] of Object.entries(ANY))
  test(`a ${name} in an error does not change its fingerprint`, () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const paste = (value: string) => `ERROR: merge of ${value} failed while the branch was locked`;
        const print = fingerprintOf(paste(one));
        assert.ok(print?.includes("failed while the branch was locked"));
        assert.equal(print, fingerprintOf(paste(other)));
      }),
    );
  });

test("what surrounds the telling line does not change it", () => {
  fc.assert(
    fc.property(time, number, fc.array(word, { maxLength: 6 }), (at, pid, lines) => {
      const error = `ERROR:  could not serialize access due to concurrent update`;
      const plain = fingerprintOf(error);
      assert.equal(
        fingerprintOf(`${at} [${pid}] ${error}\n${lines.map((one) => `    at ${one} (file.js:${pid})`).join("\n")}`),
        plain,
      );
    }),
  );
});

test("names of one reader are another's, but another error is another one", () => {
  const missing = fingerprintOf('ERROR:  relation "users" does not exist\nLINE 1: select * from users');
  assert.equal(missing, fingerprintOf('psql:a.sql:3: ERROR:  relation "orders" does not exist'));
  assert.equal(missing, "relation <name> does not exist");
  assert.notEqual(missing, fingerprintOf('ERROR:  relation "users" already exists'));
  assert.notEqual(missing, fingerprintOf('ERROR:  column "users" does not exist'));
});

test("texts without a telling line have none, and normalising twice changes nothing", () => {
  assert.equal(fingerprintOf("How do I merge two branches?"), null);
  assert.equal(fingerprintOf("ERROR: 42"), null);
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300 }),
      (text) => void assert.equal(normalised(normalised(text)), normalised(text)),
    ),
  );
});
