import assert from "node:assert/strict";
import { test } from "node:test";
import { lookMoments } from "#server/demo/looking.ts";
import { openJournal } from "#server/journeys/journal.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";

const MONDAY = Date.UTC(2026, 5, 1);

test("whoever looks sees what the search lists, chooses by place, and does the same at every start", async () => {
  const listed = ["one", "two", "three"];
  const article = { slug: "three", revision: 1, title: "Article three", errors: [], terms: [] };
  const asker = { id: 1 } as Person;
  const revisions = new Map(listed.map((slug) => [slug, 1]));
  const reader = { personId: 1, kind: "dev", token: "x" } as const;
  const seenBy = async (list: (words: string) => string[], from: number) => {
    const journal = openJournal();
    const ctx = { journal, keys: { sign: () => "" }, clock: { now: () => 0 } } as unknown as Context;
    for (let at = from; at < from + 60; at += 1) {
      const look = { words: "three words here", article, activeMs: 20_000, says: "nothing" as const };
      for (const { play } of lookMoments({ asker, list, revisions }, reader, at, look)) await play(ctx);
    }
    return journal.waiting.map(({ happening }) => happening);
  };
  const once = await seenBy(() => listed, MONDAY);
  assert.deepEqual(await seenBy(() => listed, MONDAY), once);
  const ranks = once.flatMap((one) => (one.type === "click" ? [one.rank] : []));
  assert.ok(ranks.includes(1) && ranks.includes(3), "first what stands first, then what answers");
  assert.ok(ranks.length < 110, "some open nothing");
  const impressions = once.filter(({ type }) => type === "impression");
  assert.deepEqual(impressions[0]?.type === "impression" && impressions[0].articles, [
    ["one", 1],
    ["two", 2],
    ["three", 3],
  ]);
  const vain = await seenBy((words) => (words === "article three" ? ["three"] : []), MONDAY);
  const searches = vain.filter(({ type }) => type === "search");
  assert.ok(searches.length >= 120, "who finds nothing says it again");
});
