import { ours } from "./markup.js";

/** New and changed tickets appear by themselves; without it a reload shows them. */
export function start(list) {
  const source = new EventSource("/desk/live");
  let isOld = false;
  const look = async () => {
    isOld = true;
    // Nobody's ticks are taken away, and a page nobody sees is brought up to date when somebody does.
    if (document.hidden || list.querySelector("[form=bulk]:checked")) return;
    isOld = false;
    await refresh().catch(() => {
      isOld = true;
    });
  };
  source.addEventListener("changed", () => void look());
  // After a break in the line: what happened meanwhile was told to nobody.
  source.addEventListener("open", () => isOld && void look());
  source.addEventListener("error", () => {
    isOld = true;
  });
  document.addEventListener("visibilitychange", () => isOld && void look());
  addEventListener("pagehide", () => source.close());
}

async function refresh() {
  const answer = await fetch(location.href, { redirect: "error" });
  if (!answer.ok) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = ours(await answer.text());
  const focused = document.activeElement?.closest("[data-live-part] a")?.getAttribute("href");
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const news = fresh.content.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (news && news.innerHTML !== part.innerHTML) part.replaceChildren(...news.childNodes);
  }
  if (focused) document.querySelector(`[data-live-part] a[href="${CSS.escape(focused)}"]`)?.focus();
}
