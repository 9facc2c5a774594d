const LONGEST = 500;

/** Most telling first: an address inside a token is gone with the token. */
const SECRETS: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, "[key]"],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, "[token]"],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|pk_|rk_|AKIA|ASIA|AIza)[\w-]{10,}/g, "[key]"],
  [/\b(?:bearer|token|password|passwd|pwd|secret|api[_-]?key)(\s*[:=]\s*|\s+)(?=\S{6})[^\s,;"']+/gi, "[secret]"],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, "$1[secret]@"],
  [/[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g, "[mail]"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "[id]"],
  [/\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b/g, "[ip]"],
  [/(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}(?:[0-9a-f]{1,4}|:)(?![\w:])/gi, "[ip]"],
];

/** A word nobody would type from memory: long, and as disordered as something drawn by lot. */
const LONG_WORD = /[A-Za-z0-9+/=_-]{20,}/g;
const BITS_OF_CHANCE = 3.6;

/** Takes out what may give somebody or something away, and keeps what was looked for. */
export function redact(text: string): string {
  return takeOut(text.slice(0, 4 * LONGEST))
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST)
    .toWellFormed();
}

/** The same of a text of several lines, which stay lines. */
export function takeOut(text: string): string {
  let clean = text.replaceAll("\u0000", "");
  for (const [pattern, word] of SECRETS) clean = clean.replace(pattern, word);
  return clean.replace(LONG_WORD, (word) => (isByChance(word) ? "[token]" : word));
}

const isByChance = (word: string) => /\d/.test(word) && entropyOf(word) > BITS_OF_CHANCE;

/** Shannon's, in bits per sign. "permission_denied_for_table" has 3.4, a random key of 32 signs about 4.5. */
function entropyOf(word: string): number {
  const counts = new Map<string, number>();
  for (const sign of word) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits;
}
