import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { limitsIn } from "#server/journeys/limits.ts";
import { TEXTS_KEPT } from "#server/journeys/retention.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { asTyped, RULES } from "./limits.ts";

type LimitsPage = {
  title: string;
  draft: Draft;
  rules: { name: string; label: string; hint: string }[];
  keptDays: number;
};
export const limitsView = view<LimitsPage>("reports/limits", "staff");

/** `draft`: what was typed and does not fit. */
export async function limitsPage(ctx: Context, draft?: Draft): Promise<LimitsPage> {
  const limits = limitsIn(await readSettings(ctx));
  const values = RULES.map((rule) => [rule.name, String(asTyped(rule, limits))]);
  return {
    title: "How journeys are told apart",
    draft: draft ?? blankDraft({ ...Object.fromEntries(values), reason: "" }),
    rules: RULES.map(({ name, label, hint, least, most }) => ({ name, label, hint: `${hint} ${least} to ${most}.` })),
    keptDays: Math.round(TEXTS_KEPT / DAY),
  };
}
