/** What stands between spaces or commas. */
export const listed = (text: string) => text.split(/[\s,]+/).filter(Boolean);

export const isAddress = (text: string, protocols: readonly string[]) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

export const hasPassword = (address: string) => new URL(address).password !== "";

export const TOKEN_ADDRESSES =
  "https://client-id:client-secret@host/token?refresh_token=… once for the mailboxes of IMAP_URL without a password, or one for each";

/** One would do for all; with more of them each has to know its mailbox, and one for none is a slip. */
export function areMeantFor(mailboxes: readonly string[], tokenAddresses: readonly string[]): boolean {
  const most = mailboxes.filter((one) => !hasPassword(one)).length;
  return tokenAddresses.length === 0 || tokenAddresses.length === most || (tokenAddresses.length === 1 && most > 1);
}

/** Where tokens are given out: who asks stands in front of it, the token that lasts behind it. In the open only at home. */
export function isTokenAddress(text: string): boolean {
  if (!isAddress(text, ["https:", "http:"])) return false;
  const { protocol, hostname, username, searchParams, hash } = new URL(text);
  const isHere = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  return (protocol === "https:" || isHere) && username !== "" && !!searchParams.get("refresh_token") && hash === "";
}

/** A wrong value is named in logs and on screens, the secrets in it are not. */
export const withoutSecrets = (name: string, value = "") =>
  name.endsWith("_SECRET")
    ? "…"
    : value.replace(/\/\/[^@\s,]*@/g, "//…@").replace(/(\w*(?:token|secret))=[^&\s,]*/gi, "$1=…");
