const MOST = 10;

/** Files are sent as soon as they are chosen, dropped or pasted, so that the text can still be changed. */
export function start(part) {
  const form = part.closest("form");
  const text = form.querySelector("textarea");
  const input = part.querySelector("input[type=file]");
  part.dataset.live = "";
  input.addEventListener("change", () => void send(part, form, [...input.files], input));
  text.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Whoever copies from a spreadsheet has text and a picture of it, and means the text.
    if (files.length === 0 || event.clipboardData.getData("text/plain") !== "") return;
    event.preventDefault();
    void send(part, form, files, input);
  });
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  for (const end of ["dragleave", "drop"]) form.addEventListener(end, () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void send(part, form, [...event.dataTransfer.files], input);
  });
}

async function send(part, form, files, input) {
  const status = part.querySelector("[data-files-status]");
  for (const file of files) {
    const place = freePlace(part);
    if (place === -1) {
      status.textContent = `Up to ${MOST} files go with one message.`;
      break;
    }
    status.textContent = `Sending ${file.name} …`;
    const sentence = await sendOne(part, form, file, place);
    status.textContent = sentence ?? `${file.name} added.`;
    if (sentence) break;
  }
  // Else they would be sent a second time with the form.
  input.value = "";
}

/** Null when it is kept; else why it is not. */
async function sendOne(part, form, file, place) {
  const body = new FormData();
  body.set("_csrf", form.elements._csrf.value);
  body.set("files", file, file.name || "pasted.png");
  try {
    const answer = await fetch("/files", {
      method: "POST",
      body,
      redirect: "error",
      headers: { accept: "application/json" },
    });
    const { files, error } = await answer.json();
    if (!answer.ok) return error;
    part.querySelector("[data-kept]").append(line(files[0], place));
    form.dispatchEvent(new Event("input", { bubbles: true }));
    return null;
  } catch {
    return `${file.name} did not get through. Try it again; your text is still here.`;
  }
}

const freePlace = (part) => [...Array(MOST).keys()].find((place) => !part.querySelector(`[name=file_${place}]`)) ?? -1;

function line({ id, name, size }, place) {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: `file_${place}`, value: id });
  const hint = Object.assign(document.createElement("span"), { className: "hint", textContent: size });
  const words = document.createElement("span");
  box.checked = true;
  words.append(`${name} `, hint);
  label.append(box, " ", words);
  return label;
}
