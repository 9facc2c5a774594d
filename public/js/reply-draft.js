const SAVE_AFTER = 900;

/** Keeps what somebody writes on a ticket while they write it: it is there on another day and another device. */
export function start(form) {
  const page = {
    form,
    address: form.dataset.draft,
    field: form.elements.body,
    said: form.querySelector("[data-draft-saved]"),
    drop: form.querySelector("[data-draft-drop]"),
    timer: 0,
    isLeaving: false,
  };
  bringBack(page);
  form.addEventListener("input", (event) => {
    if (event.target.name === "body" || event.target.name === "kind") later(page);
  });
  // A draft that arrives after its message would come back as if it had never been sent.
  form.addEventListener("submit", () => {
    page.isLeaving = true;
    clearTimeout(page.timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && page.timer !== 0) void save(page, { keepalive: true });
  });
  addEventListener("pagehide", () => page.timer !== 0 && void save(page, { keepalive: true }));
  addEventListener("pageshow", () => {
    page.isLeaving = false;
  });
}

function later(page) {
  clearTimeout(page.timer);
  page.said.textContent = "";
  page.timer = setTimeout(() => save(page), SAVE_AFTER);
}

const typed = ({ form, field }) =>
  new URLSearchParams({
    _csrf: form.elements._csrf.value,
    kind: form.elements.kind?.value ?? "public",
    body: field.value,
  });

async function save(page, options = {}) {
  clearTimeout(page.timer);
  page.timer = 0;
  if (page.isLeaving) return;
  try {
    const answer = await fetch(page.address, { method: "POST", body: typed(page), redirect: "error", ...options });
    if (!answer.ok) throw new Error(String(answer.status));
    sessionStorage.removeItem(page.address);
    const isEmpty = page.field.value.trim() === "";
    page.said.textContent = isEmpty ? "" : "Draft saved";
    page.drop.hidden = isEmpty;
  } catch {
    keepHere(page);
  }
}

/** The server did not take it, most often because the session has ended: it waits in this tab instead. */
function keepHere({ address, field, said }) {
  sessionStorage.setItem(address, field.value);
  said.textContent =
    "Not saved on the server: you may have been signed out. It is kept in this tab; sign in and open this page again.";
}

function bringBack(page) {
  const kept = sessionStorage.getItem(page.address);
  sessionStorage.removeItem(page.address);
  if (kept === null || page.field.value !== "") return;
  page.field.value = kept;
  later(page);
}
