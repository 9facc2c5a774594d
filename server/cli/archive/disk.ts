import { closeSync, fsyncSync, openSync } from "node:fs";

/** A name in a folder is on the disk only when the folder is. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder, and does not need to.
  if (process.platform === "win32") return;
  syncFile(folder);
}

export function syncFile(file: string): void {
  const open = openSync(file, "r");
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}
