const MOST = 20;
const LONGEST = 40;
const TAG = /^[\p{L}\p{N}][\p{L}\p{N}.+#_-]*$/u;

/** Tags as people type them: with commas between, in any case; two words become one with a hyphen. */
export function readTags(text: string): { tags: string[]; wrong: string | null } {
  const typed = text.split(/[,\n]/).map((one) => one.normalize("NFC").trim().toLowerCase().replace(/\s+/g, "-"));
  const tags = [...new Set(typed.filter(Boolean))].sort();
  const bad = tags.find((tag) => !TAG.test(tag) || tag.length > LONGEST);
  if (bad !== undefined)
    return {
      tags,
      wrong: `“${bad.slice(0, LONGEST)}” is no tag: letters, digits and . + # _ - up to ${LONGEST} of them.`,
    };
  return { tags, wrong: tags.length > MOST ? `A ticket has up to ${MOST} tags.` : null };
}

export const isTag = (text: string) => text.length <= LONGEST && TAG.test(text);
