import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { allCommands, commandNames } from "#server/cli/commands.ts";
import { settingsHelp } from "#server/cli/settings-help.ts";
import { settingsList } from "#server/platform/config.ts";
import { root } from "#server/platform/root.ts";

const read = (name: string) => readFileSync(path.join(root, name), "utf8");
const PAGES = ["README.md", "STYLE.md", "DECISIONS.md"];
const readme = read("README.md");
const inCode = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? "");
const scripts: string[] = Object.keys(JSON.parse(read("package.json")).scripts);
const names = commandNames;

test("the README fits one screen and shows a picture", () => {
  assert.ok(readme.split("\n").length <= 64, "shorten it: it is the way in, not the manual");
  assert.match(readme, /^!\[[^\]]{10,}\]\(public\/readme\/[\w-]+\.png\)$/m);
});

test("every script of package.json stands in the README, and every script it names is there", () => {
  const missing = scripts.filter(
    (script) => !inCode.some((code) => code === script || code === `npm ${script}` || code.startsWith(`${script} -- `)),
  );
  const started = /^npm start$/m.test(readme) ? ["start"] : [];
  assert.deepEqual(
    missing.filter((script) => !started.includes(script)),
    [],
  );
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? "");
  for (const script of named) assert.ok(scripts.includes(script), `README names npm run ${script}`);
});

test("every portal command stands in the README, and every command it names is there", () => {
  const [list = ""] = /^`portal` commands:[\s\S]*?\n\n/m.exec(readme) ?? [];
  const listed = [...list.replace("`portal` commands:", "").matchAll(/`([a-z ]+)`/g)].map(([, name]) => name ?? "");
  for (const name of names) assert.ok(listed.includes(name), `README leaves out portal ${name}`);
  for (const name of listed) assert.ok(names.includes(name), `README names portal ${name}`);
});

test("a command has a file of its own name, and goes by it", async () => {
  for (const name of names)
    assert.ok(existsSync(path.join(root, `server/cli/${name.replace(" ", "-")}.ts`)), `server/cli/ has no ${name}`);
  assert.deepEqual(
    (await allCommands()).map(({ name }) => name),
    names,
  );
});

test("every setting is explained, and the README says where", () => {
  for (const { name } of settingsList()) assert.ok(settingsHelp().includes(`${name} (`), name);
  assert.match(readme, /npm run portal -- help settings/);
});

test("links in the pages for people lead somewhere", () => {
  for (const page of PAGES)
    for (const [, to = ""] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g))
      assert.ok(existsSync(path.join(root, to)), `${page}: ${to}`);
});

test("the tree in the README is the tree, and STYLE.md gives every room its floor", () => {
  for (const [, folder = ""] of readme.matchAll(/^(\w+)\/ /gm)) assert.ok(existsSync(path.join(root, folder)), folder);
  const style = read("STYLE.md");
  const rooms = readdirSync(path.join(root, "server"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of rooms) assert.ok(new RegExp(`\\b${name}\\b`).test(style), `STYLE.md does not know ${name}`);
});

test("every file that STYLE.md and DECISIONS.md name is there", () => {
  for (const page of PAGES)
    for (const [, file = ""] of read(page).matchAll(/`((?:server|test|views|public|migrations)\/[\w./-]+)`/g))
      assert.ok(existsSync(path.join(root, file)), `${page}: ${file}`);
});

test("a decision says when, why, what else, and what follows", () => {
  const decisions = read("DECISIONS.md")
    .split(/\n(?=\*\*)/)
    .slice(1);
  assert.ok(decisions.length > 10);
  for (const decision of decisions) {
    const [title] = decision.split("\n");
    assert.match(decision, /^\*\*.+\*\* \d{4}-\d\d-\d\d\./, title);
    for (const part of ["Why: ", "Considered: ", "Follows: "])
      assert.ok(decision.includes(`\n${part}`), `${title} ${part}`);
  }
});
