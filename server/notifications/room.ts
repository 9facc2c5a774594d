import { statfs } from "node:fs/promises";
import type { Context } from "#server/platform/context.ts";

const LEAST_FREE = 200 * 1024 * 1024;

/** Whether the disk can take more mail. When it cannot, messages stay where they are, which loses none of them. */
export async function hasRoom({ config }: Pick<Context, "config">): Promise<boolean> {
  const { bavail, bsize } = await statfs(config.dataDir);
  return bavail * bsize >= LEAST_FREE;
}
