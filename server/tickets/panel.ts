import { randomUUID } from "node:crypto";
import { placeOf } from "#server/experiment/placing.ts";
import { waitsForTeam } from "#server/experiment/rolling-out.ts";
import type { Happening, Reader } from "#server/journeys/journal.ts";
import { pageToken } from "#server/journeys/page-token.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { AskDraft } from "./asking.ts";
import { NO_SUGGESTIONS, type SuggestionsPiece, suggestions } from "./suggestions.ts";

/** The field and the word of whoever wants suggestions, whatever the lot says. */
export const wantsThem = (given: unknown): boolean =>
  (given as { suggestions?: unknown } | undefined)?.suggestions === "show";

/** What is drawn, and what is noted of it once in a flow; nothing where no article fits. */
export type Panel = { panel: SuggestionsPiece; happening: Happening | null };

/** Suggestions as this person gets to see them: whoever is to go without for a while gets a link to them instead. */
export async function panelFor(
  ctx: Context,
  by: Person,
  reader: Reader,
  draft: Pick<AskDraft, "subject" | "body" | "tried" | "urgency">,
  { wanted, href }: { wanted: boolean; href: string },
): Promise<Panel> {
  const page = reader.page ?? randomUUID();
  const panel = await suggestions(ctx, by, draft, (slug) => pageToken(ctx, reader, page, slug));
  if (panel.answers.length === 0) return { panel, happening: null };
  const articles = panel.answers.map(({ slug }) => slug);
  const place = await placeOf(ctx, by, reader, draft.urgency);
  // By the lot of an experiment, or because their team is not switched on yet.
  const isHeldBack = !wanted && (place?.arm === "holdout" || (await waitsForTeam(ctx, by, draft.urgency)));
  if (!isHeldBack) return { panel, happening: { type: "suggest_shown", articles, ...place } };
  const known = panel.known && { ...panel.known, article: null };
  const happening = { type: "suggest_withheld" as const, articles, ...place };
  return { panel: { ...NO_SUGGESTIONS, withheld: { href }, known }, happening };
}
