import { openPalette } from "./palette.js";

const OFF = "keys=off";

/** Keys for the desk and its tickets. Single keys never act while somebody types, and can be switched off. */
export function start(root) {
  const sheet = root.querySelector("[data-keys]");
  const opener = root.querySelector("[data-keys-open]");
  const toggle = sheet.querySelector("[data-keys-on]");
  toggle.checked = areOn();
  toggle.addEventListener("change", () => switchKeys(toggle.checked));
  opener?.removeAttribute("hidden");
  opener?.addEventListener("click", () => sheet.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
    if (event.key === "Escape") return leave(event);
    if (!areOn() || isBusy(event)) return;
    const act = KEYS[event.key];
    if (act?.(root, sheet)) event.preventDefault();
  });
}

// In a cookie, because signing out clears what else the browser keeps.
export const areOn = () => !document.cookie.split("; ").includes(OFF);
function switchKeys(isOn) {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser we serve
  document.cookie = `${OFF}; path=/; max-age=${isOn ? 0 : 31_536_000}; samesite=lax`;
}

/** Somebody types, a browser's own shortcut is pressed, or a dialog is open. */
function isBusy(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return true;
  if (document.querySelector("dialog[open]")) return true;
  const at = event.target.closest?.("input, textarea, select, [contenteditable], button, a, summary");
  if (!at) return false;
  return event.key === "Enter" || !at.matches("button, a, summary, input[type=radio], input[type=checkbox]");
}

function send(event) {
  const form = event.target.closest?.("[data-reply]");
  if (!form) return;
  event.preventDefault();
  const note = form.elements.kind?.value === "note";
  form.requestSubmit(form.querySelector(note ? ".note-only .btn" : ".public-only .btn"));
}

/** Out of a field, so that single keys act again; what a key had unfolded folds. Nothing typed is lost. */
function leave(event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const at = document.activeElement?.closest?.(".desk, .sheet-page, #jump, #find-ticket");
  if (!at || !document.activeElement.matches("input, textarea, select, button, summary")) return;
  const menu = document.activeElement.closest("details.change[open]");
  document.activeElement.blur();
  if (menu) menu.open = false;
}

const KEYS = {
  j: (root) => move(root, 1),
  k: (root) => move(root, -1),
  o: openRow,
  Enter: openRow,
  r: (root) => write(root, "public"),
  n: (root) => write(root, "note"),
  a: assign,
  e: (root) => click(root.querySelector("[data-key=e]")),
  c: (root) => click(root.querySelector("[data-key=c]")),
  i: (root) => click(root.querySelector("[data-key=i]")),
  s: (root) => click(root.querySelector("[data-key=s]")),
  x: (root) => unfold(root, ".escalate", "[name=reason]"),
  w: (root) => unfold(root, ".halt", "[name=until]"),
  q: (root) => change(root, "[name=queue]"),
  m: (root) => change(root, "#merge-into"),
  z: (root) => change(root, "#until"),
  v: (root) => click(root.querySelector("[data-key=v]")),
  ":": openPalette,
  t: () => tick(),
  T: (root) => click(root.querySelector("[data-tick-all]")),
  u: (root) => click(root.querySelector("[data-key=u]")),
  ".": () => search("#macro"),
  f: () => search("#find-ticket"),
  "/": () => search("#jump"),
  "?": (_root, sheet) => sheet.showModal() ?? true,
};

function unfold(root, form, field) {
  const found = root.querySelector(form);
  if (!found) return false;
  found.open = true;
  found.querySelector(field).focus();
  return true;
}

/** The link that has the focus, or of the ticket beside the list; the next one gets the focus. */
function move(root, step) {
  const links = [...root.querySelectorAll(".desk-rows .sub")];
  if (links.length === 0) return false;
  const focused = links.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : links.findIndex((link) => link.ariaCurrent === "true");
  const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

/** One of the fields behind "Assign or change". */
function change(root, name) {
  const field = root.querySelector(`.sheet .change ${name}`);
  if (!field) return false;
  field.closest("details").open = true;
  field.focus();
  return true;
}

/** Ticks the ticket that has the focus, for a change of several. */
function tick() {
  return click(document.activeElement?.closest?.(".row")?.querySelector("input[form=bulk]"));
}

function openRow(root) {
  const link = document.activeElement?.closest?.(".desk-rows .sub") ?? root.querySelector(".desk-rows .sub");
  return click(link);
}

function write(root, kind) {
  const form = root.querySelector("[data-reply]");
  const choice = form?.querySelector(`[name=kind][value=${kind}]`);
  if (!choice) return false;
  choice.click();
  const field = form.querySelector("textarea");
  // As it will be read it cannot be written on: the same button goes back.
  if (field.hidden) form.querySelector("[data-preview]").click();
  field.focus();
  return true;
}

/** Nobody has it: one key takes it. Else the choice of whom to give it to opens. */
function assign(root) {
  const take = root.querySelector("[data-take]");
  if (take) return click(take);
  return change(root, "[name=assignee]");
}

function search(name) {
  const field = document.querySelector(name);
  field?.focus();
  return Boolean(field);
}

function click(element) {
  element?.click();
  return Boolean(element);
}
