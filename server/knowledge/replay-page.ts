import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { Circle } from "#server/search/search.ts";
import type { Article } from "./article.ts";
import type { Changed, Move, Replayed } from "./replay.ts";
import { newestReplays, type ReplayKind } from "./replay-store.ts";
import { findReplay } from "./replays.ts";
import { synonymsText } from "./synonyms.ts";
import { usualWeights } from "./weights.ts";

export type ReplayDraft = Draft<"article" | "title" | "synonyms" | "ranking">;
type Line = { what: string; href: string; askedBy: string; askedAt: number; isDone: boolean; outcome: string };

type ReplaysPage = { title: string; replays: Line[]; draft: ReplayDraft };
export const replaysView = view<ReplaysPage>("knowledge/replays", "staff");

const SHOWN = 30;

/** `article` is one whose title is to be tried; its present title stands there to be changed. */
export async function replaysPage(
  ctx: Context,
  { draft, article }: { draft?: ReplayDraft; article?: Pick<Article, "slug" | "title"> | null } = {},
): Promise<ReplaysPage> {
  const replays = await newestReplays(ctx.db, SHOWN);
  return {
    title: "What would it change?",
    replays: replays.map((one) => ({
      ...{ what: whatOf(one), href: `/knowledge/replays/${one.id}` },
      ...{ askedBy: one.askedBy, askedAt: one.askedAt, isDone: one.doneAt !== null },
      outcome: one.failed ?? (one.result === null ? "Waits" : summaryOf(JSON.parse(one.result))),
    })),
    draft:
      draft ??
      blankDraft({
        ...{ article: article?.slug ?? "", title: article?.title ?? "" },
        ...{ synonyms: synonymsText(ctx.config.knowledgeDir), ranking: usualWeights() },
      }),
  };
}

const KINDS: Record<Exclude<ReplayKind, "draft" | "title">, string> = {
  synonyms: "Other synonyms",
  ranking: "Another ranking",
};

type Found = { what: ReplayKind; title: string | null; articleTitle: string | null; given: string };
function whatOf({ what, title, articleTitle, given }: Found): string {
  if (what === "draft") return `Draft “${title ?? "Untitled"}”`;
  return what === "title" ? `“${given}” as the title of “${articleTitle ?? "Untitled"}”` : KINDS[what];
}

const some = (count: number, one: string, more: string) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

export const summaryOf = ({ searches, changed }: Replayed) =>
  searches === 0
    ? "Nothing was searched for by three people or more"
    : `${changed.length.toLocaleString("en")} of ${some(searches, "search changes", "searches change")}`;

type MoveLine = { title: string; href: string; words: string; tone: string; icon: string; readers: string };
type Row = { words: string; href: string; people: string; answered: string | null; moves: MoveLine[] };
type ReplayPage = {
  title: string;
  what: string;
  backHref: string;
  back: string;
  given: string;
  askedBy: string;
  askedAt: number;
  doneAt: number | null;
  failed: string | null;
  summary: string;
  /** What was counted and is not shown, and what there was no time for. */
  notes: string[];
  rows: Row[];
  more: string | null;
};
export const replayView = view<ReplayPage>("knowledge/replay", "staff");

const MOST_ROWS = 200;

export async function replayPage(ctx: Context, by: Person, id: number): Promise<ReplayPage> {
  const replay = await findReplay(ctx, by, id);
  const found: Replayed | null = replay.result === null ? null : JSON.parse(replay.result);
  const rows = found?.changed ?? [];
  return {
    title: `What would it change? ${whatOf(replay)}`,
    what: whatOf(replay),
    ...backOf(replay),
    ...{ given: replay.given, askedBy: replay.askedBy, askedAt: replay.askedAt },
    ...{ doneAt: replay.doneAt, failed: replay.failed },
    summary: found ? summaryOf(found) : "",
    notes: found ? notesOf(found) : [],
    rows: rows.slice(0, MOST_ROWS).map((row) => rowOf(row, found?.circles ?? [])),
    more: rows.length > MOST_ROWS ? `${rows.length - MOST_ROWS} more changed.` : null,
  };
}

function backOf({ draftId, articleSlug }: { draftId: number | null; articleSlug: string | null }) {
  if (draftId !== null) return { backHref: `/knowledge/drafts/${draftId}`, back: "The draft" };
  if (articleSlug !== null) return { backHref: `/articles/${articleSlug}`, back: "The article" };
  return { backHref: "/knowledge/replays", back: "Everything that was played" };
}

export function notesOf({ rare, leftOut }: Replayed): string[] {
  const few = some(rare.searches, "search", "searches");
  return [
    rare.searches === 0
      ? ""
      : `${few} of fewer than three people ${rare.searches === 1 ? "was" : "were"} played too: ${rare.changed} would change. They are not shown.`,
    leftOut <= 0 ? "" : `${some(leftOut, "search was", "searches were")} left out to keep it short.`,
  ].filter(Boolean);
}

const ANSWERED = { gained: "Now has an answer", lost: "No longer has an answer" } as const;

const rowOf = ({ words, people, times, answered, moves }: Changed, circles: readonly Circle[]): Row => ({
  words,
  href: `/search?q=${encodeURIComponent(words)}`,
  people: `${some(people, "person", "people")}, ${some(times, "time", "times")}`,
  answered: answered === null ? null : ANSWERED[answered],
  moves: moves.map((move) => lineOf(move, circles)),
});

const lineOf = (move: Move, circles: readonly Circle[]): MoveLine => ({
  ...{ title: move.title, href: `/articles/${move.slug}`, words: moveWords(move), readers: readersOf(move, circles) },
  ...(isUp(move) ? { tone: "good", icon: "up" } : { tone: "warn", icon: "down" }),
});

const isUp = ({ from, to }: Move) => to !== null && (from === null || to < from);

export function moveWords({ from, to }: Pick<Move, "from" | "to">): string {
  if (from === null) return `appears in place ${to}`;
  return to === null ? `leaves the first ten (was ${from})` : `${to < from ? "up" : "down"} from ${from} to ${to}`;
}

const READERS: Record<Circle, string> = { everyone: "visitors", "signed-in": "people signed in", staff: "staff" };

export const readersOf = ({ circles }: Pick<Move, "circles">, all: readonly Circle[]): string =>
  circles.length === all.length
    ? "for everybody"
    : `for ${circles.map((circle) => READERS[circle]).join(" and ")} only`;
