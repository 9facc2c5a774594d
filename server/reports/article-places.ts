import { figureOrReason, sum } from "#server/measure/figures.ts";
import { clickRatesByPosition, type HonestPlace, type Placed, positionCorrected } from "#server/measure/position.ts";

/** F22, clicks over the clicks its places alone would have brought; what swaps have shown of a place goes before what was seen. */
export function chosenRates(
  places: readonly (Placed & { article: string })[],
  honest: readonly HonestPlace[],
): Map<string, number> {
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
