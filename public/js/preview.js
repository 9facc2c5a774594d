import { ours } from "./markup.js";

/** Shows what is written as it will be read, in the place of the field, and goes back to writing. */
export function start(button) {
  const { form } = button;
  const field = form.elements.body;
  const shown = form.querySelector("[data-as-read]");
  const name = button.querySelector("span");
  const write = () => {
    shown.hidden = true;
    field.hidden = false;
    name.textContent = "Preview";
  };
  // Drawn by the server, for whoever has no scripts: the field stays where it is.
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (field.hidden) {
      write();
      return field.focus();
    }
    const answer = await drawn(button, form).catch(() => null);
    if (answer === null) return form.requestSubmit(button);
    shown.innerHTML = ours(answer);
    shown.hidden = false;
    field.hidden = true;
    name.textContent = "Write on";
    shown.focus();
  });
  form.addEventListener("change", (event) => event.target.name === "kind" && write());
}

async function drawn(button, form) {
  const { _csrf, kind, body } = form.elements;
  const typed = new URLSearchParams({
    _csrf: _csrf.value,
    kind: kind?.value ?? "public",
    body: body.value,
    piece: "yes",
  });
  const answer = await fetch(button.formAction, { method: "POST", body: typed, redirect: "error" });
  return answer.ok ? answer.text() : null;
}
