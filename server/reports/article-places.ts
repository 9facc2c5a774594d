import { figureOrReason, sum } from "#server/measure/figures.ts";
import { clickRatesByPosition, type HonestPlace, type Placed, positionCorrected } from "#server/measure/position.ts";
import type { List } from "./article-week-store.ts";

type Shown = Placed & { article: string };
export type Chosen = Record<List, number | null>;

/** Each list by itself: who looks at results, at what comes while they type and at related articles looks differently. */
export function chosenInLists(
  places: readonly (Shown & { list: List })[],
  honest: readonly HonestPlace[],
): Map<string, Chosen> {
  const chosen = new Map<string, Chosen>();
  for (const [list, some] of Map.groupBy(places, (place) => place.list))
    for (const [article, rate] of chosenRates(some, list === "search" ? honest : []))
      chosen.set(article, { ...(chosen.get(article) ?? NOWHERE), [list]: rate });
  return chosen;
}

export const NOWHERE: Chosen = { search: null, suggest: null, related: null };

/** F22, clicks over the clicks its places alone would have brought; what swaps have shown of a place goes before what was seen. */
function chosenRates(places: readonly Shown[], honest: readonly HonestPlace[]): Map<string, number> {
  const whole = [...Map.groupBy(places, ({ position }) => position).values()].map((some) => ({
    position: some[0]?.position ?? 1,
    shown: sum(some.map(({ shown }) => shown)),
    clicked: sum(some.map(({ clicked }) => clicked)),
  }));
  const rates = clickRatesByPosition(whole);
  const first = rates.get(1) ?? 0;
  for (const { place, ratio } of honest)
    if (ratio !== null && rates.has(place)) rates.set(place, Math.min(1, first * ratio));
  const chosen = new Map<string, number>();
  for (const [article, some] of Map.groupBy(places, (place) => place.article)) {
    const corrected = figureOrReason(() => positionCorrected(some, rates));
    if (corrected.ok) chosen.set(article, corrected.figure.coec);
  }
  return chosen;
}
