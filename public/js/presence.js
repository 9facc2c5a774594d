const EVERY = 15_000;
const WRITES_FOR = 20_000;

/** Tells colleagues that this ticket is open here, and shows who else has it open. Nobody is told while the page is hidden. */
export function start(line) {
  const form = document.querySelector("[data-reply]");
  const address = line.dataset.presence;
  const token = form?.elements._csrf.value;
  if (!token) return;
  let typedAt = Number.NEGATIVE_INFINITY;
  const say = (does, options = {}) =>
    fetch(address, {
      method: "POST",
      body: new URLSearchParams({ _csrf: token, does }),
      redirect: "error",
      ...options,
    });
  const tell = async () => {
    if (document.hidden) return;
    const isWriting = performance.now() - typedAt < WRITES_FOR;
    try {
      const answer = await say(isWriting ? "writes" : "looks");
      if (answer.ok) line.textContent = (await answer.json()).sentence;
    } catch {
      // It is told again in a moment.
    }
  };
  form.addEventListener("input", () => {
    const isNews = performance.now() - typedAt >= WRITES_FOR;
    typedAt = performance.now();
    if (isNews) void tell();
  });
  document.addEventListener("visibilitychange", () => void tell());
  addEventListener("pagehide", () => void say("leaves", { keepalive: true }).catch(() => {}));
  setInterval(() => void tell(), EVERY);
  void tell();
}
