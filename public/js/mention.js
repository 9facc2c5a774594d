const NEAR = /(?:^|[\s(])@([\p{L}\p{N}.-]*(?: [\p{L}\p{N}.-]*)?)$/u;
const MOST = 6;

/** Completes the name of a colleague after an @ in a note. Typed out in full it works without. */
export function start(form) {
  const field = form.querySelector("textarea");
  const box = document.createElement("ul");
  box.className = "mentions";
  box.id = "mentions";
  box.hidden = true;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Colleagues");
  field.after(box);
  const list = { form, field, box, names: null, typed: "", chosen: 0 };
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", () => void offer(list));
  // Before the keys of the form hear of it.
  field.addEventListener("keydown", (event) => press(list, event), { capture: true });
  field.addEventListener("blur", () => close(list));
  box.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(list, option.textContent);
  });
}

async function offer(list) {
  const before = list.field.value.slice(0, list.field.selectionStart);
  const [, typed] = NEAR.exec(before) ?? [];
  if (typed === undefined || list.form.elements.kind?.value !== "note") return close(list);
  list.typed = typed;
  list.names ??= await namesFrom(list.form.dataset.colleagues);
  const fitting = list.names.filter((name) => fits(name, typed)).slice(0, MOST);
  // "@Bo Answers" is complete: what follows is the sentence.
  if (fitting.length === 0 || fitting.some((name) => name.toLowerCase() === typed.toLowerCase())) return close(list);
  list.box.replaceChildren(...fitting.map(toOption));
  list.box.hidden = false;
  list.field.setAttribute("aria-controls", list.box.id);
  choose(list, 0);
}

async function namesFrom(address) {
  const answer = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
  return answer?.ok && !answer.redirected ? (await answer.json()).names : [];
}

const fits = (name, typed) =>
  [name, ...name.split(" ")].some((part) => part.toLowerCase().startsWith(typed.toLowerCase()));

function toOption(name, place) {
  const option = document.createElement("li");
  option.id = `mention-${place}`;
  option.setAttribute("role", "option");
  option.textContent = name;
  return option;
}

function press(list, event) {
  if (list.box.hidden || event.isComposing) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (moves) choose(list, list.chosen + moves);
  else if (event.key === "Enter" || event.key === "Tab") take(list, list.box.children[list.chosen].textContent);
  else if (event.key === "Escape") close(list);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function choose(list, place) {
  const options = [...list.box.children];
  list.chosen = (place + options.length) % options.length;
  for (const [at, option] of options.entries()) option.setAttribute("aria-selected", String(at === list.chosen));
  list.field.setAttribute("aria-activedescendant", options[list.chosen].id);
}

function take(list, name) {
  const end = list.field.selectionStart;
  list.field.setRangeText(`${name} `, end - list.typed.length, end, "end");
  close(list);
}

function close(list) {
  list.box.hidden = true;
  list.field.removeAttribute("aria-activedescendant");
}
