type Named = { id: number; name: string };

/** What a step can be about or do, beyond people: of rooms that a ladder knows nothing of. */
export type LadderOffers = { queues: Named[]; webhooks: Named[] };

declare module "#server/platform/context.ts" {
  interface Context {
    ladderOffers(ctx: Context): Promise<LadderOffers>;
  }
}
