import { sendEvents } from "./events.js";
import { ours } from "./markup.js";

const LOOK_AFTER = 350;
const SAVE_AFTER = 900;

/**
 * While somebody writes a question: articles that may answer it appear beside the form, and the draft is kept. Without
 * it the same form leads through a page that shows the articles before anything is sent.
 */
export function start(root) {
  const form = root.querySelector("#question");
  const part = (name) => root.querySelector(`[data-${name}]`);
  const send = part("send");
  const parts = {
    answers: part("answers"),
    none: part("none"),
    found: part("found"),
    solved: part("solved"),
    saved: part("saved"),
  };
  const page = {
    root,
    form,
    ...parts,
    owner: root.dataset.ask,
    looking: null,
    lookTimer: 0,
    saveTimer: 0,
    isShown: false,
    isLeaving: false,
    open: null,
  };

  send.textContent = send.dataset.send;
  send.formAction = "/tickets";
  root.dataset.live = "";
  bringBack(page);
  form.addEventListener("input", () => later(page));
  form.addEventListener("submit", () => leave(page));
  page.answers.addEventListener("toggle", (event) => toggle(page, event.target), true);
  document.addEventListener("visibilitychange", () => (document.hidden ? rest(page) : wake(page)));
  addEventListener("pagehide", () => closeAnswer(page));
  if (written(page) !== "") void look(page);
}

const written = ({ form }) => `${form.elements.subject.value}${form.elements.body.value}`.trim();
const typed = (form, more = {}) => {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  return body;
};
const post = (address, body, options = {}) => fetch(address, { method: "POST", body, redirect: "error", ...options });

function later(page) {
  clearTimeout(page.lookTimer);
  clearTimeout(page.saveTimer);
  page.looking?.abort();
  page.saved.textContent = "";
  page.lookTimer = setTimeout(() => look(page), LOOK_AFTER);
  page.saveTimer = setTimeout(() => save(page), SAVE_AFTER);
}

/** Only the newest question counts: what is still on its way for older words is called back. */
async function look(page) {
  const looking = new AbortController();
  page.looking = looking;
  try {
    const body = typed(page.form, { shown: page.isShown ? "yes" : "no" });
    const answer = await post("/ask/suggestions", body, { signal: looking.signal });
    const markup = answer.ok ? await answer.text() : "";
    if (answer.ok && !looking.signal.aborted && !page.isLeaving) show(page, markup);
  } catch {
    // Nobody is told that suggestions are late: the question can be sent without them.
  }
}

function show(page, markup) {
  const news = document.createElement("div");
  news.innerHTML = ours(markup);
  const open = page.open && news.querySelector(`[data-article="${page.open.article}"]`);
  // What somebody is reading is not taken away from under their eyes.
  if (page.open && !open) return;
  if (open) open.open = true;
  page.answers.replaceChildren(...news.childNodes);
  const count = page.answers.querySelectorAll("[data-article]").length;
  const isWithheld = page.answers.querySelector("[data-withheld]") !== null;
  page.isShown ||= count > 0 || isWithheld;
  page.none.hidden = count > 0 || isWithheld;
  page.solved.hidden = count === 0;
  page.found.hidden = count === 0;
  page.found.firstElementChild.textContent =
    count === 1 ? "One article may answer this" : `${count} articles may answer this`;
}

async function save(page) {
  page.saveTimer = 0;
  try {
    const answer = await post("/ask/draft", typed(page.form));
    if (!answer.ok) throw new Error(String(answer.status));
    sessionStorage.removeItem("ask");
    if (!page.isLeaving) page.saved.textContent = "Draft saved";
  } catch {
    keepHere(page);
  }
}

/** The server did not take it, most often because the session has ended: it waits in this tab instead. */
function keepHere(page) {
  const { subject, body } = page.form.elements;
  sessionStorage.setItem("ask", JSON.stringify({ owner: page.owner, subject: subject.value, body: body.value }));
  page.saved.textContent =
    "Not saved on the server: you may have been signed out. It is kept in this tab; sign in and open this page again.";
}

function bringBack(page) {
  const kept = JSON.parse(sessionStorage.getItem("ask") ?? "null");
  sessionStorage.removeItem("ask");
  if (!kept || kept.owner !== page.owner) return;
  page.form.elements.subject.value = kept.subject;
  page.form.elements.body.value = kept.body;
  later(page);
}

/** A draft that arrives after its question would come back as if it had never been sent. */
function leave(page) {
  page.isLeaving = true;
  clearTimeout(page.lookTimer);
  clearTimeout(page.saveTimer);
  page.looking?.abort();
  closeAnswer(page);
}

function toggle(page, answer) {
  const { article, rank, page: shown } = answer.dataset;
  if (answer.open && page.open?.article === article) return;
  if (answer.open) {
    closeAnswer(page);
    page.open = { article, rank, shown, active: 0, since: performance.now() };
    page.solved.name = "article";
    page.solved.value = article;
  } else if (page.open?.article === article && answer.isConnected) closeAnswer(page);
}

/** Only time in which the page could be seen counts as reading. */
function rest(page) {
  if (page.open) page.open = { ...page.open, active: activeMs(page.open), since: null };
  if (!page.isLeaving && page.saveTimer)
    post("/ask/draft", typed(page.form), { keepalive: true }).catch(() => keepHere(page));
}

function wake(page) {
  if (page.open) page.open.since = performance.now();
}

const activeMs = ({ active, since }) => Math.round(active + (since === null ? 0 : performance.now() - since));

function closeAnswer(page) {
  if (!page.open) return;
  const { article, rank, shown } = page.open;
  const read = { article, rank: Number(rank), activeMs: activeMs(page.open) };
  page.open = null;
  sendEvents(page.form.elements._csrf.value, [{ type: "suggest_open", page: shown, ...read }]);
}
