import type { SafeHtml } from "#server/platform/html.ts";
import { trust } from "#server/platform/html.ts";
import type { JourneyCounts, JourneyFigures } from "./journey-figures.ts";
import { el } from "./svg.ts";
import { percent, rangeOf, several } from "./wording.ts";

export type JourneyPiece = {
  title: string;
  bounds: string;
  svg: SafeHtml;
  parts: { key: string; name: string; count: string; share: string }[];
  pending: string;
};

const PARTS: { outcome: keyof JourneyCounts; key: string; name: string; aside: string }[] = [
  { outcome: "confirmed", key: "yes", name: "Said it helped", aside: "" },
  { outcome: "probable", key: "half", name: "Read an answer and did not send", aside: ", counted neither way" },
  { outcome: "silent", key: "mute", name: "Left without a word", aside: ", counted neither way" },
  { outcome: "unsolved", key: "no", name: "Said it did not help", aside: "" },
  { outcome: "failed", key: "ask", name: "Asked support", aside: "" },
];

const WIDTH = 1000;
const GAP = 3;

/** Every journey that can be judged, as one bar with its bounds. */
export function journeyPiece({ counts, bounds }: JourneyFigures): JourneyPiece | null {
  if (!bounds) return null;
  const share = (count: number) => count / bounds.journeys;
  const parts = PARTS.map((part) => ({ ...part, count: counts[part.outcome] })).filter(({ count }) => count > 0);
  let x = 0;
  const bars = parts.map(({ key, count }) => {
    const width = share(count) * (WIDTH - GAP * (parts.length - 1));
    const bar = el("rect", { class: key, x, y: 0, width, height: 14 });
    x += width + GAP;
    return bar;
  });
  return {
    title: `What became of ${several(bounds.journeys, "journey")}`,
    bounds: `Between ${percent(bounds.lower)} and ${percent(bounds.upper)} found their answer${estimateIn(bounds)}`,
    svg: trust(
      el(
        "svg",
        { class: "outcome", viewBox: `0 0 ${WIDTH} 14`, preserveAspectRatio: "none", "aria-hidden": "true" },
        HATCH + bars.join(""),
      ),
    ),
    parts: parts.map(({ key, name, count, aside }) => ({
      key,
      name,
      count: count.toLocaleString("en"),
      share: `${percent(share(count))}${aside}`,
    })),
    pending:
      counts.pending > 0
        ? `${several(counts.pending, "journey")} ended less than seven days ago and cannot be judged yet.`
        : "",
  };
}

const estimateIn = ({ estimate }: NonNullable<JourneyFigures["bounds"]>) =>
  estimate ? `; by the survey ${percent(estimate.share)} (${rangeOf(estimate)})` : "";

const HATCH =
  '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="h0" width="7" height="7"/><path class="h1" d="M0 0V7"/></pattern></defs>';
