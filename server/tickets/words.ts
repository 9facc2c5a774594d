import { METRIC_NAMES } from "#server/escalation/policy.ts";
import type { Corrected, TicketEvent, Triaged } from "./history.ts";
import { importedDeed } from "./imported-history.ts";
import { intakeDeed } from "./intake-history.ts";
import { ladderDeed } from "./ladder-history.ts";
import { orderDeed } from "./order-history.ts";
import type { Way } from "./rule.ts";
import type { Label, Status, Urgency } from "./ticket.ts";

/** Our words for people. One idea, one word, everywhere. */

export const STATUS_NAMES: Record<Status, string> = {
  new: "New",
  open: "Open",
  waiting: "Waiting",
  "on-hold": "On hold",
  resolved: "Resolved",
  merged: "Merged",
};

export const STATUS_TONES: Record<Status, string> = {
  new: "info",
  open: "accent",
  waiting: "warn",
  "on-hold": "",
  resolved: "good",
  merged: "",
};

export const URGENCY_NAMES: Record<Urgency, string> = { low: "Low", normal: "Normal", high: "High" };

export const WAY_NAMES: Record<Way, string> = {
  "in turn": "Everybody in turn",
  "who has least": "Who has least to do",
};

export const URGENCY_ICONS: Record<Urgency, string> = { low: "down", normal: "minus", high: "up" };

/** The same for who asked: what it means to them, not to those who answer. */
export type Standing = { name: string; tone: string; icon: string };
export const OWN_STATUS: Record<Status, Standing> = {
  new: { name: "Sent", tone: "info", icon: "clock" },
  open: { name: "Open", tone: "accent", icon: "clock" },
  waiting: { name: "Waiting for you", tone: "warn", icon: "reply" },
  "on-hold": { name: "Open", tone: "accent", icon: "clock" },
  resolved: { name: "Solved", tone: "good", icon: "check" },
  merged: { name: "Joined", tone: "", icon: "link" },
};

export const ownStatus = ({ status, spamAt }: { status: Status; spamAt: number | null }): Standing =>
  spamAt === null ? OWN_STATUS[status] : { name: "Set aside", tone: "", icon: "cross" };

/** How a requester is told where their question stands. */
type Stands = { status: Status; assigneeName: string | null; firstReplyAt: number | null; spamAt: number | null };
export function standing(ticket: Stands): string {
  if (ticket.spamAt !== null) return "It was set aside and is not being worked on. If that is wrong, ask again.";
  const who = ticket.assigneeName ?? "The support team";
  if (ticket.status === "resolved") return "Solved. A reply opens it again.";
  if (ticket.status === "waiting") return `${who} is waiting for your answer.`;
  if (ticket.assigneeName !== null) return `${who} has it.`;
  return ticket.firstReplyAt === null
    ? "It is with the support team. Nobody has answered yet."
    : "It is with the support team.";
}

export const LABEL_NAMES: Record<Label, string> = {
  basic: "Basic, and an article answers it",
  "basic-uncovered": "Basic, but no article answers it yet",
  "not-basic": "Not basic",
};

const SOURCE_NAMES = { rule: "the rule for what nobody labelled", classifier: "the labels of similar questions" };

/** What stands behind the ids in a history. */
export type Names = {
  person: (id: number) => string;
  category: (slug: string) => string;
  queue: (id: number) => string;
  day: (at: number) => string;
};

/** One line of the history, to be read after the name of who did it. */
export function deedOf(event: TicketEvent, names: Names): string {
  switch (event.kind) {
    case "opened":
      return event.data.byStaff ? "opened it for who asks" : "asked";
    case "asked":
      return "replied";
    case "thanked":
      return "said thanks";
    case "answered":
      return event.data.waits ? "answered and waits for the requester" : "answered";
    case "noted":
      return event.data.mentions === undefined
        ? "added a note"
        : `added a note and asked ${event.data.mentions.map(names.person).join(" and ")} in`;
    case "autoreplied":
      return "sent an automatic answer";
    case "assigned":
      return event.data.to === null
        ? "released it"
        : `gave it to ${names.person(event.data.to)}${byRule(event.data.rule)}`;
    case "triaged":
      return `set ${changesOf(event.data, names)}${byRule(event.data.rule)}`;
    case "reminded":
      return "reminded the requester that an answer is awaited";
    case "resolved":
      if (event.data.rule) return "resolved it, because no answer came";
      return event.data.label === null
        ? "said it is solved"
        : `resolved it: ${verdictOf(event.data.label, event.data.article)}${correctionIn(event.data)}`;
    case "labelled":
      return `labelled it${event.data.source ? `, by ${SOURCE_NAMES[event.data.source]}` : ""}: ${verdictOf(event.data.label, event.data.article)}${correctionIn(event.data)}`;
    case "linked":
      return `linked it: ${event.data.words.toLowerCase()} ${event.data.other}`;
    case "unlinked":
      return `took a link away: ${event.data.words.toLowerCase()} ${event.data.other}`;
    case "tagged":
      return [
        event.data.added.length > 0 ? `added ${tagsInWords(event.data.added)}` : "",
        event.data.removed.length > 0 ? `took away ${tagsInWords(event.data.removed)}` : "",
      ]
        .filter(Boolean)
        .join(" and ");
    case "reopened":
      return "opened it again";
    case "drafted":
      return "began an article with it";
    case "became":
      return `made an article of it: ${event.data.article}`;
    case "followed":
      return event.data.ended
        ? `ended the runbook “${event.data.runbook}” after ${event.data.ended.done} of ${event.data.ended.steps} steps`
        : `began the runbook “${event.data.runbook}”`;
    case "ticked":
      return `${event.data.isDone ? "did" : "took back"} step ${event.data.step}: ${event.data.text}`;
    case "acknowledged":
    case "escalated":
    case "unreached":
    case "halted":
    case "unhalted":
      return ladderDeed(event, names);
    case "waived":
      return `excused the late ${METRIC_NAMES[event.data.metric].toLowerCase()}: ${event.data.reason}`;
    case "brought":
    case "started":
      return importedDeed(event);
    case "joined":
    case "left":
    case "watched":
    case "unwatched":
    case "snoozed":
    case "woke":
    case "merged":
    case "unmerged":
    case "took":
    case "gaveBack":
    case "split":
    case "splitOff":
    case "rejoined":
      return orderDeed(event, names);
    default:
      return intakeDeed(event, names);
  }
}

const byRule = (rule: string | undefined) => (rule === undefined ? "" : ` by the rule “${rule}”`);

const tagsInWords = (tags: string[]) => `the ${tags.length === 1 ? "tag" : "tags"} ${tags.join(", ")}`;

const verdictOf = (label: Label, article: string | null) =>
  `${LABEL_NAMES[label].toLowerCase()}${article ? ` (${article})` : ""}`;

const correctionIn = ({ was, reason = "" }: Corrected) =>
  was ? ` instead of ${LABEL_NAMES[was].toLowerCase()}, after the label was frozen: ${reason}` : "";

function changesOf({ status, urgency, category, queue }: Triaged, names: Names) {
  const changes = [
    status ? `the status to ${STATUS_NAMES[status].toLowerCase()}` : "",
    urgency ? `the urgency to ${URGENCY_NAMES[urgency].toLowerCase()}` : "",
    category === undefined ? "" : category === null ? "no category" : `the category to ${names.category(category)}`,
    queue === undefined ? "" : `the queue to ${names.queue(queue)}`,
  ];
  return changes.filter(Boolean).join(" and ");
}
