/** A copy button on each block of code; blocks that scroll sideways can be reached by keyboard. */
export function start(text) {
  for (const pre of text.querySelectorAll("pre")) {
    if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
    if (navigator.clipboard) addButton(pre);
  }
  for (const table of text.querySelectorAll(".scroll-x")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
}

function addButton(pre) {
  const block = document.createElement("div");
  block.className = "code-block";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small copy";
  button.textContent = "Copy";
  pre.replaceWith(block);
  block.append(pre, button);
  button.addEventListener("click", () => copy(button, pre.textContent.replace(/\n$/, "")));
}

async function copy(button, code) {
  const isCopied = await navigator.clipboard.writeText(code).then(
    () => true,
    () => false,
  );
  button.textContent = isCopied ? "Copied" : "Press Ctrl C";
  button.dataset.done = "";
  if (isCopied) button.dispatchEvent(new Event("copied", { bubbles: true }));
  else getSelection()?.selectAllChildren(button.previousElementSibling);
  setTimeout(() => {
    button.textContent = "Copy";
    delete button.dataset.done;
  }, 2000);
}
