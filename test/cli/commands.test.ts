import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { sql } from "kysely";
import { allCommands } from "#server/cli/commands.ts";
import { readConfig, settingsList } from "#server/platform/config.ts";
import { lockDataFolder } from "#server/platform/database/lock.ts";
import { root } from "#server/platform/root.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { portal } from "./terminal.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-commands-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const alone = readConfig({ DATA_DIR: path.join(folder, "alone"), LOG_LEVEL: "silent" }, folder);
const FIGURES = {
  baseline: { tickets: [20, 24, 18, 22, 26, 19, 21, 23], exposure: [100, 100, 100, 100, 100, 100, 100, 100] },
  current: { tickets: [9, 12, 8, 11], exposure: [110, 110, 112, 112] },
  goal: 0.6,
  level: 0.95,
};

describe("portal", () => {
  test("lists every command with an example, and each explains itself", async () => {
    const { code, out } = await portal(alone, ["help"]);
    assert.equal(code, 0);
    for (const command of await allCommands()) {
      assert.ok(out.includes(`portal ${command.name}`), command.name);
      assert.ok(command.examples.length > 0 && out.includes(command.examples[0] as string), command.name);
      for (const words of [
        ["help", command.name],
        [...command.name.split(" "), "--help"],
      ]) {
        const help = await portal(
          alone,
          words.flatMap((word) => word.split(" ")),
        );
        assert.equal(help.code, 0);
        assert.ok(help.out.includes(command.summary), command.name);
        for (const example of command.examples) assert.ok(help.out.includes(example), example);
      }
    }
    assert.deepEqual((await portal(alone, [])).out, out);
    assert.deepEqual((await portal(alone, ["--help"])).out, out);
  });

  test("explains every setting", async () => {
    const { out } = await portal(alone, ["help", "settings"]);
    for (const { name, meaning } of settingsList()) {
      assert.ok(out.includes(name) && out.includes(meaning), name);
      assert.match(meaning, /\.$/, `${name} says what it does`);
    }
  });

  const WRONG: [string[], RegExp][] = [
    [["dance"], /There is no command "dance"/],
    [["constructor"], /There is no command "constructor"/],
    [["help", "dance"], /There is no command "dance"/],
    [["knowledge"], /Say which one: portal knowledge import/],
    [["search"], /WORDS.* is missing. Write: portal search/],
    [["search", "two", "words"], /"words" is one word too many/],
    [["search", "x", "--limit", "many"], /--limit is "many"/],
    [["search", "x", "--audience", "all"], /--audience is "all"/],
    [["audit", "verify", "--fast"], /Unknown option '--fast'/],
    [["user", "add", "--email", "x@example.test"], /--email, --name and --role are needed/],
    [["calc", "dance"], /There is no calculation "dance"/],
    [["calc", "headline"], /figures are missing on standard input/],
    [["knowledge", "check", "/nowhere"], /\/nowhere is not a folder/],
    [["restore", "/nowhere.tar"], /\/nowhere.tar is not a file/],
  ];
  for (const [words, sentence] of WRONG)
    test(`called as "${words.join(" ")}" ends with 2 and one sentence`, async () => {
      const { code, out, told } = await portal(alone, words);
      assert.equal(code, 2);
      assert.equal(out, "");
      assert.match(told, sentence);
      assert.equal(told.split("\n").length, 1, told);
    });

  test("is a program: JSON on standard output, sentences on standard error, exit codes", () => {
    const run = (words: string[], input = "") =>
      spawnSync(process.execPath, [path.join(root, "server/cli/portal.ts"), ...words], { input, encoding: "utf8" });
    const figure = run(["calc", "headline"], JSON.stringify(FIGURES));
    assert.equal(figure.status, 0, figure.stderr);
    const { reduction, low, high, verdict } = JSON.parse(figure.stdout);
    assert.deepEqual(
      [reduction, low, high].map((number) => number.toFixed(4)),
      ["0.5834", "0.3841", "0.7182"],
    );
    assert.equal(verdict, "not yet, undecided");
    const wrong = run(["calc", "headline"], "{");
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /^Standard input is not JSON/);
    assert.equal(wrong.stdout, "");
    const linked = spawnSync(path.join(root, "server/cli/portal.cjs"), ["calc", "--help", "headline"], {
      encoding: "utf8",
    });
    assert.match(linked.stdout, /portal calc headline/);
  });
});

