import type { Report } from "./incoming.ts";

const ACTIONS = ["failed", "delayed", "delivered"] as const;

/** `status` is the part for machines (message/delivery-status), `original` the head of what came back. */
export function readReport(status: string, original: string): Report {
  const fields = readFields(status);
  const said = (fields.get("action") ?? "").toLowerCase();
  const code = fields.get("status") ?? "";
  const action = ACTIONS.find((one) => one === said) ?? (/^5\./.test(code) ? "failed" : "unclear");
  const reason = [code, (fields.get("diagnostic-code") ?? "").replace(/^\s*smtp\s*;\s*/i, "")];
  return {
    action,
    reason: reason.filter(Boolean).join(" ").slice(0, 500) || "The mail server gave no reason.",
    messageId: readFields(original).get("message-id") ?? null,
  };
}

/** The first of each name: a report about one reader, as we write to one at a time. */
function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text
    .slice(0, 100_000)
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)) {
    const [, name, value] = /^([\w-]{1,60}):[ \t]*(.*)$/.exec(line) ?? [];
    if (name && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), (value ?? "").trim());
  }
  return fields;
}
