import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { placeOf } from "#server/files/disk.ts";
import { attachFiles, bytesOf, dropFile, keepFile, keptFile } from "#server/files/keeping.ts";
import { cleanName, typeOf } from "#server/files/name.ts";
import { sweepFolder } from "#server/files/sweeping.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const hashOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

onEachEngine("keeping files", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const keep = (name: string, bytes: Buffer, by = house.cast.bo) =>
    keepFile(house.ctx, by, { name, bytes: Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]) });
  const place = (bytes: Buffer) => path.join(house.dataDir, placeOf(hashOf(bytes)));

  test("a file lies on the disk under its hash, for its owner alone, and comes back as it was", async () => {
    const id = await keep("../../etc/../over\u202egnp.exe", PNG);
    const file = await keptFile(house.ctx, id);
    assert.deepEqual(file && { ...file, id: "" }, {
      id: "",
      personId: house.cast.bo.id,
      name: "overgnp.exe",
      type: "image/png",
      size: PNG.length,
      sha256: hashOf(PNG),
    });
    assert.deepEqual(readFileSync(place(PNG)), PNG);
    assert.equal(statSync(place(PNG)).mode & 0o077, 0);
    assert.ok(file);
    const pieces: Buffer[] = [];
    for await (const piece of bytesOf(house.ctx, file)) pieces.push(piece);
    assert.deepEqual(Buffer.concat(pieces), PNG);
    assert.deepEqual(readdirSync(path.join(house.dataDir, "files/incoming")), []);
  });

  test("an id that was never given out leads nowhere", async () => {
    for (const id of ["", "x", "a".repeat(22), "../../../../secret.key"])
      assert.equal(await keptFile(house.ctx, id), null);
  });

  test("the same bytes twice are kept once, and stay until the last who sent them is gone", async () => {
    const bytes = Buffer.from("the same log\n");
    const ids = await Promise.all([keep("a.log", bytes), keep("b.log", bytes), keep("c.log", bytes, house.cast.cy)]);
    assert.equal(new Set(ids).size, 3);
    await dropFile(house.ctx, ids[0]);
    await dropFile(house.ctx, ids[1]);
    assert.ok(existsSync(place(bytes)));
    await dropFile(house.ctx, ids[2]);
    assert.ok(!existsSync(place(bytes)));
  });

  test("sent and taken back over and over by several at once, no row is ever without its bytes", async () => {
    const bytes = Buffer.from("again and again");
    const held = await Promise.all(
      Array.from({ length: 8 }, async (_, place) => {
        const id = await keep(`${place}.txt`, bytes);
        if (place % 2 === 0) await dropFile(house.ctx, id);
        return place % 2 === 0 ? [] : [id];
      }),
    );
    assert.equal(held.flat().length, 4);
    assert.ok(existsSync(place(bytes)));
  });

  test("one that breaks off on its way leaves nothing behind", async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from("half");
        throw new Error("the line went dead");
      })(),
    );
    await assert.rejects(keepFile(house.ctx, house.cast.bo, { name: "half.txt", bytes: broken }), /went dead/);
    assert.deepEqual(readdirSync(path.join(house.dataDir, "files/incoming")), []);
  });

  test("what nothing holds is forgotten after two days; what something holds stays", async () => {
    const [waiting, held] = [Buffer.from("waits"), Buffer.from("is held")];
    const lost = await keep("waits.txt", waiting);
    const kept = await keep("held.txt", held);
    await attachFiles(house.ctx, [kept]);
    await dropFile(house.ctx, kept);
    await house.wait(2 * DAY + HOUR);
    assert.equal(await keptFile(house.ctx, lost), null);
    assert.ok(!existsSync(place(waiting)));
    assert.ok(await keptFile(house.ctx, kept));
    assert.ok(existsSync(place(held)));
  });

  test("bytes a crash left without a row are swept away, and nothing else", async () => {
    const stray = Buffer.from("nobody knows me");
    const known = Buffer.from("somebody does");
    await keep("known.txt", known);
    const folder = path.dirname(place(known));
    const file = path.join(folder, `${path.basename(folder)}${hashOf(stray).slice(2)}`);
    writeFileSync(file, stray);
    await sweepFolder(house.ctx, Number.parseInt(path.basename(folder), 16));
    assert.ok(!existsSync(file));
    assert.ok(existsSync(place(known)));
  });

  test("whoever has sent 200 MB in a day waits until tomorrow", async () => {
    const { id } = house.cast.zoe;
    const row = { person_id: id, name: "big", type: "application/zip", sha256: "0".repeat(64), attached_at: null };
    await house.ctx.db
      .insertInto("kept_file")
      .values({ ...row, id: "b".repeat(22), size: 200 * 1024 * 1024, kept_at: house.ctx.clock.now() })
      .execute();
    await assert.rejects(keep("more.txt", PNG, house.cast.zoe), { name: "Refusal", status: 422 });
    await keep("mine.txt", PNG);
  });
});

test("a name is made safe before anybody looks at it, and stays the name they know", () => {
  for (const [given, safe] of [
    ["report.pdf", "report.pdf"],
    ["C:\\fakepath\\log.txt", "log.txt"],
    ["../../.htaccess", "htaccess"],
    ["\u200bcon.txt", "file-con.txt"],
    ["a<b>|c?.txt", "a_b__c_.txt"],
    ["trailing. . ", "trailing"],
    ["", "file"],
    ["..", "file"],
  ] as const)
    assert.equal(cleanName(given), safe);
  assert.equal(cleanName(`${"x".repeat(300)}.log`).length, 150);
  assert.match(cleanName(`${"x".repeat(300)}.log`), /\.log$/);
});

test("the bytes say what a file is, and what a browser could run is plain bytes or text", () => {
  assert.equal(typeOf(PNG), "image/png");
  assert.equal(typeOf(Buffer.from("%PDF-1.7")), "application/pdf");
  for (const active of ["<svg onload=alert(1)>", "<html><script>", '<?xml version="1.0"?>'])
    assert.equal(typeOf(Buffer.from(active)), "text/plain; charset=utf-8");
  assert.equal(typeOf(Buffer.from([0, 1, 2])), "application/octet-stream");
  assert.equal(typeOf(Buffer.alloc(0)), "application/octet-stream");
});
