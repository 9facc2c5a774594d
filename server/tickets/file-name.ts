const LONGEST = 150;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not get in
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A name that is safe to show and to save under, on any system, and still the name they know. */
export function cleanName(given: string): string {
  const last = given.normalize("NFC").toWellFormed().replace(HIDDEN, "").split(/[/\\]/).at(-1) ?? "";
  const name = last.replace(/[<>:"|?*]/g, "_").replace(/^[. ]+|[. ]+$/g, "");
  if (name === "" || RESERVED.test(name)) return `file${name === "" ? "" : `-${name}`}`;
  if (name.length <= LONGEST) return name;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? "";
  return name.slice(0, LONGEST - ending.length).toWellFormed() + ending;
}

const SIGNS: [type: string, bytes: number[], at?: number][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", [0x57, 0x45, 0x42, 0x50], 8],
  ["application/pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["application/zip", [0x50, 0x4b, 0x03, 0x04]],
  ["application/gzip", [0x1f, 0x8b]],
];

/** What the bytes say it is, whatever it is called. Anything that a browser could run is plain bytes. */
export function typeOf(start: Buffer): string {
  const found = SIGNS.find(([, bytes, at = 0]) => bytes.every((byte, place) => start[at + place] === byte));
  if (found) return found[0];
  const isText =
    !start.includes(0) && !new TextDecoder().decode(start.subarray(0, 512)).slice(0, -4).includes("\ufffd");
  return isText && start.length > 0 ? "text/plain; charset=utf-8" : "application/octet-stream";
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
