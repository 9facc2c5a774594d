/** A message that came in, as a thread of its own read it. Nothing in it was believed yet. */
export type Incoming = {
  messageId: string | null;
  subject: string;
  /** Null where there is no one sender: none, several, a group, or something that is no address. */
  from: { address: string; name: string } | null;
  /** Everybody it says it is for; our own address with a mark in it is among them when it came back. */
  to: string[];
  /** The messages it answers, the nearest first. */
  references: string[];
  text: string;
  files: { name: string; bytes: Uint8Array }[];
  /** What the servers on its way wrote about who sent it, the latest first. */
  authenticationResults: string[];
  /** Why nobody wrote it by hand, in words, or null. */
  automatic: string | null;
  report: Report | null;
  /** How often it says that it has gone to and fro between programs. */
  hops: number;
};

/** What a mail server says became of one of our messages (RFC 3464). */
export type Report = {
  action: "failed" | "delayed" | "delivered" | "unclear";
  /** In its own words. */
  reason: string;
  /** The name of the message it is about. */
  messageId: string | null;
};

type Heads = ReadonlyMap<string, string>;

const ROBOTS = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+@-]|$)/i;

/** RFC 3834 and its neighbours: whoever answers one of these starts a loop. */
const SIGNS: [RegExp, RegExp, string][] = [
  [/^auto-submitted$/, /^(?!\s*no\b)/i, "It says of itself that a machine wrote it."],
  [/^precedence$/, /\b(bulk|list|junk|auto_reply)\b/i, "It was sent to many at once."],
  [/^list-(id|post|unsubscribe|help|subscribe|owner|archive)$/, /./, "It comes from a mailing list."],
  [
    /^x-(autoreply|autorespond|auto-response-suppress)$/,
    /^(?!\s*(no|none)\b)/i,
    "It says of itself that a machine wrote it.",
  ],
  [/^x-failed-recipients$/, /./, "It reports that something could not be delivered."],
  [/^content-type$/, /^\s*multipart\/report\b/i, "It is a report that a mail program wrote."],
  [/^x-spam-flag$/, /^\s*yes\b/i, "The mail server takes it for spam."],
  [/^return-path$/, /^\s*<\s*>/, "It was sent so that nobody can answer it."],
];

/** Why no answer may be given by itself, and no clock started or stopped. */
export function whyAutomatic(heads: Heads, sender: string): string | null {
  for (const [name, value, sentence] of SIGNS)
    for (const [key, text] of heads) if (name.test(key) && value.test(text)) return sentence;
  return ROBOTS.test(sender) ? "It comes from an address that reads no answers." : null;
}
