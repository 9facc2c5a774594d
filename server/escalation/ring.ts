import { type SafeHtml, trust } from "#server/platform/html.ts";

/** A ring that empties as a target is used up; closed when it is late. Words beside it say the same. */
export function drawRing(left: number): SafeHtml {
  const percent = Math.round(100 * Math.min(Math.max(left, 0), 1));
  return trust(
    `<svg class="ring" viewBox="0 0 16 16" aria-hidden="true"><circle/><circle pathLength="100" stroke-dasharray="${percent} 100"/></svg>`,
  );
}
