import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { type Undelivered, undelivered } from "#server/notifications/trouble.ts";
import { staff } from "#server/people/directory.ts";
import { unreachable } from "#server/people/mail-reach.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type ClockLine, clockLines } from "./clock-lines.ts";
import { type ConfidencePiece, confidencePiece } from "./confidence-page.ts";
import { deskAddress } from "./desk.ts";
import { type FillForm, fillForm } from "./field-page.ts";
import { type AnswerLine, answerLines } from "./fields.ts";
import type { FoundTicket } from "./finding.ts";
import { historyLines } from "./history-lines.ts";
import { type HeldPiece, heldPiece } from "./imported-page.ts";
import { type IncidentPiece, incidentPiece } from "./incident-pieces.ts";
import { DESK_KEYS, type Key } from "./keys.ts";
import { type KnowledgePiece, knowledgePiece } from "./knowledge-piece.ts";
import { type LabelLine, labelLine } from "./label-line.ts";
import { type LadderPiece, ladderPiece } from "./ladder-lines.ts";
import { type LikelyAnswer, likelyAnswers, questionOf } from "./likely-answers.ts";
import { type LinkLine, listLinks } from "./linking.ts";
import { listMacros } from "./macros.ts";
import { type OrderPieces, orderPieces } from "./order-pieces.ts";
import { listQueues, worksOn } from "./queues.ts";
import { type ReplyPiece, type ReplyWishes, replyPiece } from "./reply-piece.ts";
import { personAddress } from "./requester-page.ts";
import { type AssignmentForm, assignmentForm, type TriageForm, triageForm } from "./sheet-forms.ts";
import { onlyIf, rightsOf, type SheetRights } from "./sheet-rights.ts";
import { endsAt } from "./silence.ts";
import { listTags, offeredTags } from "./tagging.ts";
import { type Thread, type TriedLine, threadOf, triedLines } from "./thread.ts";
import { addressOf, nameOf } from "./ticket.ts";
import { type ToldPiece, toldPiece } from "./told-piece.ts";
import { STATUS_NAMES, STATUS_TONES, URGENCY_ICONS, URGENCY_NAMES } from "./words.ts";

type Pieces = OrderPieces & ReplyPiece;

/** A ticket as those who answer see it. */
export type Sheet = Pieces & {
  name: string;
  subject: string;
  address: string;
  /** Where its forms lead back to: its own page, or the desk it stands on. */
  back: string;
  seq: number;
  status: { name: string; tone: string };
  urgency: { name: string; icon: string; isHigh: boolean };
  requester: string;
  requesterName: string;
  requesterHref: string;
  /** Since when mail to them comes back, if it does. */
  bouncedSince: number | null;
  category: string | null;
  /** Null where there is only one. */
  queue: string | null;
  /** It lies in a queue they do not work in. */
  isElsewhere: boolean;
  openedAt: number;
  unansweredSince: number | null;
  endsAt: number | null;
  isResolved: boolean;
  label: LabelLine | null;
  can: SheetRights;
  assignment: AssignmentForm;
  triage: TriageForm;
  links: LinkLine[];
  tags: { now: { name: string; href: string }[]; typed: string; offered: string[] };
  ladder: LadderPiece;
  confidence: ConfidencePiece;
  incident: IncidentPiece;
  held: HeldPiece;
  clocks: ClockLine[];
  fields: { answers: AnswerLine[] };
  fill: FillForm;
  told: ToldPiece;
  tried: TriedLine[];
  thread: Thread;
  answers: LikelyAnswer[];
  knowledge: KnowledgePiece;
  history: { at: number; who: string; deed: string }[];
  undelivered: Undelivered[];
  macros: { id: number; title: string }[];
  /** The macro that was just put into the reply, and what else it would change. */
  macro: { id: number; changes: string } | null;
};

type SheetPage = { title: string; sheet: Sheet; keys: Key[] };
export const sheetView = view<SheetPage>("tickets/sheet", "staff");
export const sheetPage = (sheet: Sheet): SheetPage => ({
  title: `${sheet.name} ${sheet.subject}`,
  sheet,
  keys: DESK_KEYS,
});

export type SheetWishes = ReplyWishes & {
  back?: string;
  upTo?: number;
  insert?: string;
  macro?: { id: number; changes: string };
};

