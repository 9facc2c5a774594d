/** Puts a macro into the reply without leaving the page, and shows what else it would change. */
export function start(part) {
  const form = part.closest("form");
  const choice = part.querySelector("select");
  part.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    if (choice.value !== "") void insert(form, part, choice.value);
    else choice.focus();
  });
}

async function insert(form, part, id) {
  const answer = await fetch(`${part.dataset.macros}/${id}`, { headers: { accept: "application/json" } });
  // Signed out, or put away meanwhile: the page that says so is the one the button leads to without us.
  if (!answer.ok || answer.redirected) return form.requestSubmit(part.querySelector("button"));
  const { text, changes } = await answer.json();
  const field = form.querySelector("textarea");
  const before = field.value.slice(0, field.selectionStart);
  const gap = before.trim() === "" ? "" : before.endsWith("\n\n") ? "" : "\n\n";
  field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
  form.elements.used.value = id;
  const applies = form.querySelector("[data-applies]");
  applies.hidden = changes === "";
  applies.querySelector("input").value = id;
  applies.querySelector("input").checked = changes !== "";
  applies.querySelector("span").textContent = changes;
  field.focus();
}
