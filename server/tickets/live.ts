/** Whoever has a desk open and wants to know when it changes. */
export type Live = { listeners: Set<() => void> };

declare module "#server/platform/context.ts" {
  interface Context {
    live: Live;
  }
}

export const openLive = (): { live: Live } => ({ live: { listeners: new Set() } });

/** Something about some ticket has changed, or is about to: the transaction around it may still be open. */
export function ring({ live }: { live: Live }): void {
  for (const listener of live.listeners) listener();
}
