import { can } from "#server/people/permissions.ts";
import { initialsOf, type Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type SafeHtml, trust } from "#server/platform/html.ts";
import { mayEdit } from "./editing.ts";
import { type FileLine, filesByPlace } from "./files.ts";
import type { FoundTicket } from "./finding.ts";
import { type MailMark, mailMarks } from "./mail-marks.ts";
import { contextOf, messagesBefore } from "./thread-store.ts";
import { addressOf, canSeeNotes } from "./ticket.ts";

const SHOWN = 100;
const END = 1e9;

export type ThreadMessage = {
  place: number;
  author: string;
  initials: string;
  isNote: boolean;
  isMine: boolean;
  /** Written by who asked, as opposed to who answers. */
  isRequester: boolean;
  /** Came in while the reader wrote. */
  isNews: boolean;
  html: SafeHtml;
  sentAt: number;
  files: FileLine[];
  /** It was changed by its author, or words were taken out of it. */
  marks: { isEdited: boolean; isRedacted: boolean; versionsHref: string | null };
  editHref: string | null;
  redactHref: string | null;
  /** How it came, for those who answer. */
  mail: MailMark | null;
};

export type Thread = { messages: ThreadMessage[]; earlierHref: string | null; seen: number };

/** The newest messages somebody may see, oldest first. `upTo` walks back; `seen` marks what they did not know yet. */
export async function threadOf(
  ctx: Context,
  by: Person,
  ticket: FoundTicket,
  { upTo = END, seen = END }: { upTo?: number; seen?: number } = {},
): Promise<Thread> {
  const withNotes = canSeeNotes(by);
  const rows = await messagesBefore(ctx.db, ticket.id, withNotes, upTo, SHOWN + 1);
  const shown = rows.slice(0, SHOWN).reverse();
  const files = await filesByPlace(ctx, by, ticket.id);
  const marks = withNotes ? await mailMarks(ctx, by, ticket) : new Map<number, MailMark>();
  return {
    messages: shown.map(({ place, author, authorId, kind, html, sentAt, editedAt, redactedAt }) => ({
      place,
      author,
      initials: initialsOf(author),
      isNote: kind === "note",
      isMine: authorId === by.id,
      isRequester: authorId === ticket.requesterId,
      isNews: place > seen && authorId !== by.id,
      html: trust(html),
      sentAt,
      files: files.get(place) ?? [],
      marks: {
        ...{ isEdited: editedAt !== null, isRedacted: redactedAt !== null },
        versionsHref: editedAt !== null && withNotes ? `${addressOf(ticket)}/messages/${place}/versions` : null,
      },
      editHref: mayEdit(ctx, by, ticket, { authorId, sentAt, redactedAt })
        ? `${addressOf(ticket)}/messages/${place}/edit`
        : null,
      redactHref: can(by, "ticket.redact") ? `${addressOf(ticket)}/messages/${place}/redaction` : null,
      mail: marks.get(place) ?? null,
    })),
    earlierHref: rows.length > SHOWN ? `${addressOf(ticket)}?upto=${shown[0]?.place ?? 1}` : null,
    seen: withNotes ? ticket.messages : ticket.publicMessages,
  };
}

export type TriedLine = { kind: "search" | "article"; text: string; href: string };

export async function triedLines(ctx: Context, ticket: { id: number }): Promise<TriedLine[]> {
  const rows = await contextOf(ctx.db, ticket.id);
  return rows.map(({ kind, text, slug }) => ({
    kind,
    text,
    href: slug === null ? `/search?q=${encodeURIComponent(text)}` : `/articles/${slug}`,
  }));
}
