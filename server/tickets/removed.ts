import { Refusal } from "#server/platform/errors.ts";

/** What stands where words were taken out. */
export const REMOVED = "[removed]";
const SHORTEST = 4;

/** Taking "a" out of everything would leave nothing to read. */
export function refuseShort(words: string, instead: string): void {
  if (words.length < SHORTEST) throw new Refusal(422, `Name at least ${SHORTEST} characters, or ${instead}.`);
}
