// Browsers that know Trusted Types take markup through a named policy only; the header names this one.
const policy = globalThis.trustedTypes?.createPolicy("firstline", { createHTML: (markup) => markup });

/** Markup drawn by the portal, escaped there, made fit for a page. */
export const ours = (markup) => policy?.createHTML(markup) ?? markup;
