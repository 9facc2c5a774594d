const MOST = 12;
let palette = null;

/** Ctrl+K on every page of those who answer; the desk's own key for it is a colon. */
export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (openPalette()) event.preventDefault();
  });
}

/**
 * A list of everything that can be done here and everywhere one may go, found by typing. It knows no addresses of its
 * own: it presses the buttons and follows the links that are on the page, so it offers what its reader may do.
 */
export function openPalette() {
  if (document.querySelector("dialog[open]")) return false;
  palette ??= build();
  palette.entries = entriesHere();
  palette.input.value = "";
  offer(palette);
  palette.dialog.showModal();
  void addPlaces(palette);
  return true;
}

function build() {
  const dialog = document.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", "Actions and places");
  const input = document.createElement("input");
  input.type = "text";
  input.autocomplete = "off";
  input.maxLength = 100;
  input.placeholder = "Name an action or a place";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-label": "Name an action or a place",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-autocomplete": "list",
  }))
    input.setAttribute(name, value);
  const list = document.createElement("ul");
  list.id = "palette-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Actions and places");
  const status = document.createElement("p");
  status.className = "sr";
  status.setAttribute("role", "status");
  dialog.append(input, list, status);
  document.body.append(dialog);
  const made = { dialog, input, list, status, entries: [], shown: [], chosen: 0, places: null };
  input.addEventListener("input", () => offer(made));
  input.addEventListener("keydown", (event) => press(made, event));
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (place >= 0) run(made, place);
  });
  return made;
}

const nameOf = (element) => (element.getAttribute("aria-label") ?? element.textContent).replace(/\s+/g, " ").trim();

/** What is to be done with ticked tickets, while none is ticked. */
const isFar = (element) => element.closest(".bulk") !== null && element.offsetParent === null;

/** Buttons and links of the open ticket first, then what leads elsewhere. */
function entriesHere() {
  const found = [];
  const add = (kind, selector) => {
    for (const element of document.querySelectorAll(selector)) {
      const name = nameOf(element);
      if (isFar(element) || name === "" || found.some((one) => one.name === name)) continue;
      found.push({ kind, name, element });
    }
  };
  add(
    "Action",
    ".sheet [data-take], .sheet [data-key], .sheet form button:not(.icon, [formaction]), .sheet summary:not(.clocks summary)",
  );
  add("Action", ".desk .list > form button, .desk .list header summary");
  add("Place", ".desk .list .first > a, .desk .menu a strong, .side nav a, .views a, .page-head a.btn, nav.tabs a");
  return found;
}

/** Places further away, as far as one may go there. */
async function addPlaces(open) {
  open.places ??= await fetch("/desk/places.json", { headers: { accept: "application/json" } })
    .then((answer) => (answer.ok && !answer.redirected ? answer.json() : { places: [] }))
    .then(({ places }) => places)
    .catch(() => null);
  const known = new Set(open.entries.map(({ name }) => name));
  const more = (open.places ?? []).filter(({ name }) => !known.has(name));
  if (more.length === 0) return;
  open.entries.push(...more.map(({ name, href }) => ({ kind: "Place", name, href })));
  offer(open);
}

const APART = /[^\p{L}\p{N}]+/u;

/** All typed words stand somewhere in the name, each at the beginning of a word. */
function fits(name, words) {
  const parts = name.toLowerCase().split(APART);
  return words.every((word) => parts.some((part) => part.startsWith(word)));
}

function offer(open) {
  const words = open.input.value.toLowerCase().split(APART).filter(Boolean);
  open.shown = open.entries.filter(({ name }) => fits(name, words)).slice(0, MOST);
  open.list.replaceChildren(...open.shown.map(toOption));
  open.status.textContent = open.shown.length === 0 ? "Nothing of this name can be done here." : "";
  open.status.className = open.shown.length === 0 ? "hint" : "sr";
  choose(open, 0);
}

function toOption({ name, kind }, place) {
  const option = document.createElement("li");
  option.id = `palette-${place}`;
  option.setAttribute("role", "option");
  const what = document.createElement("span");
  what.textContent = kind;
  what.className = "kind";
  option.append(name, " ", what);
  return option;
}

function choose(open, place) {
  const options = [...open.list.children];
  open.chosen = options.length === 0 ? 0 : (place + options.length) % options.length;
  for (const [at, option] of options.entries()) option.setAttribute("aria-selected", String(at === open.chosen));
  const chosen = options[open.chosen];
  if (chosen) open.input.setAttribute("aria-activedescendant", chosen.id);
  else open.input.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

function press(open, event) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(open, open.chosen + step);
  else if (event.key === "Enter") run(open, open.chosen);
  else return;
  event.preventDefault();
}

function run(open, place) {
  const entry = open.shown[place];
  if (!entry) return;
  open.dialog.close();
  if (entry.href) {
    location.href = entry.href;
    return;
  }
  reveal(entry.element);
}

/** What has fields to fill in is opened there; anything else is pressed. */
function reveal(element) {
  for (let around = element.parentElement; around; around = around.parentElement)
    if (around.matches("details") && element !== around.firstElementChild) around.open = true;
  const form = element.matches("button") ? element.form : null;
  const empty = form?.querySelector("input:not([type=hidden], [type=checkbox]), textarea, select");
  if (element.matches("summary")) {
    element.parentElement.open = true;
    (element.parentElement.querySelector("input:not([type=hidden]), select, textarea") ?? element).focus();
  } else if (empty) empty.focus();
  else element.click();
}
