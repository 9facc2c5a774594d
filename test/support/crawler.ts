import type { Answer, Visitor } from "./visitor.ts";

const MOST = 400;
/** Pages without end differ in these only. */
const ENDLESS = /[?&](after|before|via|via=[^&]*)=/;

/** Follows every link of every page from these addresses, as this visitor, and keeps each answer. */
export async function crawl(visitor: Visitor, starts: string[]): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const waiting = [...new Set(starts)];
  for (let address = waiting.shift(); address !== undefined && answers.size < MOST; address = waiting.shift()) {
    if (answers.has(address)) continue;
    const answer = await visitor.get(address);
    answers.set(address, answer);
    if (answer.location) waiting.push(toPath(answer.location));
    if (!/html/.test(answer.headers.get("content-type") ?? "")) continue;
    for (const found of linksIn(answer.text)) if (!answers.has(found) && !ENDLESS.test(found)) waiting.push(found);
  }
  return answers;
}

/** Links, style sheets, scripts, pictures: whatever a browser would fetch from us. */
export function linksIn(markup: string): string[] {
  return [...markup.matchAll(/\s(?:href|src)="(\/[^"]*)"/g)]
    .map((found) => (found[1] ?? "").replaceAll("&amp;", "&").replaceAll("&#38;", "&"))
    .filter((href) => !href.startsWith("//"))
    .map((href) => href.split("#")[0] ?? "");
}

function toPath(location: string): string {
  const url = new URL(location, "http://here.invalid");
  return url.pathname + url.search;
}
