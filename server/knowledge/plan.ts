import type { Folder, FoundFile } from "./files.ts";
import type { Known } from "./writing-store.ts";

/** What one file, or the lack of it, asks for. */
export type Step =
  | { kind: "add"; file: FoundFile }
  | { kind: "update"; file: FoundFile; known: Known }
  /** The file is as it was; the article only has to come back. */
  | { kind: "revive"; known: Known }
  | { kind: "archive"; known: Known }
  /** Changed here and there: somebody has to choose. */
  | { kind: "conflict"; file: FoundFile | null; known: Known }
  /** The file says what the portal says already. */
  | { kind: "agree"; file: FoundFile; known: Known }
  /** The file went back to what it was before the edit: nothing is left to choose. */
  | { kind: "settle"; known: Known };

export type Plan = {
  steps: Step[];
  unchanged: number;
  /** Files under an address an article gave up, while its own file lies there too. */
  strays: FoundFile[];
};

/**
 * Compares a folder with what is known of it. A folder without any article archives nothing: it is the wrong one.
 * A file under an address that was given up belongs to the article that had it.
 */
export function planImport(
  folder: Pick<Folder, "files" | "present">,
  known: readonly Known[],
  former: ReadonlyMap<string, string> = new Map(),
): Plan {
  const bySlug = new Map(known.map((one) => [one.slug, one]));
  const slugNow = (slug: string) => (bySlug.has(slug) ? slug : (former.get(slug) ?? slug));
  const isStray = ({ slug }: FoundFile) => slugNow(slug) !== slug && folder.present.has(slugNow(slug));
  const files = folder.files.filter((file) => !isStray(file));
  const present = new Set([...folder.present].map(slugNow));
  const steps: Step[] = [];
  for (const file of files) steps.push(...stepsFor(file, bySlug.get(slugNow(file.slug))));
  if (folder.files.length > 0) for (const one of known) if (!present.has(one.slug)) steps.push(...stepsWithout(one));
  const touched = new Set(
    steps.map((step) => ("file" in step && step.file ? step.file.slug : "known" in step ? step.known.slug : "")),
  );
  return {
    steps,
    unchanged: files.filter((file) => !touched.has(file.slug)).length,
    strays: folder.files.filter(isStray),
  };
}

function stepsFor(file: FoundFile, known: Known | undefined): Step[] {
  if (!known) return [{ kind: "add", file }];
  const revive: Step[] = known.archivedAt === null ? [] : [{ kind: "revive", known }];
  if (file.hash === known.fileHash) return known.conflict ? [{ kind: "settle", known }, ...revive] : revive;
  if (file.hash === known.sourceHash) return [{ kind: "agree", file, known }];
  if (known.editedAt === null) return [{ kind: "update", file, known }];
  const isKnownConflict = known.conflict?.hash === file.hash;
  return isKnownConflict ? revive : [{ kind: "conflict", file, known }, ...revive];
}

/** Articles that never had a file are the portal's own and stay. */
function stepsWithout(known: Known): Step[] {
  if (known.fileHash === null || known.archivedAt !== null) return [];
  if (known.editedAt === null) return [{ kind: "archive", known }];
  return known.conflict?.hash === null ? [] : [{ kind: "conflict", file: null, known }];
}
