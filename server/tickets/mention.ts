import type { Person } from "#server/people/person.ts";

/**
 * Whom a note names: "@Bo Answers", or "@bo" by the part of the address before the @. A longer name wins over a shorter
 * one it begins with; what only looks like a name, an address in a log for one, names nobody.
 */
export function mentionedIn(text: string, people: readonly Person[]): Person[] {
  const names = people
    .flatMap((person) => [person.name, person.email.split("@")[0] ?? ""].map((name) => ({ name, person })))
    .filter(({ name }) => name !== "")
    .sort((one, other) => other.name.length - one.name.length);
  const found = new Set<Person>();
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}._@-])@(?=\S)/gu)) {
    const rest = text.slice(index + 1).toLowerCase();
    const hit = names.find(({ name }) => rest.startsWith(name.toLowerCase()) && isEnd(rest.slice(name.length)));
    if (hit) found.add(hit.person);
  }
  return [...found];
}

/** The name ends here: not in the middle of a longer word, nor of an address. */
const isEnd = (rest: string) => !/^(?:[\p{L}\p{N}_@-]|\.[\p{L}\p{N}])/u.test(rest);
