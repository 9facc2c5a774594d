import { createReadStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Context } from "#server/platform/context.ts";
import { contentOnDisk, draftOnDisk, isThere, pictureOnDisk } from "./disk.ts";
import { isPicture, type KeptFile } from "./file.ts";

/** What a browser is shown: never what somebody sent. */
export const PICTURE_TYPE = "image/webp";

const LARGEST_SIDE = 2000;
/** All frames together; a small file can unfold into gigabytes. */
const MOST_PIXELS = 60_000_000;
const LONGEST_SECONDS = 5;

let ready: ReturnType<typeof getReady> | null = null;

/** Loaded at the first picture: a tenth of a second that no start has to wait for. */
async function getReady() {
  const { default: sharp } = await import("sharp");
  // Of everything the library can read, only what `isPicture` lets through.
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: ["VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"],
  });
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * A picture drawn anew from its dots alone: what else its bytes say, where it was taken or what a faulty reader would
 * run, is left behind. Drawn at the first look, one at a time, and kept beside the original. Null: it is no picture,
 * or none that can be drawn.
 */
export async function pictureOf(ctx: Pick<Context, "config" | "log">, file: KeptFile): Promise<Readable | null> {
  if (!isPicture(file)) return null;
  const target = pictureOnDisk(ctx, file.sha256);
  if (await isThere(target)) return createReadStream(target);
  const turn = last.then(() => draw(ctx, file.sha256, target));
  last = turn.catch(() => {});
  return (await turn) ? createReadStream(target) : null;
}

async function draw(ctx: Pick<Context, "config" | "log">, sha256: string, target: string): Promise<boolean> {
  if (await isThere(target)) return true;
  const draft = await draftOnDisk(ctx);
  try {
    ready ??= getReady();
    const sharp = await ready;
    await sharp(contentOnDisk(ctx, sha256), { animated: true, limitInputPixels: MOST_PIXELS, failOn: "error" })
      .timeout({ seconds: LONGEST_SECONDS })
      .autoOrient()
      .resize({ width: LARGEST_SIDE, height: LARGEST_SIDE, fit: "inside", withoutEnlargement: true })
      .webp({ effort: 2 })
      .toFile(draft);
    await rename(draft, target);
    return true;
  } catch (error) {
    await rm(draft, { force: true });
    ctx.log.info({ err: error, sha256 }, "A file that calls itself a picture could not be drawn.");
    return false;
  }
}
