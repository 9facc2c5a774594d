import type { Before } from "./store.ts";

/** Lists in which what moved last comes first go on before a ticket: when it moved, and which it is. */
export const END: Before = { at: Number.MAX_SAFE_INTEGER, id: 0 };

export const afterAddress = (address: string, { updatedAt, id }: { updatedAt: number; id: number }) =>
  `${address}?after=${updatedAt}~${id}`;

export function readAfter(given: unknown): Before | null {
  const [, at, id] = (typeof given === "string" && /^(\d{1,15})~(\d{1,15})$/.exec(given)) || [];
  return at && id ? { at: Number(at), id: Number(id) } : null;
}
