import type { Context } from "#server/platform/context.ts";
import { FREEZES_AFTER, isFrozen, type LabelSource } from "./label.ts";
import { correctionsOf, labelOf } from "./label-store.ts";
import type { Label } from "./ticket.ts";
import { LABEL_NAMES } from "./words.ts";

/** What kind of question it was, who says so, and what stood there before. For those who answer. */
export type LabelLine = {
  label: Label;
  name: string;
  article: { slug: string; title: string; href: string } | null;
  by: string | null;
  at: number;
  /** How the portal came to it, where nobody said it. */
  origin: string;
  isFrozen: boolean;
  freezesAt: number;
  corrections: { was: string; reason: string; by: string; at: number }[];
};

export async function labelLine(ctx: Context, ticket: { id: number }): Promise<LabelLine | null> {
  const row = await labelOf(ctx.db, ticket.id);
  if (!row) return null;
  const { label, slug, title, by, at, source, score, setAt } = row;
  const corrections = await correctionsOf(ctx.db, ticket.id);
  return {
    label,
    name: LABEL_NAMES[label],
    article: slug === null || title === null ? null : { slug, title, href: `/articles/${slug}` },
    by,
    at,
    origin: originOf(source, score),
    isFrozen: isFrozen(row, ctx.clock.now()),
    freezesAt: setAt + FREEZES_AFTER,
    corrections: corrections.map((one) => ({ ...one, was: wasOf(one) })),
  };
}

const wasOf = ({ label, article, source }: { label: Label; article: string | null; source: LabelSource }) =>
  [LABEL_NAMES[label], article, originOf(source, null)].filter(Boolean).join(", ");

function originOf(source: LabelSource, score: number | null): string {
  if (source === "agent") return "";
  if (source === "rule") return "worked out by rule";
  return score === null ? "worked out from its words" : `worked out from its words, ${Math.round(100 * score)}% basic`;
}
