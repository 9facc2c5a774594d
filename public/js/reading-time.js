const WORTH_TELLING = 1000;
const MOST_REPORTS = 20;

/**
 * Tells how long the article was in front of somebody's eyes, once each time the page is hidden or left. The time is a
 * sum, so that a report that gets lost costs nothing when a later one arrives.
 */
export function start(form) {
  const page = crypto.randomUUID();
  let shownSince = document.visibilityState === "visible" ? performance.now() : null;
  let visible = 0;
  let told = 0;
  let reports = 0;

  const tell = () => {
    if (shownSince !== null) visible += performance.now() - shownSince;
    shownSince = null;
    if (visible - told < WORTH_TELLING || reports >= MOST_REPORTS) return;
    told = visible;
    reports += 1;
    const body = new URLSearchParams(new FormData(form));
    body.set("id", `${page}-${reports}`);
    body.set("activeMs", String(Math.round(visible)));
    navigator.sendBeacon(form.action, body);
  };

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
