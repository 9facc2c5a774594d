import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, afterEach, beforeEach, test } from "node:test";
import { findArticle } from "#server/knowledge/articles.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { root } from "#server/platform/root.ts";
import { revise } from "#test/knowledge/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { portal } from "./terminal.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-folders-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const SHIPPED = path.join(root, "test/support/knowledge");
const OURS = `---
# A remark of the author, and an order of their own
summary: "What our own gateway says."
type: explanation
title:   Our own gateway
terms: [gateway]
---

## Why

Because of *history*.   

\`\`\`sql
SELECT 1;
\`\`\`
`;

onEachEngine("articles in and out", (engine) => {
  let house: House;
  let out: string;
  beforeEach(async () => {
    house = await buildHouse({ engine });
    out = mkdtempSync(path.join(folder, "out-"));
  });
  afterEach(() => house.close());

  const run = (...words: string[]) => portal(house.ctx.config, ["knowledge", ...words]);
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(out, name)), { recursive: true });
    writeFileSync(path.join(out, name), text);
  };

  test("an export is what the authors wrote, to the byte; bringing it in again changes nothing", async () => {
    assert.match((await run("export", out)).out, /^8 articles written/);
    for (const name of ["branches/no-commits-found.md", "access/rotate-the-support-key.md"])
      assert.equal(readFileSync(path.join(out, name), "utf8"), readFileSync(path.join(SHIPPED, name), "utf8"));
    assert.match((await run("export", out)).out, /^0 articles written .*8 there already/);
    const { code, out: said } = await run("import", out);
    assert.equal(code, 0);
    assert.equal(said, "0 added, 0 updated, 8 unchanged, 0 older.");
  });

  test("an article of one's own keeps every byte, is found, and survives the next start", async () => {
    const windows = `\uFEFF${OURS.replaceAll("\n", "\r\n")}`;
    write("gateway/our-own-gateway.md", windows);
    assert.match((await run("import", out)).out, /^1 added/);
    await importArticles(house.ctx, SHIPPED);
    assert.equal((await findArticle(house.ctx, house.cast.ada, "our-own-gateway")).title, "Our own gateway");
    const found = JSON.parse((await portal(house.ctx.config, ["search", "our own gateway", "--json"])).out);
    assert.equal(found[0]?.slug, "our-own-gateway");
    const back = mkdtempSync(path.join(folder, "back-"));
    await run("export", back);
    assert.equal(readFileSync(path.join(back, "gateway/our-own-gateway.md"), "utf8"), windows);
  });

  test("a changed text becomes the next revision; one that was replaced in the portal stays replaced", async () => {
    cpSync(SHIPPED, out, { recursive: true });
    const file = path.join(out, "branches/no-commits-found.md");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^summary: .*$/m, "summary: Ours."));
    assert.match((await run("import", out)).out, /^0 added, 1 updated, 7 unchanged/);
    assert.equal((await findArticle(house.ctx, house.cast.ada, "no-commits-found")).summary, "Ours.");
    await revise(house, "no-commits-found", (source) => source.replace("summary: Ours.", "summary: Newer."));
    const again = await run("import", out);
    assert.match(again.out, /0 updated, 7 unchanged, 1 older/);
    assert.match(again.told, /no-commits-found.md: the portal holds a newer text/);
    assert.equal((await findArticle(house.ctx, house.cast.ada, "no-commits-found")).summary, "Newer.");
  });

  test("what cannot be read is named, the rest comes in, and the exit code says so", async () => {
    write("gateway/our-own-gateway.md", OURS);
    write("gateway/half.md", "---\ntitle: Half\n---\n");
    const { code, out: said, told } = await run("import", out);
    assert.equal(code, 1);
    assert.match(said, /^1 added/);
    assert.match(told, /gateway\/half.md: The field type is not one of/);
    const empty = await run("import", mkdtempSync(path.join(folder, "empty-")));
    assert.equal(empty.code, 1);
    assert.match(empty.told, /holds no article/);
  });

  test("check ends with 1 and names the file and what is wrong with it", async () => {
    write("gateway/our-own-gateway.md", `${OURS}\nSee [nothing](/articles/no-such-article).\n`);
    const { code, out: said } = await run("check", out);
    assert.equal(code, 1);
    assert.match(said, /gateway\/our-own-gateway.md: broken link: .*no-such-article/);
    const faults = JSON.parse((await run("check", out, "--json")).out) as { file: string }[];
    assert.ok(faults.some(({ file }) => file === "gateway/our-own-gateway.md"));
  });
});
