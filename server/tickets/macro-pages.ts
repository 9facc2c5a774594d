import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { LONGEST_BODY } from "./forms.ts";
import { changesOf, type Macro, PLACEHOLDERS } from "./macro.ts";
import { listMacros } from "./macros.ts";
import { URGENCY_NAMES } from "./words.ts";

type MacrosPage = {
  title: string;
  macros: { href: string; title: string; preview: string; changes: string; used: number }[];
};
export const macrosView = view<MacrosPage>("tickets/macros", "staff");

const PREVIEW = 140;

export async function macrosPage(ctx: Context, by: Person): Promise<MacrosPage> {
  const titles = await categoryTitles(ctx, by);
  const macros = await listMacros(ctx);
  return {
    title: "Macros",
    macros: macros.map((macro) => ({
      href: `/desk/macros/${macro.id}`,
      title: macro.title,
      preview: macro.body.replace(/\s+/g, " ").slice(0, PREVIEW),
      changes: changesOf(macro, titles.get(macro.category ?? "") ?? null),
      used: macro.used,
    })),
  };
}

const categoryTitles = async (ctx: Context, by: Person) =>
  new Map((await listCategories(ctx, by)).map(({ slug, title }) => [slug, title]));

type MacroPage = {
  title: string;
  action: string;
  version: number | null;
  draft: Draft;
  urgencies: Option[];
  categories: Option[];
  placeholders: string[];
  longest: number;
  /** What somebody else has saved meanwhile. */
  theirs: { who: string; at: number; title: string; body: string } | null;
};
export const macroView = view<MacroPage>("tickets/macro", "staff");

type Known = (Macro & { savedBy: string }) | null;
type Wishes = { draft?: Draft; isOvertaken?: boolean };

export async function macroPage(ctx: Context, by: Person, macro: Known, wishes: Wishes = {}): Promise<MacroPage> {
  const categories = await listCategories(ctx, by);
  const values = {
    title: macro?.title ?? "",
    body: macro?.body ?? "",
    urgency: macro?.urgency ?? "",
    category: macro?.category ?? "",
  };
  return {
    title: macro ? `Macro: ${macro.title}` : "New macro",
    action: macro ? `/desk/macros/${macro.id}` : "/desk/macros",
    version: macro?.version ?? null,
    draft: wishes.draft ?? blankDraft(values),
    urgencies: [
      { value: "", label: "Leave it as it is" },
      ...Object.entries(URGENCY_NAMES).map(([value, label]) => ({ value, label })),
    ],
    categories: [
      { value: "", label: "Leave it as it is" },
      ...categories.map(({ slug, title }) => ({ value: slug, label: title })),
    ],
    placeholders: Object.keys(PLACEHOLDERS).map((name) => `{{${name}}}`),
    longest: LONGEST_BODY,
    theirs:
      macro && wishes.isOvertaken
        ? { who: macro.savedBy, at: macro.savedAt, title: macro.title, body: macro.body }
        : null,
  };
}
