import { sendEvents } from "./events.js";

const WORTH_TELLING = 1000;
const MOST_REPORTS = 20;

/**
 * Tells how long the article was in front of somebody's eyes, how far down they saw it and whether they copied code, once
 * each time the page is hidden or left. Time and copies are sums, so a report that gets lost costs nothing when a later
 * one arrives.
 */
export function start(form) {
  const { article, page } = form.dataset;
  const text = document.querySelector("[data-copy-code]");
  let shownSince = document.visibilityState === "visible" ? performance.now() : null;
  let visible = 0;
  let scroll = depthOf(text);
  let copied = 0;
  let told = { visible: 0, copied: 0 };
  let reports = 0;

  const tell = () => {
    if (shownSince !== null) visible += performance.now() - shownSince;
    shownSince = null;
    const isNews = visible - told.visible >= WORTH_TELLING || copied > told.copied;
    if (!isNews || reports >= MOST_REPORTS) return;
    told = { visible, copied };
    reports += 1;
    const reading = { type: "reading", page, article, activeMs: Math.round(visible), scroll, copied };
    sendEvents(form.elements._csrf.value, [reading]);
  };

  addEventListener("scroll", () => (scroll = Math.max(scroll, depthOf(text))), { passive: true });
  text?.addEventListener("copied", () => (copied += 1));
  text?.addEventListener("copy", () => (copied += isInCode(getSelection()?.anchorNode) ? 1 : 0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") tell();
    else shownSince ??= performance.now();
  });
  addEventListener("pagehide", tell);
  // Taken out of the browser's memory: the reading goes on.
  addEventListener("pageshow", () => {
    if (document.visibilityState === "visible") shownSince ??= performance.now();
  });
}

/** How much of the text has come into view from above, in per cent. */
function depthOf(text) {
  if (!text) return 0;
  const { top, height } = text.getBoundingClientRect();
  const seen = height > 0 ? (innerHeight - top) / height : 0;
  return Math.round(100 * Math.min(1, Math.max(0, seen)));
}

const isInCode = (node) => node?.parentElement?.closest("pre, code") != null;
