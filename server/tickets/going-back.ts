import { safePath } from "#server/http/redirects.ts";

/** Where a form leads back to: the desk it stood on, with its filters, or the ticket's own page. */
export function backTo(wanted: unknown, address: string): string {
  const path = safePath(wanted, "");
  return /^\/desk(\?|$)/.test(path) ? path : address;
}

export const withQuery = (address: string, name: string, value: string) =>
  `${address}${address.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
