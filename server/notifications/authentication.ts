/** Whether the domain a message says it is from stands behind it, by the word of our own mail server. */
export type Trust = "confirmed" | "denied" | "unknown";

/**
 * Reads Authentication-Results (RFC 8601). Only lines of the server named in `authority` count, and of those the
 * latest: anybody can write such a line, but only our server's is added after the message has arrived.
 */
export function trustIn(lines: readonly string[], authority: string, sender: string): Trust {
  const line = lines.map(withoutComments).find((one) => authorityOf(one) === authority.toLowerCase());
  if (authority === "" || line === undefined) return "unknown";
  const domain = sender.split("@").at(-1)?.toLowerCase() ?? "";
  const results = line.split(";").slice(1).map(readResult);
  const dmarc = results.find(({ method }) => method === "dmarc");
  if (dmarc?.result === "fail") return "denied";
  if (dmarc?.result === "pass" && domain !== "" && dmarc.facts.get("header.from") === domain) return "confirmed";
  const isSigned = results.some(
    ({ method, result, facts }) =>
      method === "dkim" && result === "pass" && isAligned(domain, facts.get("header.d") ?? facts.get("header.i") ?? ""),
  );
  return isSigned ? "confirmed" : "unknown";
}

/** The same domain or one above it, compared whole: evil-example.com is not example.com. */
function isAligned(domain: string, signer: string): boolean {
  const signed = signer.split("@").at(-1) ?? "";
  return signed.includes(".") && (domain === signed || domain.endsWith(`.${signed}`));
}

const withoutComments = (line: string) => {
  let clean = line.slice(0, 10_000);
  for (let before = ""; before !== clean; ) {
    before = clean;
    clean = clean.replace(/\([^()]*\)/g, " ");
  }
  return clean;
};

/** "mx.example.test 1; dmarc=pass …": the name, without the version that may follow it. */
const authorityOf = (line: string) => (line.split(";")[0] ?? "").trim().split(/\s+/)[0]?.toLowerCase() ?? "";

function readResult(text: string) {
  const [first = "", ...rest] = text.trim().split(/\s+/);
  const [method = "", result = ""] = first.toLowerCase().split("=");
  const facts = new Map(
    rest.map((one) => one.toLowerCase().split("=")).map(([name = "", value = ""]) => [name, bare(value)]),
  );
  return { method, result, facts };
}

const bare = (value: string) => value.replaceAll('"', "").replace(/^@/, "");
