import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { filesOf, importsOf, roomOf } from "./source.ts";

const files = filesOf("server", ".ts");
const base = (name: string) => path.basename(name);

/** Each package has one place that knows it. */
const WRAPPED: Record<string, string[]> = {
  "better-sqlite3": ["server/platform/database/"],
  pg: ["server/platform/database/"],
  pino: ["server/platform/log.ts", "server/app.ts"],
  nodemailer: ["server/notifications/mailer.ts"],
  lunr: ["server/search/"],
  jstat: ["server/measure/"],
  passport: ["server/people/signing-in.ts"],
  "passport-local": ["server/people/signing-in.ts"],
  "markdown-it": ["server/platform/markdown.ts"],
  "sanitize-html": ["server/platform/markdown.ts"],
  ejs: ["server/http/view.ts"],
  "@zxcvbn-ts/language-common": ["server/people/password-rules.ts"],
  "@asteasolutions/zod-to-openapi": ["server/api/describing.ts"],
  helmet: ["server/http/headers.ts"],
  multer: ["server/http/uploads.ts"],
  "csrf-sync": ["server/http/csrf.ts"],
  yaml: ["server/knowledge/", "server/search/"],
};

test("Express is known at the doors only", () => {
  for (const file of files) {
    if (!importsOf(file).includes("express")) continue;
    const room = roomOf(file.name);
    const isDoor =
      room === "http" ||
      room === "roof" ||
      base(file.name).endsWith("routes.ts") ||
      ["server/people/session.ts", "server/people/signing-in.ts"].includes(file.name);
    assert.ok(isDoor, `${file.name} may not know Express`);
  }
});

test("a package is wrapped in one place", () => {
  for (const file of files) {
    for (const name of importsOf(file)) {
      const places = WRAPPED[name];
      if (places)
        assert.ok(
          places.some((place) => file.name.startsWith(place)),
          `${file.name}: ${name} is wrapped in ${places.join(", ")}`,
        );
    }
  }
});

test("the environment is read in one file, the time in one file", () => {
  for (const { name, text } of files) {
    if (name !== "server/platform/config.ts")
      assert.doesNotMatch(text, /process\.env\b/, `${name}: settings come through ctx.config`);
    if (name !== "server/platform/clock.ts")
      assert.doesNotMatch(text, /Date\.now\(\)|new Date\(\)/, `${name}: the time comes from ctx.clock`);
  }
});

test("queries stand in the store and nowhere else", () => {
  const verbs = /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/;
  for (const { name, text } of files) {
    if (!verbs.test(text)) continue;
    const isPlatform = roomOf(name) === "platform";
    assert.ok(isPlatform || /(^|-)store\.ts$/.test(base(name)), `${name}: move this query to the room's store.ts`);
  }
});

test("a table is written by one room", () => {
  const writers = new Map<string, string>();
  for (const { name, text } of files) {
    for (const [, table = ""] of text.matchAll(/\.(?:insertInto|updateTable|deleteFrom)\("([a-z_]+)/g)) {
      const room = roomOf(name);
      assert.equal(writers.get(table) ?? room, room, `${name}: ${table} is written by ${writers.get(table)} already`);
      writers.set(table, room);
    }
  }
});

test("SQL has no clock of its own", () => {
  for (const { name, text } of [...files, ...filesOf("migrations", ".ts")]) {
    assert.doesNotMatch(
      text,
      /current_timestamp|datetime\('now'\)|\bnow\(\)\s*(?:-|\+|,|\))?\s*interval/i,
      `${name}: the time comes from ctx.clock`,
    );
  }
});
