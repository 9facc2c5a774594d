import type { ArticleCard } from "#server/knowledge/article.ts";
import { articlesBySlugs } from "#server/knowledge/articles.ts";
import { articleOnError } from "#server/knowledge/known-error.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { fingerprintOf } from "#server/search/fingerprint.ts";
import { incidentAddress, PHASE_NAMES } from "./incident.ts";
import { incidentWith } from "./incident-store.ts";
import { ownIn } from "./incident-ticket-store.ts";
import { answersTo, ownOpen } from "./known-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

/** What is known of an error that was pasted: the article about it, its incident, their own open ticket. */
export type Known = {
  article: { title: string; href: string; hasAnswered: boolean } | null;
  incident: { title: string; phase: string; href: string; joinHref: string } | null;
  own: { name: string; subject: string; href: string } | null;
};

const LOOKED_AT = 5;

/** Null where the error is new, or where there is none. */
export async function knownFor(
  ctx: Context,
  by: Person,
  { subject, body }: { subject: string; body: string },
): Promise<Known | null> {
  const text = `${subject}\n${body}`;
  const print = fingerprintOf(text);
  if (print === null) return null;
  const own = await ownOpen(ctx.db, print, by.id);
  const known = {
    article: await articleFor(ctx, by, text, print),
    incident: await incidentFor(ctx, by, print),
    own: own ? { name: nameOf(own), subject: own.subject, href: addressOf(own) } : null,
  };
  return known.article || known.incident || known.own ? known : null;
}

/** What says this very error, what answered it for others, or what is about such an error; only what they may read. */
async function articleFor(ctx: Context, by: Person, text: string, print: string): Promise<Known["article"]> {
  const about = await articleOnError(ctx, by, text);
  const [answer] = await articlesBySlugs(ctx, by, await answersTo(ctx.db, print, LOOKED_AT));
  const article = about?.isVery ? about.article : (answer ?? about?.article);
  return article ? toLine(article, article.slug === answer?.slug) : null;
}

const toLine = ({ title, slug }: ArticleCard, hasAnswered: boolean) => ({
  ...{ title, hasAnswered },
  href: `/articles/${slug}`,
});

async function incidentFor(ctx: Context, by: Person, print: string): Promise<Known["incident"]> {
  const incident = await incidentWith(ctx.db, print);
  if (!incident || (await ownIn(ctx.db, incident.id, by.id))) return null;
  const href = incidentAddress(incident);
  return { title: incident.title, phase: PHASE_NAMES[incident.phase], href, joinHref: `${href}/me-too` };
}
