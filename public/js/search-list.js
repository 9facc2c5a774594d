import { sendEvents } from "./events.js";
import { ours } from "./markup.js";

const PAUSE = 120;
/** A list that stood so long was looked at, whatever came after. */
const LOOKED_AT = 2000;
const LEAST = 2;
const LONGEST = 2000;
let lists = 0;

/** Answers while somebody types: a list below the search field. Without it the same field leads to the results page. */
export function start(form) {
  const input = form.querySelector("input[name=q]");
  const box = document.createElement("div");
  const status = document.createElement("p");
  lists += 1;
  box.className = "search-list";
  box.hidden = true;
  status.className = "sr";
  status.setAttribute("role", "status");
  form.append(box, status);
  const list = { form, input, box, status, name: `list-${lists}`, asking: null, asked: "", chosen: -1 };
  Object.assign(list, { timer: 0, looking: 0, isTold: true });

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", () => wait(list));
  input.addEventListener("paste", (event) => keepLines(event, list));
  input.addEventListener("keydown", (event) => press(event, list));
  input.addEventListener("focus", () => list.asked !== "" && list.asked === input.value.trim() && open(list));
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close(list));
  form.addEventListener("submit", () => {
    tellCurrent(list);
    stop(list);
  });
  for (const way of ["click", "auxclick"])
    box.addEventListener(way, (event) => event.target.closest("a") && tell(list));
  // A click on the list would take the focus away, and the list with it, before it arrives.
  box.addEventListener("mousedown", (event) => event.preventDefault());
}

function wait(list) {
  clearTimeout(list.timer);
  clearTimeout(list.looking);
  list.asking?.abort();
  const words = list.input.value.trim();
  if (words.length < LEAST) {
    list.asked = "";
    return close(list);
  }
  list.timer = setTimeout(() => ask(list, words), PAUSE);
}

/** Only the newest question counts: what is still on its way for older words is called back. */
async function ask(list, words) {
  const asking = new AbortController();
  list.asking = asking;
  try {
    const answer = await fetch(`/search/suggest?q=${encodeURIComponent(words)}`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return close(list);
    const markup = await answer.text();
    if (!asking.signal.aborted) show(list, words, markup);
  } catch {
    if (!asking.signal.aborted) close(list);
  }
}

function show(list, words, markup) {
  list.box.innerHTML = ours(markup);
  for (const named of list.box.querySelectorAll("[id]")) named.id = `${list.name}-${named.id}`;
  const hits = list.box.querySelector("[role=listbox]");
  list.input.setAttribute("aria-controls", hits.id);
  list.status.textContent = hits.dataset.status;
  list.asked = words;
  list.isTold = false;
  choose(list, -1);
  if (list.form.contains(document.activeElement)) open(list);
}

function open(list) {
  if (list.box.childElementCount === 0) return;
  list.box.hidden = false;
  clearTimeout(list.looking);
  list.looking = setTimeout(() => tellCurrent(list), LOOKED_AT);
  list.input.setAttribute("aria-expanded", String(optionsOf(list).length > 0));
}

function close(list) {
  list.box.hidden = true;
  list.input.setAttribute("aria-expanded", "false");
  choose(list, -1);
}

/** Only the list that stands for what is in the field now: each key stroke draws one that nobody looks at. */
function tellCurrent(list) {
  const isLookedAt = !list.box.hidden && document.visibilityState === "visible";
  if (isLookedAt && list.asked === list.input.value.trim()) tell(list);
}

/** That the list was looked at, once. Whoever chooses from it has looked at it, even if newer words are on their way. */
function tell(list) {
  const hits = list.box.querySelector("[role=listbox]");
  if (list.isTold || !hits?.dataset.articles) return;
  list.isTold = true;
  const csrf = list.box.querySelector("template").content.querySelector("[name=_csrf]").value;
  const articles = hits.dataset.articles.split(" ");
  sendEvents(csrf, [{ type: "impression", list: "suggest", page: hits.dataset.page, articles }]);
}

function stop(list) {
  clearTimeout(list.timer);
  list.asking?.abort();
  close(list);
}

const optionsOf = (list) => [...list.box.querySelectorAll("[role=option]")];

function choose(list, place) {
  const options = optionsOf(list);
  list.chosen = place;
  for (const [at, option] of options.entries()) option.setAttribute("aria-selected", String(at === place));
  const chosen = options[place];
  if (!chosen) return list.input.removeAttribute("aria-activedescendant");
  list.input.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function press(event, list) {
  if (event.isComposing) return;
  const isOpen = !list.box.hidden;
  const count = optionsOf(list).length;
  if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    stop(list);
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
    event.preventDefault();
    if (!isOpen) return open(list);
    // One place before the first stands for the field itself.
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose(list, ((list.chosen + 1 + step + count + 1) % (count + 1)) - 1);
  } else if (event.key === "Enter" && isOpen && list.chosen >= 0) {
    event.preventDefault();
    optionsOf(list)[list.chosen].click();
  }
}

/** A field of one line would glue pasted lines together, and cut a long trace where its end says most. */
function keepLines(event, list) {
  const pasted = event.clipboardData?.getData("text/plain") ?? "";
  if (!pasted.includes("\n") && pasted.length <= LONGEST) return;
  event.preventDefault();
  const whole = pasted.trim().replace(/\s*\n\s*/g, " ⏎ ");
  const half = LONGEST / 2 - 10;
  const text = whole.length <= LONGEST ? whole : `${whole.slice(0, half)} ⏎ … ⏎ ${whole.slice(-half)}`;
  list.input.setRangeText(text, list.input.selectionStart, list.input.selectionEnd, "end");
  list.input.dispatchEvent(new Event("input", { bubbles: true }));
}
