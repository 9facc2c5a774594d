// Everything works without scripts. Each module adds one thing to the elements that ask for it.
const attach = (selector, load) => {
  const elements = document.querySelectorAll(selector);
  if (elements.length > 0) load().then(({ start }) => elements.forEach(start));
};

attach("[data-focus]", () => import("./focus-problem.js"));
attach("form[method=post]", () => import("./send-once.js"));
attach("[data-search-list]", () => import("./search-list.js"));
attach("[data-reading]", () => import("./reading-time.js"));
attach("[data-copy-code]", () => import("./copy-code.js"));
attach("[data-editor]", () => import("./editor.js"));
attach("[data-ask]", () => import("./ask.js"));
attach("[data-ask-fields]", () => import("./ask-fields.js"));
attach("[data-insert]", () => import("./insert-link.js"));
attach("[data-reply]", () => import("./reply-kind.js"));
attach("[data-draft]", () => import("./reply-draft.js"));
attach("[data-preview]", () => import("./preview.js"));
attach("[data-colleagues]", () => import("./mention.js"));
attach("[data-files]", () => import("./attach-files.js"));
attach("details.menu", () => import("./close-menus.js"));
attach("[data-macros]", () => import("./insert-macro.js"));
attach("[data-presence]", () => import("./presence.js"));
attach("[data-tick-all]", () => import("./tick-all.js"));
attach("[data-desk-live]", () => import("./desk-live.js"));
attach("body.staff", () => import("./palette.js"));
attach("[data-desk-keys]", () => import("./desk-keys.js"));
