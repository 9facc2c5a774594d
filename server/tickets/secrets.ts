/** Something in a text that opens a door, and where it stands. */
export type Secret = { from: number; to: number; what: string };

const KEPT = "[masked]";
const MOST = 50;

/** Each finds the secret itself as its group of that name; what stands around it tells a reader what it was. */
const PATTERNS: [RegExp, string][] = [
  [/(?<secret>-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))/dg, "a private key"],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:]{0,100}:(?<secret>[^\s/@]{1,200})@/dgi, "a password in an address"],
  [/(?<secret>\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/dg, "a signed token"],
  [
    /(?<secret>\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|rk_live_|AKIA|ASIA|AIza)[\w-]{10,})/dg,
    "a key",
  ],
  [/\b(?:bearer|basic)\s+(?<secret>[\w+/=.~-]{8,})/dgi, "an authorization"],
  [
    /(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret|private[_-]?key|credentials?)["']?\s*(?:[:=]|=>)\s*["']?(?<secret>[^\s,;"'&)}\]]{4,200})/dgi,
    "a password or key",
  ],
  [/\b(?:password|identified by)\s+'(?<secret>[^'\n]{1,200})'/dgi, "a password"],
  [/\b(?:set-)?cookie:\s*(?<secret>[^\n]{8,500})/dgi, "a cookie"],
];

/** What may be a secret, in the order of the text; none overlaps another. What was masked before is none. */
export function findSecrets(text: string): Secret[] {
  const found = PATTERNS.flatMap(([pattern, what]) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const [from = 0, to = 0] = match.indices?.groups?.secret ?? [];
      return isHarmless(text.slice(from, to)) ? [] : [{ from, to, what }];
    }),
  );
  const inOrder = found.sort((one, other) => one.from - other.from || other.to - one.to);
  const apart: Secret[] = [];
  for (const secret of inOrder) if (secret.from >= (apart.at(-1)?.to ?? 0)) apart.push(secret);
  return apart.slice(0, MOST);
}

/** Place-holders and names of types, as they stand in every example. */
const isHarmless = (secret: string) =>
  /^(?:\[?masked\]?|\[\w+|\*+|x+|<.*|\$\{?.*|%.*|null|none|undefined|true|false|string|text|required|missing|invalid|expired)$/i.test(
    secret.trim(),
  );

/** The text without those of its secrets. */
export function maskSecrets(text: string, secrets: readonly Secret[]): string {
  let masked = "";
  let at = 0;
  for (const { from, to } of secrets) {
    masked += text.slice(at, from) + KEPT;
    at = to;
  }
  return masked + text.slice(at);
}

const AROUND = 24;

/** How it is shown to whoever typed it: enough to know which one it is, and nothing of it. */
export function secretInContext(text: string, { from, to }: Secret): { before: string; after: string; line: number } {
  const [before = ""] = text.slice(0, from).split("\n").slice(-1);
  const [after = ""] = text.slice(to).split("\n");
  return { before: lastOf(before), after: firstOf(after), line: text.slice(0, from).split("\n").length };
}

/** Cut between words where there are some, and marked where something was left out. */
const lastOf = (text: string) =>
  text.length <= AROUND ? text : `… ${text.slice(-AROUND).replace(/^\S*\s+(?=\S)/, "")}`;
const firstOf = (text: string) =>
  text.length <= AROUND ? text : `${text.slice(0, AROUND).replace(/(?<=\S)\s+\S*$/, "")} …`;
