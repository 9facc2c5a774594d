import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { isOptedOut } from "./opting-out.ts";
import { aliasOf } from "./opting-out-store.ts";
import { searchesBehind } from "./own-searches-store.ts";
import { TEXTS_KEPT } from "./retention.ts";

const SHOWN = 100;

type OwnSearchesPage = {
  title: string;
  isRecorded: boolean;
  keptDays: number;
  searches: { text: string; href: string; at: number }[];
};
export const ownSearchesView = view<OwnSearchesPage>("journeys/own-searches");

/** For themselves alone: there is no address by which anybody could ask for another's. */
export async function ownSearchesPage(ctx: Context, person: Person): Promise<OwnSearchesPage> {
  const alias = await aliasOf(ctx.db, person.id);
  const rows = alias === undefined ? [] : await searchesBehind(ctx.db, alias, SHOWN);
  return {
    title: "Your searches",
    isRecorded: !(await isOptedOut(ctx, person)),
    keptDays: Math.round(TEXTS_KEPT / DAY),
    searches: rows.map(({ text, at }) => ({ text, href: `/search?q=${encodeURIComponent(text)}`, at })),
  };
}
