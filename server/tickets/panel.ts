import { placeOf } from "#server/experiment/placing.ts";
import type { Happening, Reader } from "#server/journeys/journal.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { AskDraft } from "./asking.ts";
import { NO_SUGGESTIONS, type SuggestionsPiece, suggestions } from "./suggestions.ts";

/** The field and the word of whoever wants suggestions, whatever the lot says. */
export const wantsThem = (given: unknown): boolean =>
  (given as { suggestions?: unknown } | undefined)?.suggestions === "show";

/** What is drawn, and what is noted of it once in a flow; nothing where no article fits. */
export type Panel = { panel: SuggestionsPiece; happening: Happening | null };

/** Suggestions as this person gets to see them: while an experiment runs, its holdout gets a link to them instead. */
export async function panelFor(
  ctx: Context,
  by: Person,
  reader: Reader,
  draft: Pick<AskDraft, "subject" | "body" | "tried" | "urgency">,
  { wanted, href }: { wanted: boolean; href: string },
): Promise<Panel> {
  const panel = await suggestions(ctx, by, draft);
  if (panel.answers.length === 0) return { panel, happening: null };
  const articles = panel.answers.map(({ slug }) => slug);
  const place = wanted ? null : await placeOf(ctx, by, reader, draft.urgency);
  if (place?.arm !== "holdout") return { panel, happening: { type: "suggest_shown", articles } };
  return { panel: { ...NO_SUGGESTIONS, withheld: { href } }, happening: { type: "suggest_withheld", articles } };
}
