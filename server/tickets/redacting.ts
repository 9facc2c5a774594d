import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { detachFile, dropFile } from "#server/files/keeping.ts";
import { forgetMailsAbout } from "#server/notifications/keeping-mail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { forbidden, notFound, Refusal, tooLate } from "#server/platform/errors.ts";
import { changeTicket } from "./changing.ts";
import { findMessage, hashOfWords } from "./editing.ts";
import { findTicket } from "./finding.ts";
import { redactTold, toldWithout } from "./incident-redacting.ts";
import { incidentOf } from "./incident-store.ts";
import * as store from "./message-store.ts";
import { changeComment } from "./rating-store.ts";
import { REMOVED, refuseShort } from "./removed.ts";
import { changeReplyDraft } from "./reply-draft-store.ts";
import { changeTickNote } from "./runbook-store.ts";
import { nameOf } from "./ticket.ts";
import { type Written, writeDown } from "./writing.ts";

export type Redaction = { words: string; reason: string };

type Rewritten = { messages: Map<number, Written>; versions: Map<string, Written> };

/**
 * Takes words out of a ticket wherever they stand in it: out of messages and what those said before, the subject, what
 * was sent along, the answers, how it was rated, what was noted at a runbook, what was told of its incident, the search, and the mails as they came.
 * No words: the whole message. What happened stays in the history, with a hash of what was there.
 */
export async function redactMessage(
  ctx: Context,
  by: Person,
  number: number,
  place: number,
  { words, reason }: Redaction,
): Promise<void> {
  refuseOthers(by);
  if (words !== "") refuseShort(words, "leave it empty to remove the whole message");
  const { ticket, message } = await findMessage(ctx, by, number, place);
  // Drawing takes time, and a transaction has none: what changes meanwhile is told apart by its words.
  const texts = await store.textsOf(ctx.db, ticket.id);
  const incident = await incidentOf(ctx.db, ticket.id);
  const told = incident && words !== "" ? await toldWithout(ctx, incident, words) : null;
  if (words !== "" && !told?.isHit && !standsIn(texts, ticket.subject, words))
    throw new Refusal(422, "These words do not stand in this ticket.");
  const rewritten = rewrite(texts, place, words);
  await changeTicket(ctx, by, number, async (ctx, ticket, at) => {
    const now = await store.textsOf(ctx.db, ticket.id);
    if (JSON.stringify(now) !== JSON.stringify(texts)) throw tooLate("Somebody wrote meanwhile. Try again.");
    for (const [one, written] of rewritten.messages)
      await store.changeMessage(ctx.db, ticket.id, one, { ...written, redacted_at: at });
    for (const [one, written] of rewritten.versions) {
      const [of = 0, version = 0] = one.split("/").map(Number);
      await store.changeVersion(ctx.db, ticket.id, of, version, written);
    }
    if (words !== "") await redactAround(ctx, ticket, texts, words);
    if (told?.isHit) await redactTold(ctx, by, told, reason);
    const hash = hashOfWords(words === "" ? message.body : words);
    await note(ctx, by, number, { place, reason, hash });
    return { kind: "redacted", data: { place, what: "words", reason, hash } };
  });
  await forgetMailsAbout(ctx, nameOf(ticket));
}

type Texts = Awaited<ReturnType<typeof store.textsOf>>;

function rewrite({ messages, versions }: Texts, place: number, words: string): Rewritten {
  const isHit = (one: { place: number; body: string }) =>
    words === "" ? one.place === place : one.body.includes(words);
  const without = ({ body }: { body: string }) => writeDown(words === "" ? REMOVED : body.replaceAll(words, REMOVED));
  return {
    messages: new Map(messages.filter(isHit).map((one) => [one.place, without(one)])),
    versions: new Map(versions.filter(isHit).map((one) => [`${one.place}/${one.version}`, without(one)])),
  };
}

/** What nobody has sent yet is nobody's to ask for. */
const standsIn = ({ drafts: _drafts, ...texts }: Texts, subject: string, words: string): boolean =>
  subject.includes(words) || Object.values(texts).some((all) => all.some(({ body }) => body.includes(words)));

async function redactAround(
  ctx: Context,
  ticket: { id: number; subject: string },
  { tried, answers, comments, drafts, ticks }: Texts,
  words: string,
): Promise<void> {
  const without = (text: string) => text.replaceAll(words, REMOVED);
  if (ticket.subject.includes(words)) await store.changeSubject(ctx.db, ticket.id, without(ticket.subject));
  for (const { position, body } of tried)
    if (body.includes(words)) await store.changeTried(ctx.db, ticket.id, position, without(body));
  for (const { fieldId, body } of answers)
    if (body.includes(words)) await store.changeAnswer(ctx.db, ticket.id, fieldId, without(body));
  for (const { cycle, body } of comments)
    if (body.includes(words)) await changeComment(ctx.db, ticket.id, cycle, without(body));
  for (const { personId, body } of drafts)
    if (body.includes(words)) await changeReplyDraft(ctx.db, ticket.id, personId, without(body));
  for (const { run, step, body } of ticks)
    if (body.includes(words)) await changeTickNote(ctx.db, run, step, without(body));
}

/** The file is gone for everybody, and its bytes with it unless somebody else sent the same. */
export async function redactFile(
  ctx: Context,
  by: Person,
  number: number,
  fileId: string,
  reason: string,
): Promise<void> {
  refuseOthers(by);
  const ticket = await findTicket(ctx, by, number);
  await changeTicket(ctx, by, number, async (ctx, { id }) => {
    const place = await store.takeFile(ctx.db, id, fileId);
    if (place === null) throw notFound("file");
    await detachFile(ctx, fileId);
    await note(ctx, by, number, { place, reason, hash: hashOfWords(fileId) });
    return { kind: "redacted", data: { place, what: "file", reason, hash: hashOfWords(fileId) } };
  });
  await dropFile(ctx, fileId);
  await forgetMailsAbout(ctx, nameOf(ticket));
}

const note = (ctx: Context, by: Person, number: number, data: { place: number; reason: string; hash: string }) =>
  recordDeed(ctx, { by: byPerson(by), action: "words removed from a ticket", object: nameOf({ number }), data });

function refuseOthers(by: Person): void {
  if (!can(by, "ticket.redact")) throw forbidden("Only those who run the portal remove words.");
}
