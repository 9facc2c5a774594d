import { type Counted, countDocument } from "./counting.ts";
import { type Held, hide, hold } from "./held.ts";
import type { Circle, SearchDocument } from "./search.ts";
import { checksumOf, layOut } from "./segment.ts";
import { type View, viewOf } from "./view.ts";

/**
 * Everything that can be found: a large segment, made in a worker, and a small one with what was published since,
 * laid out again at each publishing. What the small one replaces is hidden in the large one. Both are weighed with one
 * table of frequencies, so their scores compare.
 */
export type Collection = {
  large: Held;
  small: Held;
  recent: Map<string, Counted>;
  /** Slugs that were removed since the large segment was laid out. */
  gone: Set<string>;
  views: Map<Circle, View>;
  /** What was found to be near to what; as true as the views. */
  neighbours: Map<string, string[]>;
};

/** A collection of one large segment with nothing beside it yet. */
export function collect(large: Held): Collection {
  return {
    large,
    small: hold(layOut([])),
    recent: new Map(),
    gone: new Set(),
    views: new Map(),
    neighbours: new Map(),
  };
}

/** The collection as one circle may know it; made at the first question after a change. */
export const viewFor = (collection: Collection, circle: Circle): View => {
  const known = collection.views.get(circle);
  if (known) return known;
  const view = viewOf([collection.large, collection.small], circle);
  collection.views.set(circle, view);
  return view;
};

/** Adds or replaces documents; they are found from now on. */
export function putAll(collection: Collection, documents: readonly SearchDocument[]): void {
  const differing = documents.filter((document) => knownChecksum(collection, document.slug) !== checksumOf(document));
  if (differing.length === 0) return;
  for (const document of differing) {
    collection.recent.set(document.slug, countDocument(document));
    collection.gone.delete(document.slug);
    hide(collection.large, document.slug);
  }
  refresh(collection);
}

/** Takes a document out; it is found no more from now on. One that is not there is no error. */
export function remove(collection: Collection, slug: string): void {
  collection.gone.add(slug);
  hide(collection.large, slug);
  if (collection.recent.delete(slug)) refresh(collection);
  changed(collection);
}

function changed({ views, neighbours }: Collection): void {
  views.clear();
  neighbours.clear();
}

function refresh(collection: Collection): void {
  collection.small = hold(layOut([...collection.recent.values()]));
  changed(collection);
}

/** What the document was made from when it was put in; null where it is not there. */
export function knownChecksum({ large, small }: Collection, slug: string): string | null {
  for (const held of [small, large]) {
    const place = held.places.get(slug);
    if (place !== undefined && held.hidden[place] === 0) return held.checksums[place] ?? null;
  }
  return null;
}

/** Every slug that can be found. */
export const slugsOf = ({ large, small }: Collection): string[] =>
  [large, small].flatMap((held) => held.slugs.filter((_, place) => held.hidden[place] === 0));
