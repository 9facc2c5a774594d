import { diffLines } from "diff";

export type Line = { kind: "same" | "ours" | "theirs" | "skipped"; text: string };

const CONTEXT = 3;
const BUDGET = 200;

/**
 * What differs between two texts, line by line, with a little of what is the same around it. Null when working it out
 * would take too long: then both are shown whole.
 */
export function difference(ours: string, theirs: string): Line[] | null {
  const parts = diffLines(ours, theirs, { timeout: BUDGET });
  if (!parts) return null;
  return parts.flatMap((part, place): Line[] => {
    const lines = part.value.replace(/\n$/, "").split("\n");
    if (part.removed) return lines.map((text) => ({ kind: "ours", text }));
    if (part.added) return lines.map((text) => ({ kind: "theirs", text }));
    return shorten(lines, place === 0, place === parts.length - 1);
  });
}

function shorten(lines: string[], isFirst: boolean, isLast: boolean): Line[] {
  const before = isFirst ? 0 : CONTEXT;
  const after = isLast ? 0 : CONTEXT;
  const same = (some: string[]) => some.map((text): Line => ({ kind: "same", text }));
  const skipped = lines.length - before - after;
  if (skipped < 3) return same(lines);
  const gap: Line = { kind: "skipped", text: `${skipped} lines are the same` };
  return [...same(lines.slice(0, before)), gap, ...same(lines.slice(lines.length - after))];
}