onEachEngine("portal", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());
  const run = (words: string[], input: string | null = null) => portal(house.ctx.config, words, input);
  const person = (email: string, role = "agent") => [
    "user",
    "add",
    "--email",
    email,
    "--name",
    "New Person",
    "--role",
    role,
  ];

  test("adds somebody whose password was piped in, and they can sign in", async () => {
    const { code, out, told } = await run(person("Eve@Example.test"), "four unrelated words here\n");
    assert.equal(code, 0, told);
    assert.equal(out, "");
    const visitor = await house.as(null);
    const entered = await visitor.post("/sign-in", {
      email: "eve@example.test",
      password: "four unrelated words here",
      next: "/",
    });
    assert.equal(entered.status, 303);
  });

  test("prints a link for somebody without a password, which works", async () => {
    const { code, out } = await run(person("fay@example.test", "admin"));
    assert.equal(code, 0);
    const address = new URL(out);
    const visitor = await house.as(null);
    assert.equal((await visitor.get(address.pathname)).status, 200);
  });

  test("adds nobody twice, nobody with a guessable password or an unknown role", async () => {
    const twice = await run(person("bo@example.test"));
    assert.equal(twice.code, 1);
    assert.match(twice.told, /has an account already/);
    for (const [words, input, sentence] of [
      [person("gil@example.test"), "password12345", /among the first that guessers try/],
      [person("gil@example.test", "boss"), null, /Choose a role/],
      [person("nobody"), null, /not an e-mail address/],
    ] as const) {
      const { code, told } = await run([...words], input);
      assert.equal(code, 2);
      assert.match(told, sentence);
    }
  });

  test("search answers best first, and only what its audience may read", async () => {
    const { code, out, told } = await run(["search", "branch already exists", "--json", "--limit", "3"]);
    assert.equal(code, 0, told);
    const found = JSON.parse(out) as { slug: string; title: string; score: number }[];
    assert.equal(found[0]?.slug, "branch-already-exists");
    assert.deepEqual(Object.keys(found[0] ?? {}), ["slug", "title", "score"]);
    assert.deepEqual(
      found.map(({ score }) => score),
      found.map(({ score }) => score).sort((one, other) => other - one),
    );
    const slugs = async (audience: string) =>
      (
        JSON.parse(
          (await run(["search", "rotate the support key", "--json", "--audience", audience])).out,
        ) as typeof found
      ).map(({ slug }) => slug);
    assert.ok((await slugs("staff")).includes("rotate-the-support-key"));
    assert.ok(!(await slugs("signed-in")).includes("rotate-the-support-key"));
  });

  test("doctor tells what is wrong and ends with 1 only when something is broken", async () => {
    const { code, out } = await run(["doctor"]);
    assert.match(out, /^ok {6}Database: /m);
    assert.match(out, /^look {4}Mail out: SMTP_URL is not set/m);
    const broken = out.split("\n").filter((line) => line.startsWith("broken"));
    assert.equal(code, broken.length > 0 ? 1 : 0, out);
    const findings = JSON.parse((await run(["doctor", "--json"])).out) as { about: string }[];
    assert.ok(findings.some(({ about }) => about === "Audit trail"));
  });

  test("report deflection counts what was brought in", async () => {
    const monday = Date.UTC(2026, 0, 5);
    const weeks = Array.from({ length: 20 }, (_, place) => ({
      type: "week",
      week: new Date(monday + place * 7 * 86_400_000).toISOString().slice(0, 10),
      basic: place < 10 ? 40 : 15,
      other: 30,
      exposure: 100,
    }));
    const file = path.join(folder, `${engine}.ndjson`);
    writeFileSync(file, weeks.map((week) => JSON.stringify(week)).join("\n"));
    assert.equal((await run(["import", file])).code, 0);
    const { code, out, told } = await run(["report", "deflection", "--json", "--from", "2026-W12", "--to", "2026-W20"]);
    assert.equal(code, 0, told);
    const report = JSON.parse(out);
    assert.equal(report.weeks.filter(({ basic }: { basic: number }) => basic > 0).length >= 9, true, out);
    const wrong = await run(["report", "deflection", "--from", "soon"]);
    assert.match(wrong.told, /neither a week/);
    assert.notEqual(wrong.code, 0);
  });

  test("audit verify names the first broken link", async () => {
    assert.equal((await run(["audit", "verify"])).code, 0);
    const off =
      engine === "sqlite" ? "drop trigger audit_entry_no_update" : "alter table audit_entry disable trigger all";
    await sql.raw(off).execute(house.ctx.db);
    await sql.raw("update audit_entry set object = 'another' where seq = 2").execute(house.ctx.db);
    const { code, out } = await run(["audit", "verify"]);
    assert.equal(code, 1);
    assert.equal(out, "Entry 2: its content was changed.");
  });
});

describe("beside a running portal", () => {
  test("reading goes on, seeding says that it must be alone", async (t) => {
    const house = await buildHouse();
    t.after(() => house.close());
    const release = lockDataFolder(house.dataDir);
    t.after(release);
    assert.equal((await portal(house.ctx.config, ["doctor"])).out.includes("Database"), true);
    assert.equal((await portal(house.ctx.config, ["search", "branch"])).code, 0);
    const seeded = await portal(house.ctx.config, ["seed", "--people", "5"]);
    assert.equal(seeded.code, 3);
    assert.match(seeded.told, /already running on/);
  });

  test("doctor makes no data where there is none", async () => {
    const dataDir = path.join(folder, "not-there");
    const { code, out } = await portal({ ...alone, dataDir }, ["doctor"]);
    assert.equal(code, 0);
    assert.match(out, /There is none in .*not-there yet/);
    assert.ok(!existsSync(dataDir));
  });

  test("doctor says which setting is wrong, and when nobody answers at DATABASE_URL", async () => {
    const nobody = await portal({ ...alone, databaseUrl: "postgres://127.0.0.1:1/nothing" }, ["doctor"]);
    assert.equal(nobody.code, 1);
    assert.match(
      nobody.out,
      /^broken {2}Database: The database does not answer: .*Start it, or look at DATABASE_URL\.$/m,
    );
    const command = [path.join(root, "server/cli/portal.ts"), "doctor"];
    const wrong = spawnSync(process.execPath, command, { env: { ...process.env, PORT: "x" }, encoding: "utf8" });
    assert.match(wrong.stdout, /^broken {2}Settings: PORT is "x"; expected a whole number/);
  });

  test("a damaged database is a finding, not a crash", async () => {
    const dataDir = mkdtempSync(path.join(folder, "damaged-"));
    writeFileSync(path.join(dataDir, "firstline.sqlite"), "This is no database. ".repeat(500));
    const { code, out } = await portal({ ...alone, dataDir }, ["doctor"]);
    assert.equal(code, 1);
    assert.match(out, /^broken {2}Database: .*not a database/m);
  });
});
