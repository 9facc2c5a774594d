import { escapeHtml, type SafeHtml, trust } from "#server/platform/html.ts";

/** Markup of a chart. Colours come from the style sheet by class, so one drawing serves light, dark and print. */

type Attributes = Record<string, string | number>;

export function el(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(rounded(value))}"`);
  return content === "" ? `<${name}${written.join("")}/>` : `<${name}${written.join("")}>${content}</${name}>`;
}

/** A tenth of a pixel is finer than any screen. */
const rounded = (value: string | number) => (typeof value === "number" ? String(Math.round(value * 10) / 10) : value);

export const label = (x: number, y: number, text: string, attributes: Attributes = {}) =>
  el("text", { x, y, ...attributes }, escapeHtml(text));

export const path = (d: string | null, name: string) => (d ? el("path", { class: name, d }) : "");

export type Picture = { id: string; name: string; width: number; height: number; title: string; description?: string };

/** A picture with a name and a description for those who hear it. */
export function picture({ id, name, width, height, title, description }: Picture, content: string): SafeHtml {
  const titles = [el("title", { id: `${id}-t` }, escapeHtml(title))];
  if (description) titles.push(el("desc", { id: `${id}-d` }, escapeHtml(description)));
  const named = `${id}-t${description ? ` ${id}-d` : ""}`;
  const attributes = { class: name, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": named };
  return trust(el("svg", attributes, `${titles.join("")}${content}`));
}
