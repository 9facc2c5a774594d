const NEAR = /(?:^|[\s(])@([\p{L}\p{N}.-]*(?: [\p{L}\p{N}.-]*)?)$/u;
const MOST = 6;
const PATIENCE = 5000;

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
  const list = { form, field, box, names: null, isLoading: false, held: null, typed: "", chosen: 0 };
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", () => offer(list));
  field.addEventListener("focus", () => isNote(list) && void load(list));
  // Before the keys of the form hear of it.
  field.addEventListener("keydown", (event) => press(list, event), { capture: true });
  field.addEventListener("blur", () => close(list));
  box.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(list, option.textContent);
  });
}

const isNote = (list) => list.form.elements.kind?.value === "note";

/** What stands between the @ and the cursor, in a note. */
function typedAt(list) {
  const [, typed] = NEAR.exec(list.field.value.slice(0, list.field.selectionStart)) ?? [];
  return isNote(list) ? typed : undefined;
}

function offer(list) {
  if (typedAt(list) === undefined) return close(list);
  if (list.names === null) return void load(list);
  open(list);
}

function open(list) {
  list.typed = typedAt(list) ?? "";
  const fitting = fittingTo(list, typedAt(list));
  if (fitting.length === 0) return close(list);
  list.box.replaceChildren(...fitting.map(toOption));
  list.box.hidden = false;
  list.field.setAttribute("aria-controls", list.box.id);
  choose(list, 0);
}

/** "@Bo Answers" is complete: what follows is the sentence. */
function fittingTo({ names }, typed) {
  if (names === null || typed === undefined) return [];
  const fitting = names.filter((name) => fits(name, typed)).slice(0, MOST);
  return fitting.some((name) => name.toLowerCase() === typed.toLowerCase()) ? [] : fitting;
}

/** The names, once. What was typed meanwhile is completed as soon as they are there. */
async function load(list) {
  if (list.names !== null || list.isLoading) return;
  list.isLoading = true;
  list.names = await namesFrom(list.form.dataset.colleagues);
  list.isLoading = false;
  if (list.held !== null) takeHeld(list);
  else if (document.activeElement === list.field) open(list);
}

/** Null: there was no answer, so the next letter asks again. */
async function namesFrom(address) {
  const how = { headers: { accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
  try {
    const answer = await fetch(address, how);
    return answer.ok && !answer.redirected ? (await answer.json()).names : null;
  } catch {
    return null;
  }
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
  if (event.isComposing) return;
  if (list.box.hidden) return hold(list, event);
  const moves = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (moves) choose(list, list.chosen + moves);
  else if (event.key === "Enter" || event.key === "Tab") take(list, list.box.children[list.chosen].textContent);
  else if (event.key === "Escape") close(list);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Whoever types faster than the names come meant the first of them: Enter waits for it, once. */
function hold(list, event) {
  const typed = typedAt(list);
  const isPlain = event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!isPlain || typed === undefined || !list.isLoading || list.held !== null) return;
  const end = list.field.selectionStart;
  list.held = { typed, start: end - typed.length, end };
  event.preventDefault();
  event.stopPropagation();
}

/** No name begins so: then Enter was the end of a line. */
function takeHeld(list) {
  const { typed, start, end } = list.held;
  list.held = null;
  if (list.field.value.slice(start, end) !== typed) return;
  const [name] = fittingTo(list, typed);
  const then = list.field.selectionStart === end ? "end" : "preserve";
  list.field.setRangeText(name === undefined ? `${typed}\n` : `${name} `, start, end, then);
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
