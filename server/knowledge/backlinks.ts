import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { pathsOf } from "./address-store.ts";
import { pathOf } from "./article.ts";
import { audiencesOf } from "./audience.ts";
import { articlesLinkingTo } from "./link-store.ts";

const MOST = 50;

/** Articles that lead to this one, by the address it has or one it had. */
export async function backlinks(ctx: Context, person: Person | null, { id, slug }: { id: number; slug: string }) {
  const former = (await pathsOf(ctx.db, [id])).map(({ path }) => path.replace(pathOf(""), ""));
  const found = await articlesLinkingTo(ctx.db, audiencesOf(person), [slug, ...former], MOST);
  return found.map((one) => ({ title: one.title, href: pathOf(one.slug) }));
}
