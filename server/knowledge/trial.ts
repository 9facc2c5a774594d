import { type SafeHtml, trust } from "#server/platform/html.ts";

/** The kind of mail that asks somebody to read a draft as a beginner. */
export const TRIAL = "knowledge.trial";

/** A part of a text with a place where a reader may say that they got stuck. */
export type Section = { anchor: string; heading: string; html: SafeHtml; steps: number };

const NESTING = /<(\/?)(?:blockquote|ul|ol|li|div|table)\b/g;

/** Cuts a drawn text before each of its headings of the second level, and never inside of something. */
export function sectionsOf(html: string): Section[] {
  const parts: string[] = [];
  for (const part of html.split(/(?=<h2 id=")/)) {
    const last = parts.at(-1);
    if (last !== undefined && depthOf(last) !== 0) parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts.filter((part) => part.trim() !== "").map(toSection);
}

const depthOf = (html: string) =>
  [...html.matchAll(NESTING)].reduce((depth, [, slash]) => depth + (slash === "/" ? -1 : 1), 0);

function toSection(html: string): Section {
  const [, anchor = "start", inner = ""] = /^<h2 id="([^"]*)">([\s\S]*?)<\/h2>/.exec(html) ?? [];
  const heading = inner.replace(/<[^>]*>/g, "").trim();
  return { anchor, heading: plain(heading) || "The beginning", html: trust(html), steps: countSteps(html) };
}

/** Numbered steps and boxes to tick; the items of any other list are no steps. */
function countSteps(html: string): number {
  const boxes = html.match(/<li class="step">/g)?.length ?? 0;
  if (boxes > 0) return boxes;
  const [list = ""] = /<ol>[\s\S]*<\/ol>/.exec(html) ?? [];
  let depth = 0;
  let steps = 0;
  for (const [tag] of list.matchAll(/<\/?(?:ol|ul|li)\b/g)) {
    if (tag === "<ol" || tag === "<ul") depth += 1;
    if (tag === "</ol" || tag === "</ul") depth -= 1;
    if (tag === "<li" && depth === 1) steps += 1;
  }
  return steps;
}

const plain = (text: string) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** A place as a form names it: a section, or a step of it. */
export function placeIn(sections: readonly Section[], anchor: string): { anchor: string; heading: string } | null {
  const [name = "", step] = anchor.split("/");
  const section = sections.find((one) => one.anchor === name);
  if (!section) return null;
  if (step === undefined) return { anchor: name, heading: section.heading };
  const number = Number(step);
  if (!Number.isInteger(number) || number < 1 || number > section.steps) return null;
  return { anchor: `${name}/${number}`, heading: `${section.heading}, step ${number}` };
}
