/** A path of ours to go to, or the fallback: never another site, whatever was sent. */
export function safePath(wanted: unknown, fallback = "/"): string {
  if (typeof wanted !== "string" || wanted.length > 2000 || !/^\/(?![/\\])/.test(wanted)) return fallback;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what browsers drop while reading an address
  if (/[\\\u0000-\u001f\u007f]|%5c|%2f%2f/i.test(wanted)) return fallback;
  const here = "http://here.invalid";
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : undefined;
  // Dots are taken out while an address is read: "/..//evil" has become "//evil" by now.
  const isHere = url?.origin === here && !url.pathname.startsWith("//");
  return isHere ? url.pathname + url.search + url.hash : fallback;
}
