/**
 * Tells what happened on a page. Each event has an id, so that what arrives twice counts once, and the hour on this
 * machine's clock, so that clocks that are wrong are seen. Sent even while the page is being left.
 */
export function sendEvents(csrf, happened) {
  const events = happened.map((one) => ({ id: crypto.randomUUID(), clientAt: Date.now(), ...one }));
  navigator.sendBeacon("/events", new URLSearchParams({ _csrf: csrf, events: JSON.stringify(events) }));
}
