import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { type SafeHtml, trust } from "#server/platform/html.ts";
import { EDITABLE_FOR, findMessage, hashOfWords, mayEdit } from "./editing.ts";
import { type FileLine, filesByPlace } from "./files.ts";
import { versionsOf } from "./message-store.ts";
import { addressOf, nameOf } from "./ticket.ts";
import { LONGEST_BODY } from "./writing.ts";

type About = { title: string; name: string; back: string; action: string; longest: number };
type EditPage = About & { draft: Draft; seen: string; until: number };
export const editView = view<EditPage>("tickets/message-edit");

/** Null: it may not be edited, or not any more. */
export async function editPage(ctx: Context, by: Person, number: number, place: number, draft?: Draft) {
  const { ticket, message } = await findMessage(ctx, by, number, place);
  if (!mayEdit(ctx, by, ticket, message)) throw notFound("message");
  const page: EditPage = {
    ...aboutOf(ticket, place, "Edit your message", "edit"),
    draft: draft ?? blankDraft({ body: message.body }),
    seen: hashOfWords(message.body),
    until: message.sentAt + EDITABLE_FOR,
  };
  return page;
}

type RedactPage = About & { draft: Draft; html: SafeHtml; author: string; files: FileLine[]; filesAction: string };
export const redactView = view<RedactPage>("tickets/message-redact", "staff");

export async function redactPage(
  ctx: Context,
  by: Person,
  number: number,
  place: number,
  draft?: Draft,
): Promise<RedactPage> {
  const { ticket, message } = await findMessage(ctx, by, number, place);
  return {
    ...aboutOf(ticket, place, "Remove words", "redaction"),
    draft: draft ?? blankDraft({ words: "", reason: "" }),
    html: trust(message.html),
    author: message.author,
    files: (await filesByPlace(ctx, by, ticket.id)).get(place) ?? [],
    filesAction: `${addressOf(ticket)}/files/redaction`,
  };
}

type VersionsPage = About & { versions: { version: number; html: SafeHtml; replacedAt: number }[]; html: SafeHtml };
export const versionsView = view<VersionsPage>("tickets/message-versions", "staff");

export async function versionsPage(ctx: Context, by: Person, number: number, place: number): Promise<VersionsPage> {
  const { ticket, message } = await findMessage(ctx, by, number, place);
  const versions = await versionsOf(ctx.db, ticket.id, message.place);
  return {
    ...aboutOf(ticket, place, `Earlier words of ${message.author}`, "versions"),
    versions: versions.map(({ version, html, replacedAt }) => ({ version, html: trust(html), replacedAt })),
    html: trust(message.html),
  };
}

const aboutOf = (ticket: { number: number }, place: number, title: string, what: string): About => ({
  ...{ title, name: nameOf(ticket), back: `${addressOf(ticket)}#message-${place}`, longest: LONGEST_BODY },
  action: `${addressOf(ticket)}/messages/${place}/${what}`,
});
