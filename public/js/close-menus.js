/** A menu of a page folds as every other one does: by Escape, by a click elsewhere, and when something in it was chosen. */
export function start(menu) {
  const summary = menu.querySelector("summary");
  const close = () => {
    menu.open = false;
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    close();
    summary.focus();
  });
  menu.addEventListener("click", (event) => {
    if (event.target.closest("li a, li button")) close();
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) close();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
}
