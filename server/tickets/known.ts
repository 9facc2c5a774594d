import { articlesBySlugs } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { fingerprintOf } from "#server/search/fingerprint.ts";
import { incidentAddress, PHASE_NAMES } from "./incident.ts";
import { incidentWith } from "./incident-store.ts";
import { ownIn } from "./incident-ticket-store.ts";
import { answersTo, ownOpen } from "./known-store.ts";
import { addressOf, nameOf } from "./ticket.ts";

/** What is known of an error that was pasted: the article that answered it, its incident, their own open ticket. */
export type Known = {
  article: { title: string; summary: string; href: string } | null;
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
  const print = fingerprintOf(`${subject}\n${body}`);
  if (print === null) return null;
  const own = await ownOpen(ctx.db, print, by.id);
  const known = {
    article: await articleFor(ctx, by, print),
    incident: await incidentFor(ctx, by, print),
    own: own ? { name: nameOf(own), subject: own.subject, href: addressOf(own) } : null,
  };
  return known.article || known.incident || known.own ? known : null;
}

/** What answered others: for this reader only where they may read it. */
async function articleFor(ctx: Context, by: Person, print: string): Promise<Known["article"]> {
  const [article] = await articlesBySlugs(ctx, by, await answersTo(ctx.db, print, LOOKED_AT));
  return article ? { title: article.title, summary: article.summary, href: `/articles/${article.slug}` } : null;
}

async function incidentFor(ctx: Context, by: Person, print: string): Promise<Known["incident"]> {
  const incident = await incidentWith(ctx.db, print);
  if (!incident || (await ownIn(ctx.db, incident.id, by.id))) return null;
  const href = incidentAddress(incident);
  return { title: incident.title, phase: PHASE_NAMES[incident.phase], href, joinHref: `${href}/me-too` };
}
