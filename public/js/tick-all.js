/** Ticks all tickets of the page, or none, without asking the server for the page again. */
export function start(link) {
  const root = link.closest(".desk");
  const boxes = () => [...root.querySelectorAll("input[form=bulk]")];
  const say = () => {
    const isAll = boxes().every((box) => box.checked);
    root.querySelector("[data-tick-all]").textContent = isAll ? "Tick none" : "Tick all";
  };
  // The list is brought up to date from this address: it must not tick again what somebody unticked.
  const here = new URL(location.href);
  if (here.searchParams.has("tick")) {
    here.searchParams.delete("tick");
    history.replaceState(history.state, "", here);
  }
  // On what is around the list: the link itself is drawn anew with it.
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-tick-all]")) return;
    event.preventDefault();
    const isOn = !boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = isOn;
    say();
  });
  root.addEventListener("change", (event) => event.target.matches("input[form=bulk]") && say());
}
