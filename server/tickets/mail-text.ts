import { unquote } from "#server/notifications/quoting.ts";
import { trust } from "#server/platform/html.ts";
import { type Written, writeDown } from "./writing.ts";

const LONGEST_SUBJECT = 200;
const NO_SUBJECT = "(no subject)";
const NO_TEXT = "(This mail has no text.)";
const REPLY_MARKS = /^(?:\s*(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv|rif)(?:\[\d+\])?\s*:)+/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not get in
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const oneLine = (text: string) => text.toWellFormed().replace(HIDDEN, " ").replace(/\s+/g, " ").trim();

/** What it is about, without the marks that mail programs and we put in front. */
export function subjectOf(given: string): string {
  const bare = oneLine(given)
    .replace(REPLY_MARKS, "")
    .replace(/\[T-\d{1,9}\]/g, "")
    .replace(REPLY_MARKS, "");
  return bare.trim().slice(0, LONGEST_SUBJECT).toWellFormed().trim() || NO_SUBJECT;
}

/** A name that looks like one: no address in it, one line, or what stands before the at sign. */
export function nameOfSender({ name, address }: { name: string; address: string }): string {
  const said = oneLine(name).replace(/["<>]/g, "").slice(0, 80).trim();
  return said === "" || said.includes("@") ? (address.split("@")[0] ?? address) : said;
}

/** What they wrote; what they quoted is folded beneath it and found in no search. */
export function writtenIn(text: string): Written {
  const { fresh, quoted } = unquote(text);
  const { body, html } = writeDown(fresh === "" ? NO_TEXT : fresh);
  if (quoted === "") return { body, html };
  const below = writeDown(quoted.slice(0, 20_000)).html;
  return { body, html: trust(`${html}\n<details class="repeated"><summary>Quoted text</summary>${below}</details>`) };
}
