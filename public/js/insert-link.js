/** Puts a link into the reply at the cursor. Without it the page comes back with the link in the reply. */
export function start(link) {
  link.addEventListener("click", (event) => {
    const field = document.querySelector("[data-reply] textarea");
    if (!field || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const gap = field.selectionStart > 0 && !/\s$/.test(field.value.slice(0, field.selectionStart)) ? " " : "";
    field.setRangeText(gap + link.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
}
