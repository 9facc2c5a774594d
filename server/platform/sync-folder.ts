import { open } from "node:fs/promises";

/** A name in a folder is on the disk only when the folder is. Windows cannot open one, and does not need to. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const file = await open(folder, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
