import { redact, takeOut } from "#server/journeys/redactor.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { articleFrom } from "#server/knowledge/blank-article.ts";
import { beginDraftOf, madeOfTicket } from "#server/knowledge/origins.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, Refusal } from "#server/platform/errors.ts";
import { readPasted } from "#server/search/pasted.ts";
import { changeTicket } from "./changing.ts";
import { findTicket } from "./finding.ts";
import { contextOf, messagesBefore } from "./thread-store.ts";
import { nameOf } from "./ticket.ts";
import { asMarkdown } from "./writing.ts";

const LOOKED_THROUGH = 50;
const MOST_ANSWERS = 3;
const LONGEST = 6000;
const MOST_TERMS = 10;

/** Makes a draft of what was asked and answered, and says its number. One that is being written already is gone on with. */
export async function turnIntoArticle(ctx: Context, by: Person, number: number): Promise<number> {
  const ticket = await findTicket(ctx, by, number);
  if (!can(by, "knowledge.write")) throw notFound("ticket");
  if (ticket.insiders !== null)
    throw new Refusal(409, "Everybody who writes reads drafts, and this ticket is confidential.");
  const begun = (await madeOfTicket(ctx, by, number)).find(({ isPublished }) => !isPublished);
  if (begun) return begun.draftId;
  const material = await gather(ctx, ticket);
  const category = ticket.category ?? (await listCategories(ctx, by))[0]?.slug;
  if (category === undefined) throw new Refusal(422, "There is no category yet that an article could lie in.");
  let draft = 0;
  await changeTicket(ctx, by, number, async (ctx) => {
    draft = await beginDraftOf(ctx, by, { ticket: number, category, words: material.words, source: material.source });
    return { kind: "drafted", data: { draft } };
  });
  return draft;
}

type Asked = { id: number; number: number; subject: string; requesterId: number; requesterName: string };

async function gather(ctx: Context, ticket: Asked) {
  const messages = (await messagesBefore(ctx.db, ticket.id, false, Number.MAX_SAFE_INTEGER, LOOKED_THROUGH)).reverse();
  const clean = cleaner([ticket.requesterName, ...messages.map(({ author }) => author)], ctx.config.baseUrl);
  const asked = messages.filter(({ authorId }) => authorId === ticket.requesterId).map(({ body }) => body);
  const answers = messages.filter(({ authorId }) => authorId !== ticket.requesterId).map(({ body }) => body);
  const searches = (await contextOf(ctx.db, ticket.id)).filter(({ kind }) => kind === "search").map(({ text }) => text);
  const pasted = asked.map((body) => readPasted(body));
  const errors = [...new Set(pasted.flatMap(({ line }) => (line === null ? [] : [clean(line).slice(0, 500)])))];
  const source = articleFrom({
    type: "troubleshooting",
    title: clean(ticket.subject),
    errors,
    codes: [...new Set(pasted.flatMap(({ line, codes }) => (line === null ? [] : codes)))]
      .filter((code) => /\d/.test(code))
      .slice(0, 10),
    terms: [...new Set(searches.map((text) => redact(text).slice(0, 100)).filter(Boolean))].slice(0, MOST_TERMS),
    note: `Made of ${nameOf(ticket)}. Words in square brackets stand where a name, an address or a secret stood: say it in general, and take this line away before it is published.`,
    sections: {
      Symptom: inText(asked.slice(0, 1), clean),
      Fix: inText(answers.slice(-MOST_ANSWERS), clean),
    },
  });
  return { source, words: redact([ticket.subject, ...searches].join(" ")) };
}

/** Headings of a message must not pass for sections of the article. */
const inText = (bodies: string[], clean: (text: string) => string) =>
  bodies
    .map((body) => asMarkdown(clean(body)).replace(/^#{1,6} /gm, "#### "))
    .join("\n\n")
    .slice(0, LONGEST);

const TOP = "com|net|org|io|dev|de|eu|fr|uk|co|cloud|internal|local|localdomain|lan|corp|intra|home|svc|example|test";
const HOSTS: [RegExp, string][] = [
  [/\b(https?:\/\/)[^\s/)\]"'<>]+/gi, "$1[host]"],
  [/(\bhost(?:name|addr)?\s*=\s*|\s-h\s+|--host[= ])["']?[\w.-]+["']?/gi, "$1[host]"],
  [/\b((?:server|connection to server) at|to host|host(?: name)?) "[^"]+"/gi, '$1 "[host]"'],
  [new RegExp(`\\b(?:[a-z0-9-]+\\.)+(?:${TOP})\\b(?![\\w(])`, "gi"), "[host]"],
];

/** Takes out of a text who and where it was; the portal's own articles stay links. */
export function cleaner(people: readonly string[], baseUrl: string): (text: string) => string {
  const names = [...new Set(people.flatMap((name) => [name, ...name.split(/\s+/)]))]
    .filter((name) => name.length > 1)
    .sort((one, other) => other.length - one.length);
  const named =
    names.length > 0
      ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.map(literally).join("|")})(?![\\p{L}\\p{N}])`, "gu")
      : null;
  return (text) => {
    let clean = takeOut(text.replaceAll(`${baseUrl}/articles/`, "/articles/"));
    for (const [pattern, word] of HOSTS) clean = clean.replace(pattern, word);
    return named ? clean.replace(named, "[name]") : clean;
  };
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
