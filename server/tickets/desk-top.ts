import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { deskAddress, queryFor, readFilters } from "./desk.ts";
import { type DeskRow, facesFor, toRow } from "./desk-rows.ts";
import { deskRows } from "./desk-store.ts";

/** Who waits for an answer, what is due first before the rest, for places with little room. */
export async function topOfDesk(ctx: Context, by: Person, limit: number): Promise<DeskRow[]> {
  const filters = readFilters({ status: "unanswered" });
  const { rows } = await deskRows(ctx.db, await queryFor(ctx, by, filters), limit);
  const titles = new Map((await listCategories(ctx, by)).map(({ slug, title }) => [slug, title]));
  const faces = await facesFor(ctx, rows);
  return rows.map((row) => toRow(row, titles, filters, faces));
}

export const unansweredAddress = deskAddress({ status: "unanswered" });
