import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "#server/platform/root.ts";

/** A copy of the test articles that a test may change. */
export function openShelf() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-articles-"));
  cpSync(path.join(root, "test/support/knowledge"), folder, { recursive: true });
  const place = (name: string) => path.join(folder, name);
  const read = (name: string) => readFileSync(place(name), "utf8");
  return {
    folder,
    read,
    write: (name: string, text: string | Buffer) => writeFileSync(place(name), text),
    replace: (name: string, from: string, to: string) => writeFileSync(place(name), read(name).replace(from, to)),
    remove: (name: string) => rmSync(place(name)),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type Shelf = ReturnType<typeof openShelf>;
