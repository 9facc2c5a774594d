import type { Person, Role } from "./person.ts";

/** "own": only what is one's own. "open": a visitor, where the knowledge is open to everyone. */
type Grant = "any" | "own" | "open";
type Grants = Partial<Record<Role | "visitor", Grant>>;

const EVERYONE = { visitor: "any", requester: "any", agent: "any", manager: "any", admin: "any" } as const;
const READERS = { visitor: "open", requester: "any", agent: "any", manager: "any", admin: "any" } as const;
const SIGNED_IN = { requester: "any", agent: "any", manager: "any", admin: "any" } as const;
const STAFF = { agent: "any", manager: "any", admin: "any" } as const;
const OWN_OR_STAFF = { requester: "own", ...STAFF } as const;
const MANAGERS = { manager: "any", admin: "any" } as const;
const ADMINS = { admin: "any" } as const;

/** Who may do what: the one table that pages, buttons, actions and the tests ask. */
export const PERMISSIONS = {
  "portal.enter": EVERYONE,
  "portal.health": EVERYONE,
  "home.see": READERS,
  "knowledge.read": READERS,
  "knowledge.search": READERS,
  "knowledge.feedback": SIGNED_IN,
  "knowledge.read-staff": STAFF,
  "knowledge.write": STAFF,
  "knowledge.publish": STAFF,
  "knowledge.verify": STAFF,
  "knowledge.manage": ADMINS,
  "knowledge.subscribe": SIGNED_IN,
  "announcement.write": MANAGERS,
  "ticket.open": SIGNED_IN,
  "ticket.open-for": STAFF,
  "ticket.see": OWN_OR_STAFF,
  "ticket.reply": OWN_OR_STAFF,
  "ticket.note": STAFF,
  "ticket.assign": STAFF,
  "ticket.triage": STAFF,
  "ticket.merge": STAFF,
  "ticket.resolve": OWN_OR_STAFF,
  "ticket.reopen": OWN_OR_STAFF,
  "ticket.export": { requester: "own", ...MANAGERS },
  "people.look": STAFF,
  "field.manage": ADMINS,
  "ticket.edit": OWN_OR_STAFF,
  "ticket.redact": ADMINS,
  "incident.manage": STAFF,
  "ticket.confide": STAFF,
  "ticket.break-glass": ADMINS,
  "ticket.spam": STAFF,
  "ticket.label": STAFF,
  "ticket.acknowledge": STAFF,
  "ticket.escalate": STAFF,
  "ticket.mute": STAFF,
  "ladder.hold": STAFF,
  "ladder.release": MANAGERS,
  "clock.waive": MANAGERS,
  "desk.see": STAFF,
  "mail.sort": STAFF,
  "queue.manage": ADMINS,
  "queue.oversee": MANAGERS,
  "queue.staff": { manager: "own", admin: "any" },
  "runbook.follow": STAFF,
  "drill.play": STAFF,
  "drill.run": MANAGERS,
  "macro.use": STAFF,
  "macro.write": STAFF,
  "report.see": MANAGERS,
  "report.goal": MANAGERS,
  "account.manage": SIGNED_IN,
  "notice.see": SIGNED_IN,
  "people.manage": ADMINS,
  "portal.manage": ADMINS,
} satisfies Record<string, Grants>;

export type Action = keyof typeof PERMISSIONS;

const grantOf = (person: Person | null, action: Action): Grant | undefined => {
  const grants: Grants = PERMISSIONS[action];
  return grants[person?.role ?? "visitor"];
};

/** May they do it to this thing? `isOwn` says whether it is theirs. */
export function can(person: Person | null, action: Action, isOwn = false): boolean {
  const grant = grantOf(person, action);
  return grant === "any" || (grant === "own" && isOwn);
}

/** May they come to the door at all? What lies behind is asked again, thing by thing. */
export function mayEnter(person: Person | null, action: Action, isKnowledgeOpen: boolean): boolean {
  const grant = grantOf(person, action);
  return grant === "open" ? isKnowledgeOpen : grant !== undefined;
}

/** Lists are narrowed to one's own by the query itself, so that what may not be seen is never fetched. */
export function onlyOwn(person: Person, action: Action): boolean {
  return grantOf(person, action) !== "any";
}
