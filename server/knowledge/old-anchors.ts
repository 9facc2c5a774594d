import { escapeHtml, type SafeHtml, trust } from "#server/platform/html.ts";
import type { Heading } from "#server/platform/markdown.ts";

/** Names sections had once, each with the one it leads to now. */
export type OldAnchors = Record<string, string>;

const MOST = 500;
const MOST_COMPARED = 50;

/**
 * What has to be remembered when an article's headings change. A heading that went away leads to the one that stands
 * where it stood: by its words, else by its place, else to the section before it.
 */
export function keepAnchors(known: OldAnchors, before: readonly Heading[], after: readonly Heading[]): OldAnchors {
  const now = new Set(after.map(({ anchor }) => anchor));
  const led = heirs(before, after);
  const kept: OldAnchors = {};
  for (const [old, goal] of [...Object.entries(known), ...Object.keys(led).map((old) => [old, old] as const)]) {
    const heir = now.has(goal) ? goal : led[goal];
    if (heir !== undefined && !now.has(old)) kept[old] = heir;
  }
  return Object.fromEntries(Object.entries(kept).slice(-MOST));
}

/** For every heading that is gone, the heading that took its place. */
function heirs(before: readonly Heading[], after: readonly Heading[]): OldAnchors {
  const places = new Map(after.map(({ anchor }, place) => [anchor, place]));
  const stayed = new Set(before.filter(({ anchor }) => places.has(anchor)).map(({ anchor }) => anchor));
  const led: OldAnchors = {};
  let gone: Heading[] = [];
  let last = -1;
  const settle = () => {
    if (gone.length === 0) return;
    const end = after.findIndex(({ anchor }, place) => place > last && stayed.has(anchor));
    const fresh = after.slice(last + 1, end === -1 ? undefined : end).slice(0, MOST_COMPARED);
    Object.assign(led, match(gone, fresh, after[Math.max(0, last)]));
    gone = [];
  };
  for (const heading of before) {
    const place = places.get(heading.anchor);
    if (place === undefined) gone.push(heading);
    else {
      settle();
      last = place;
    }
  }
  settle();
  return led;
}

function match(gone: readonly Heading[], fresh: readonly Heading[], fallback: Heading | undefined): OldAnchors {
  const led: OldAnchors = {};
  let near = fallback;
  for (const [place, heading] of gone.entries()) {
    const heir = gone.length === fresh.length ? fresh[place] : likest(heading, fresh);
    near = heir ?? near;
    if (near) led[heading.anchor] = near.anchor;
  }
  return led;
}

function likest({ text, level }: Heading, fresh: readonly Heading[]): Heading | undefined {
  const words = wordsOf(text);
  const scores = fresh.map((one) => ({
    one,
    score: [...wordsOf(one.text)].filter((word) => words.has(word)).length + (one.level === level ? 0.1 : 0),
  }));
  return scores.filter(({ score }) => score >= 1).sort((one, other) => other.score - one.score)[0]?.one;
}

const wordsOf = (text: string) =>
  new Set(
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean),
  );

/** Empty anchors in front of the words of each heading: an old link works without any script. */
export function withOldAnchors(html: SafeHtml, old: OldAnchors): SafeHtml {
  const byGoal = new Map<string, string[]>();
  for (const [from, goal] of Object.entries(old)) byGoal.set(goal, [...(byGoal.get(goal) ?? []), from]);
  if (byGoal.size === 0) return html;
  return trust(
    html.replace(/<h[234] id="([^"]*)">/g, (tag, anchor: string) => {
      const names = byGoal.get(anchor) ?? [];
      return tag + names.map((name) => `<span id="${escapeHtml(name)}"></span>`).join("");
    }),
  );
}
