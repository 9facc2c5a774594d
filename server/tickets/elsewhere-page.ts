import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type CodeBook, codeBook } from "./code-book.ts";
import { recordedBy } from "./elsewhere-store.ts";
import { FREEZES_AFTER } from "./label.ts";

const SHOWN = 20;

export type ElsewhereDraft = Draft<"category" | "named" | "asker" | "many" | "_once">;

type ElsewherePage = {
  title: string;
  codeBook: CodeBook;
  quick: { slug: string; title: string }[];
  draft: ElsewhereDraft;
  /** What they typed came near these articles. */
  offered: { title: string; slug: string }[];
  categories: Option[];
  recorded: {
    id: number;
    what: string;
    article: { title: string; href: string } | null;
    at: number;
    aside: string;
    canWithdraw: boolean;
  }[];
};
export const elsewhereView = view<ElsewherePage>("tickets/elsewhere", "staff");

export async function elsewherePage(
  ctx: Context,
  by: Person,
  draft: ElsewhereDraft = blankDraft({ category: "", named: "", asker: "", many: "1", _once: "" }),
  offered: ElsewherePage["offered"] = [],
): Promise<ElsewherePage> {
  const categories = await listCategories(ctx, by);
  const rows = await recordedBy(ctx.db, by.id, SHOWN);
  const now = ctx.clock.now();
  return {
    title: "Answered elsewhere",
    codeBook: await codeBook(ctx),
    quick: categories.map(({ slug, title }) => ({ slug, title })),
    draft,
    offered: offered.map(({ title, slug }) => ({ title, slug })),
    categories: [{ value: "", label: "None" }, ...categories.map(({ slug, title }) => ({ value: slug, label: title }))],
    recorded: rows.map(({ id, many, counted, at, withdrawnAt, category, article, slug }) => ({
      id,
      what: `${many === 1 ? "One question" : `${many} questions`}, ${category ?? "no category"}`,
      article: article === null || slug === null ? null : { title: article, href: `/articles/${slug}` },
      at,
      aside: withdrawnAt !== null ? "Taken back" : counted === 0 ? "Asked before within a week, not counted again" : "",
      canWithdraw: withdrawnAt === null && now < at + FREEZES_AFTER,
    })),
  };
}
