import { findPerson } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { escapeHtml } from "#server/platform/html.ts";
import { hashToken, randomToken } from "#server/platform/keys.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type ArticleCard, pathOf } from "./article.ts";
import { newestArticles } from "./articles.ts";
import * as store from "./news-store.ts";

const ENTRIES = 50;

/** What is new of what they may read, as Atom (RFC 4287). `self` is where it was asked for. */
export async function atomFeed(ctx: Context, person: Person | null, self: string): Promise<string> {
  const cards = await newestArticles(ctx, person, ENTRIES);
  const { organisation } = await readSettings(ctx);
  const { baseUrl } = ctx.config;
  const host = new URL(baseUrl).hostname;
  const updated = Math.max(0, ...cards.map(({ updatedAt }) => updatedAt));
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element("id", `tag:${host},2026:articles`),
    element("title", `New articles · ${organisation}`),
    element("updated", when(updated)),
    `<author>${element("name", organisation)}</author>`,
    `<link rel="self" type="application/atom+xml" href="${inXml(baseUrl + self)}"/>`,
    `<link rel="alternate" type="text/html" href="${inXml(`${baseUrl}/articles`)}"/>`,
    ...cards.map((card) => entry(card, baseUrl, host)),
    "</feed>\n",
  ].join("\n");
}

/** The number stays when the address changes, so that a reader never sees an article twice because it moved. */
const entry = ({ id, slug, title, summary, categoryTitle, updatedAt }: ArticleCard, baseUrl: string, host: string) =>
  [
    "<entry>",
    element("id", `tag:${host},2026:article/${id}`),
    element("title", title),
    element("updated", when(updatedAt)),
    `<link rel="alternate" type="text/html" href="${inXml(baseUrl + pathOf(slug))}"/>`,
    `<category term="${inXml(categoryTitle)}"/>`,
    element("summary", summary),
    "</entry>",
  ].join("");

const element = (name: string, text: string) => `<${name}>${inXml(text)}</${name}>`;
const when = (at: number) => new Date(at).toISOString();

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold these, escaped or not
const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const inXml = (text: string) => escapeHtml(text.toWellFormed().replace(UNFIT, ""));

const secretOf = (ctx: Context, number: string) => ctx.keys.sign("feed", number);

/** The address of somebody's own feed, for programs that cannot sign in; null where they have none. */
export async function ownFeed(ctx: Context, person: Person): Promise<string | null> {
  const feed = await store.feedOf(ctx.db, person.id);
  return feed ? `${ctx.config.baseUrl}/feeds/${secretOf(ctx, feed.number)}` : null;
}

/** A new address; the one before ends. */
export async function makeFeed(ctx: Context, by: Person): Promise<void> {
  if (!can(by, "knowledge.subscribe")) throw notFound();
  const number = randomToken();
  const token_hash = hashToken(secretOf(ctx, number));
  await store.putFeed(ctx.db, { person_id: by.id, number, token_hash, made_at: ctx.clock.now() });
}

export const endFeed = (ctx: Context, by: Person) => store.dropFeed(ctx.db, by.id);

/** Whose feed it is; theirs are the rights it is read with, as they are now. */
export async function feedReader(ctx: Context, token: string): Promise<Person> {
  const feed = await store.feedByHash(ctx.db, hashToken(token));
  const person = feed && (await findPerson(ctx, feed.personId));
  if (!person || person.disabledAt !== null || !can(person, "knowledge.subscribe")) throw notFound("feed");
  return person;
}
