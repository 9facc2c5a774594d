import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "#server/platform/root.ts";

export type SourceFile = { name: string; text: string; lines: number };

/** Every file of a folder with this ending, by its path from the top. */
export function filesOf(folder: string, ending: string): SourceFile[] {
  const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return names.sort().map((file) => {
    const text = readFileSync(file, "utf8");
    return { name: path.relative(root, file).replaceAll("\\", "/"), text, lines: text.split("\n").length };
  });
}

/** The room a file of `server/` belongs to; files that stand directly in it are the roof. */
export const roomOf = (name: string) => /^server\/([^/]+)\//.exec(name)?.[1] ?? "roof";

/** What a file imports, as written. */
export function importsOf({ text }: SourceFile): string[] {
  return [
    ...text.matchAll(
      /(?:^|\n)(?:import|export)[^;'"]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)|(?:^|\n)import\s+"([^"]+)"/g,
    ),
  ].map((found) => found[1] ?? found[2] ?? found[3] ?? "");
}
