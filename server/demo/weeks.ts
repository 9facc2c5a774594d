/** What the weeks were like. Rates are per developer and week. */
export type Week = {
  /** Needs that one article could settle, whoever settles them in the end. */
  need: number;
  /** How many of the needs are looked for in the portal first. */
  looksFirst: number;
  /** How many of those who look find their answer. */
  finds: number;
  /** Questions no article could settle. */
  other: number;
  isOutage: boolean;
};

export const WEEKS = 26;
/** Before it, hardly anybody knew the articles. It ends where the announcement stands on the time line. */
export const BASELINE_WEEKS = 9;
const OUTAGE = 19;
const SPIKE = 14;
const HOLIDAYS = [11, 12];

/** Half a year: a flat start, an announcement, a steady fall, summer holidays, a bad release and a week without the portal. */
export function weekOf(place: number): Week {
  const known = 1 - Math.exp(-Math.max(0, place - BASELINE_WEEKS + 1) / 3.5);
  const season = HOLIDAYS.includes(place) ? 0.85 : 1 + 0.04 * Math.sin(place / 2.3);
  const spike = place === SPIKE ? 1.6 : 1;
  return {
    need: 0.62 * season * spike,
    looksFirst: 0.18 + 0.74 * known,
    finds: 0.4 + 0.33 * known,
    other: 0.15 * season,
    isOutage: place === OUTAGE,
  };
}

export const NOTES: { week: number; sentence: string; isLeftOut: boolean }[] = [
  { week: BASELINE_WEEKS, sentence: "Articles announced to all teams", isLeftOut: false },
  { week: SPIKE, sentence: "Installer release with a fault", isLeftOut: false },
  { week: OUTAGE, sentence: "Sign-in outage", isLeftOut: true },
];
