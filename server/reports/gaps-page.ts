import { view } from "#server/http/view.ts";
import type { UnderWay } from "#server/knowledge/origins.ts";
import { OWNERS, type TicketReason } from "#server/measure/ticket-reason.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { csv } from "./export.ts";
import { draftsFor } from "./gaps-closing.ts";
import type { Gap, GapsFound, ReasonFound } from "./gaps-finding.ts";
import { percent, rangeOf, several } from "./wording.ts";

const SHOWN = 50;
const FEWEST_PEOPLE = 3;

type Action = { label: string; href: string };
export type ClusterRow = {
  label: string;
  alike: string;
  searches: string;
  failed: string;
  ticketed: string;
  /** People who failed in the thirty days before the last thirty, and in the last. */
  course: { words: string; isClosing: boolean };
  /** What is being written that may close it. */
  drafts: { title: string; href: string }[];
  actions: Action[];
};
export type ReasonRow = {
  name: string;
  meaning: string;
  owner: string;
  questions: string;
  share: string;
  /** Of a hundred, for the bar. */
  part: number;
  articles: { title: string; questions: string; actions: Action[] }[];
  action: Action | null;
};

type GapsPage = {
  title: string;
  madeAt: number | null;
  since: number | null;
  clusters: ClusterRow[];
  hidden: string;
  questions: string;
  reasons: ReasonRow[];
  links: string;
  files: { csv: string; json: string };
};
export const gapsView = view<GapsPage>("reports/gaps", "staff");

const REASONS: Record<TicketReason, { name: string; meaning: string; act: string }> = {
  COVERAGE_GAP: { name: "No article answered it", meaning: "Nothing was written yet when they asked.", act: "" },
  ACCESS_GAP: { name: "They may not read the answer", meaning: "The article is open to staff only.", act: "Open it" },
  NOT_SOLVED: {
    name: "They read the answer and asked all the same",
    meaning: "The article did not settle it.",
    act: "Improve it",
  },
  NOT_CHOSEN: {
    name: "The answer was listed and not opened",
    meaning: "Its title or summary did not say so.",
    act: "Retitle it",
  },
  NOT_FOUND: {
    name: "They searched and did not find the answer",
    meaning: "It does not use their words.",
    act: "Add words",
  },
  WITHHELD: {
    name: "Suggestions were withheld by the experiment",
    meaning: "They may have been answered by them.",
    act: "",
  },
  NOT_TRIED: { name: "They asked without looking", meaning: "No search and no article in the day before.", act: "" },
};

export function gapsPage(
  by: Person,
  found: (GapsFound & { madeAt: number }) | null,
  underWay: readonly UnderWay[],
): GapsPage {
  const canWrite = can(by, "knowledge.write");
  const clusters = found?.clusters ?? [];
  return {
    title: "Gaps",
    madeAt: found?.madeAt ?? null,
    since: found?.since ?? null,
    clusters: clusters.slice(0, SHOWN).map((cluster) => clusterRow(cluster, canWrite, underWay)),
    hidden: hiddenWords(found?.hidden ?? 0),
    questions: several(found?.questions ?? 0, "basic question"),
    reasons: found ? reasonRows(found, canWrite) : [],
    links: linkWords(found?.links ?? null),
    files: { csv: "/reports/gaps.csv", json: "/reports/gaps.json" },
  };
}

/** F28 in a sentence. What an older portal found knows nothing of links. */
function linkWords(links: GapsFound["links"] | undefined): string {
  if (!links) return "";
  const { closed, linkRate, knownRate, newRate } = links;
  const named = `${percent(linkRate)} of ${several(closed, "closed question")} name an article (95% range ${rangeOf(links)})`;
  return knownRate === null || newRate === null
    ? `${named}.`
    : `${named}; for ${percent(knownRate)} of these it was there when they asked, for ${percent(newRate)} it came later.`;
}

