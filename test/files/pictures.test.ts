import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { placeOf } from "#server/files/disk.ts";
import { dropFile, keepFile, keptFile } from "#server/files/keeping.ts";
import { pictureOf } from "#server/files/pictures.ts";
import { buildHouse, type House } from "#test/support/house.ts";

let house: House;
before(async () => {
  house = await buildHouse();
});
after(() => house.close());

const SECRET = "GPSLatitude 52.5200";
const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: "#357" } });
const keep = async (name: string, bytes: Buffer) => {
  const file = await keptFile(
    house.ctx,
    await keepFile(house.ctx, house.cast.ada, { name, bytes: Readable.from([bytes]) }),
  );
  assert.ok(file);
  return file;
};
const drawn = async (file: Awaited<ReturnType<typeof keep>>) => {
  const picture = await pictureOf(house.ctx, file);
  return picture && buffer(picture);
};

test("a picture is drawn anew: its dots stay, where it was taken and what hides behind it do not", async () => {
  const photo = await blank(40, 20)
    .jpeg()
    .withExif({ IFD0: { Copyright: SECRET } })
    .toBuffer();
  assert.ok(photo.includes(SECRET), "the original tells");
  const file = await keep("holiday.jpg", Buffer.concat([photo, Buffer.from("<script>alert(1)</script>")]));
  const [first, second] = await Promise.all([drawn(file), drawn(file)]);
  assert.ok(first && second?.equals(first));
  assert.ok(!first.includes(SECRET) && !first.includes("<script>"));
  const { format, width, height } = await sharp(first).metadata();
  assert.deepEqual([format, width, height], ["webp", 40, 20]);
});

test("a large one comes smaller, and goes with its original", async () => {
  const file = await keep("wide.png", await blank(3000, 300).png().toBuffer());
  const { width } = await sharp((await drawn(file)) ?? undefined).metadata();
  assert.equal(width, 2000);
  const kept = path.join(house.dataDir, `${placeOf(file.sha256)}.webp`);
  assert.ok(existsSync(kept));
  await dropFile(house.ctx, file.id);
  assert.ok(!existsSync(kept));
});

test("what only calls itself a picture, is cut off, or unfolds without end is none", async () => {
  const whole = await blank(400, 400).png().toBuffer();
  const bomb = await blank(16_000, 16_000).png({ compressionLevel: 9 }).toBuffer();
  assert.ok(bomb.length < 2_000_000, "small on its way");
  for (const [name, bytes] of [
    ["head.png", Buffer.concat([whole.subarray(0, 24), Buffer.from("nothing more")])],
    ["bomb.png", bomb],
    ["drawing.svg", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ["page.gif", Buffer.from("GIF89a<script>alert(1)</script>")],
  ] as const)
    assert.equal(await drawn(await keep(name, bytes)), null, name);
});
