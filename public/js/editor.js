import { ours } from "./markup.js";

const PAUSE = 500;

/** The editor: shows the text as it will look while it is written, and takes in what is dropped or pasted. */
export function start(form) {
  const text = form.querySelector("[name=source]");
  followText(form, text);
  takeFiles(form, text);
}

function followText(form, text) {
  const shown = document.querySelector("[data-preview-text]");
  let timer;
  let round = 0;
  const draw = async () => {
    round += 1;
    const mine = round;
    const body = new URLSearchParams({ _csrf: form.elements._csrf.value, source: text.value, base: "0" });
    const answer = await fetch(form.dataset.previewTo, { method: "POST", body, redirect: "error" }).catch(() => null);
    // An answer that comes late must not cover a newer one.
    if (!answer?.ok || mine !== round) return;
    shown.innerHTML = ours(await answer.text());
    // What is wider than the page is moved with the keyboard, too.
    for (const code of shown.querySelectorAll("pre, .scroll-x")) code.tabIndex = 0;
  };
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void draw(), PAUSE);
  });
  form.querySelector("[data-preview-button]").remove();
  if (text.value.trim() !== "") void draw();
}

function takeFiles(form, text) {
  const input = form.querySelector("input[type=file]");
  const send = (files) => void sendAll(form, text, [...files]);
  form.querySelector("[data-files-button]").remove();
  input.addEventListener("change", () => {
    send(input.files);
    input.value = "";
  });
  text.addEventListener("paste", (event) => {
    const { files } = event.clipboardData;
    // Whoever copies from a spreadsheet has text and a picture of it, and means the text.
    if (files.length === 0 || event.clipboardData.getData("text/plain") !== "") return;
    event.preventDefault();
    send(files);
  });
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  text.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    send(event.dataTransfer.files);
  });
}

async function sendAll(form, text, files) {
  const status = form.querySelector("[data-files-status]");
  for (const file of files) {
    status.textContent = `Sending ${file.name} …`;
    const { markdown, problem } = await sendOne(form, file);
    status.textContent = problem ?? `${file.name} stands in the text.`;
    if (problem) return;
    text.setRangeText(markdown, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function sendOne(form, file) {
  const body = new FormData();
  body.set("_csrf", form.elements._csrf.value);
  body.set("files", file, file.name || "pasted.png");
  try {
    const headers = { accept: "application/json" };
    const answer = await fetch(form.dataset.filesTo, { method: "POST", body, headers, redirect: "error" });
    const { files, error } = await answer.json();
    return answer.ok ? { markdown: files[0].markdown } : { problem: error };
  } catch {
    return { problem: `${file.name} did not get through. Try it again; your text is still here.` };
  }
}