export const reasonRows = ({ reasons, questions }: GapsFound, canWrite: boolean): ReasonRow[] =>
  mostFirst(reasons).map((one) => reasonRow(one, questions, canWrite));

const mostFirst = (reasons: readonly ReasonFound[]) =>
  reasons.toSorted((one, other) => other.questions - one.questions);

const hiddenWords = (hidden: number) =>
  hidden > 0
    ? `${several(hidden, "subject")} of fewer than three people ${hidden === 1 ? "is" : "are"} counted but not shown.`
    : "";

export function clusterRow(
  { label, queries, searches, failed, ticketed, before, lately }: Gap,
  canWrite: boolean,
  underWay: readonly UnderWay[],
): ClusterRow {
  const others = queries.filter((query) => query !== label).slice(0, 3);
  const find = { label: "See what it finds", href: `/search?q=${encodeURIComponent(label)}` };
  return {
    label,
    alike: others.length > 0 ? `also ${others.map((query) => `“${query}”`).join(", ")}` : "",
    searches: searches.toLocaleString("en"),
    failed: failed.toLocaleString("en"),
    ticketed: few(ticketed),
    course: { words: courseOf(before, lately), isClosing: lately < before && before >= FEWEST_PEOPLE },
    drafts: draftsFor(queries, underWay),
    actions: canWrite ? [find, ...writeActions(label)] : [find],
  };
}

/** Small numbers point at people. */
const isSmall = (people: number) => people > 0 && people < FEWEST_PEOPLE;
const few = (people: number) => (isSmall(people) ? "under 3" : people.toLocaleString("en"));
const hide = (people: number) => (isSmall(people) ? null : people);

const courseOf = (before: number, lately: number) =>
  isSmall(before) && isSmall(lately) ? "too few" : `${few(before)} to ${few(lately)}`;

/** Where an article for these words is begun. */
const writeActions = (words: string): Action[] => [
  { label: "Write article", href: `/knowledge/new?title=${encodeURIComponent(words)}` },
];

/** Before it is changed: which searches would find it, and which no longer. */
const tryTitle = (slug: string): Action => ({
  label: "Try a title",
  href: `/knowledge/replays?article=${slug}#title-try`,
});

function reasonRow({ reason, questions, articles }: ReasonFound, whole: number, canWrite: boolean): ReasonRow {
  const { name, meaning, act } = REASONS[reason];
  const edit = (slug: string): Action =>
    canWrite && act !== ""
      ? { label: act, href: `/articles/${slug}/edit` }
      : { label: "Read it", href: `/articles/${slug}` };
  return {
    name,
    meaning,
    owner: OWNERS[reason],
    questions: questions.toLocaleString("en"),
    share: whole > 0 ? percent(questions / whole) : "",
    part: whole > 0 ? Math.round((100 * questions) / whole) : 0,
    articles: articles.map((one) => ({
      title: one.title,
      questions: several(one.questions, "question"),
      actions: canWrite && reason === "NOT_CHOSEN" ? [tryTitle(one.slug), edit(one.slug)] : [edit(one.slug)],
    })),
    action:
      canWrite && reason === "COVERAGE_GAP" ? { label: "See what is missing", href: "/knowledge/coverage" } : null,
  };
}

/** What programs get: numbers of fewer than three people stay hidden there, and so does the score that would tell them. */
export function gapsJson(found: (GapsFound & { madeAt: number }) | null) {
  const clusters = found?.clusters.map(({ score: _score, ...gap }) => ({
    ...gap,
    ticketed: hide(gap.ticketed),
    before: hide(gap.before),
    lately: hide(gap.lately),
  }));
  return found && { ...found, clusters };
}

export function gapsCsv(found: GapsFound | null): string {
  const rows = (found?.clusters ?? []).map((one) => [one.label, one.searches, one.failed, hide(one.ticketed)]);
  return csv(["subject", "searches", "people_who_failed", "people_who_asked"], rows);
}