/** What an address may ask of it: to show what was said earlier, to put a link into the reply. */
export function readSheetWishes({ upto, insert }: Record<string, unknown>): SheetWishes {
  return {
    ...(typeof upto === "string" && /^\d{1,9}$/.test(upto) ? { upTo: Number(upto) } : {}),
    ...(typeof insert === "string" ? { insert } : {}),
  };
}

export async function sheetOf(ctx: Context, by: Person, ticket: FoundTicket, wishes: SheetWishes = {}): Promise<Sheet> {
  const { upTo, overtakenAt } = wishes;
  const [people, categories, thread] = [
    await staff(ctx),
    await listCategories(ctx, by),
    await threadOf(ctx, by, ticket, {
      ...(upTo === undefined ? {} : { upTo }),
      ...(overtakenAt === undefined ? {} : { seen: overtakenAt }),
    }),
  ];
  const queues = await listQueues(ctx);
  const works = await worksOn(ctx, by, ticket);
  const acts = works && ticket.status !== "merged";
  const question = await questionOf(ctx, ticket);
  const answers = await likelyAnswers(ctx, by, question, wishes.back ?? addressOf(ticket));
  const inserted = answers.find(({ slug }) => slug === wishes.insert)?.link ?? "";
  return {
    ...headOf(ticket, wishes.back),
    ...rightsOf(by, ticket, works),
    bouncedSince: (await unreachable(ctx, ticket.requesterId))?.since ?? null,
    isElsewhere: !works,
    queue: queues.length < 2 ? null : ticket.queueName,
    label: await labelLine(ctx, ticket),
    endsAt: await endsAt(ctx, ticket),
    assignment: assignmentForm(by, ticket, people),
    triage: triageForm(ticket, categories, queues),
    links: await listLinks(ctx, by, ticket),
    ...(await orderPieces(ctx, by, ticket, question, works)),
    tags: await tagsPiece(ctx, ticket),
    ladder: onlyIf(acts, await ladderPiece(ctx, by, ticket), ["canAcknowledge", "canEscalate", "canHalt"]),
    confidence: onlyIf(acts, confidencePiece(by, ticket, people), ["canConfide", "canSetAside"]),
    incident: onlyIf(acts, await incidentPiece(ctx, by, ticket), ["canManage"]),
    held: heldPiece(by, ticket, works),
    clocks: await clockLines(ctx, by, ticket.id),
    fields: { answers: await answerLines(ctx, by, ticket) },
    fill: await fillForm(ctx, ticket),
    told: await toldPiece(ctx, by, ticket),
    tried: await triedLines(ctx, ticket),
    thread,
    answers,
    knowledge: await knowledgePiece(ctx, by, ticket),
    history: await historyLines(ctx, ticket, people, categories, queues),
    undelivered: await undelivered(ctx, nameOf(ticket)),
    macros: (await listMacros(ctx)).map(({ id, title }) => ({ id, title })),
    macro: wishes.macro ?? null,
    ...(await replyPiece(ctx, by, ticket, wishes, inserted)),
  };
}

function headOf(ticket: FoundTicket, back = addressOf(ticket)) {
  return {
    name: nameOf(ticket),
    subject: ticket.subject,
    address: addressOf(ticket),
    back,
    seq: ticket.seq,
    status:
      ticket.spamAt === null
        ? { name: STATUS_NAMES[ticket.status], tone: STATUS_TONES[ticket.status] }
        : { name: "Spam", tone: "bad" },
    urgency: {
      name: URGENCY_NAMES[ticket.urgency],
      icon: URGENCY_ICONS[ticket.urgency],
      isHigh: ticket.urgency === "high",
    },
    requester: [ticket.requesterName, ticket.requesterTeam].filter(Boolean).join(", "),
    requesterHref: personAddress(ticket.requesterId),
    requesterName: ticket.requesterName.split(" ")[0] ?? ticket.requesterName,
    category: ticket.categoryTitle,
    openedAt: ticket.openedAt,
    unansweredSince: ticket.unansweredSince,
    isResolved: ticket.status === "resolved",
  };
}

async function tagsPiece(ctx: Context, ticket: FoundTicket): Promise<Sheet["tags"]> {
  const tags = await listTags(ctx, ticket);
  return {
    now: tags.map((name) => ({ name, href: deskAddress({ tag: name }) })),
    typed: tags.join(", "),
    offered: await offeredTags(ctx),
  };
}
