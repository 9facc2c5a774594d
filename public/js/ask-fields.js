import { ours } from "./markup.js";

/** Asks what the chosen category asks, and keeps what was typed already. Without it the page before sending asks. */
export function start(part) {
  const form = part.closest("form");
  let asking = null;
  form.elements.category.addEventListener("change", async ({ target }) => {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `/ask/fields?category=${encodeURIComponent(target.value)}`;
      const answer = await fetch(address, { signal: asking.signal, redirect: "error" });
      if (answer.ok) replace(part, await answer.text());
    } catch {
      // What is missing is asked for before the question is sent.
    }
  });
}

function replace(part, markup) {
  const typed = [...part.querySelectorAll("input:not([type=hidden]), select")].map(({ name, value }) => [name, value]);
  part.innerHTML = ours(markup);
  for (const [name, value] of typed) {
    const field = part.querySelector(`[name="${name}"]`);
    if (field) field.value = value;
  }
}
