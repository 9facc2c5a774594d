/** Error texts that more than one article claims, unless they may: a pasted error should find its one answer. */
export function sharedSignatures(
  claims: readonly { file: string; errors: readonly string[] }[],
  allowed: readonly string[],
): { signature: string; files: string[] }[] {
  const free = new Set(allowed.map(alike));
  const claimed = new Map<string, { signature: string; files: string[] }>();
  for (const { file, errors } of claims)
    for (const signature of errors) {
      const found = claimed.get(alike(signature)) ?? { signature, files: [] };
      if (!found.files.includes(file)) found.files.push(file);
      claimed.set(alike(signature), found);
    }
  return [...claimed].flatMap(([key, found]) => (found.files.length > 1 && !free.has(key) ? [found] : []));
}

/** Capitals, spaces and the word in front make no other error of it. */
const alike = (signature: string) =>
  signature
    .toLowerCase()
    .replace(/^(?:error|fatal|detail|hint|notice):\s*/, "")
    .replace(/\s+/g, " ")
    .trim();
