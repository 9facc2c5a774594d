import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { minutesIn } from "./minutes.ts";

type MinutesPage = { title: string; draft: Draft; isSet: boolean };
export const minutesView = view<MinutesPage>("reports/minutes", "staff");

/** `draft`: what was typed and does not fit. */
export async function minutesPage(ctx: Context, draft?: Draft): Promise<MinutesPage> {
  const minutes = minutesIn(await readSettings(ctx));
  const values = {
    least: String(minutes?.least ?? ""),
    most: String(minutes?.most ?? ""),
    source: minutes?.source ?? "",
  };
  return {
    title: "How long a basic question takes",
    draft: draft ?? blankDraft(values),
    isSet: minutes !== null,
  };
}
