import { deedsBefore } from "#server/audit/reading.ts";
import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { languageOptions, zoneOptions } from "#server/http/zones.ts";
import { trippedBrakes } from "#server/notifications/brakes.ts";
import { mailTrouble, type Trouble } from "#server/notifications/channel.ts";
import { type Destination, troubledDomains } from "#server/notifications/destinations.ts";
import { heldMessages, heldSince } from "#server/notifications/holding.ts";
import { type MailboxHealth, mailboxesHealth } from "#server/notifications/mailboxes.ts";
import { outboxHealth, outboxTrouble } from "#server/notifications/trouble.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { examine, type Finding } from "./health.ts";

type SettingsDraft = Draft<"organisation" | "timeZone" | "language">;
type OverviewPage = {
  /** Null unless a restored portal holds its mail; else how many messages came with the backup. */
  held: number | null;
  title: string;
  findings: Finding[];
  draft: SettingsDraft;
  zones: Option[];
  languages: Option[];
};
export const overviewView = view<OverviewPage>("admin/overview", "staff");

export async function overviewPage(ctx: Context, draft?: SettingsDraft): Promise<OverviewPage> {
  const rank = ["broken", "worth a look", "fine"];
  const findings = (await examine(ctx)).sort((a, b) => rank.indexOf(a.state) - rank.indexOf(b.state));
  const { organisation, timeZone, language } = await readSettings(ctx);
  return {
    title: "Settings",
    held: (await heldSince(ctx)) === null ? null : await heldMessages(ctx),
    findings,
    draft: draft ?? blankDraft({ organisation, timeZone, language }),
    zones: zoneOptions(timeZone),
    languages: languageOptions(ctx.clock.now()),
  };
}

type MailPage = {
  title: string;
  isSetUp: boolean;
  waiting: number;
  failed: number;
  oldest: number | null;
  messages: Awaited<ReturnType<typeof outboxTrouble>>;
  /** The mail server cannot be reached. */
  trouble: Trouble | null;
  domains: Destination[];
  mailboxes: MailboxHealth[];
  brakes: Awaited<ReturnType<typeof trippedBrakes>>;
};
export const mailView = view<MailPage>("admin/mail", "staff");

export async function mailPage(ctx: Context): Promise<MailPage> {
  const health = await outboxHealth(ctx);
  return {
    title: "Mail",
    isSetUp: ctx.mailer !== null,
    ...health,
    messages: await outboxTrouble(ctx),
    trouble: await mailTrouble(ctx),
    domains: await troubledDomains(ctx),
    mailboxes: await mailboxesHealth(ctx),
    brakes: await trippedBrakes(ctx),
  };
}

type AuditPage = {
  title: string;
  deeds: {
    seq: number;
    at: number;
    who: string;
    action: string;
    object: { name: string; href: string | null };
    data: string;
  }[];
  nextBefore: number | null;
};
export const auditView = view<AuditPage>("admin/audit", "staff");

const PER_PAGE = 50;

export async function auditPage(ctx: Context, before: number): Promise<AuditPage> {
  const entries = await deedsBefore(ctx, before, PER_PAGE);
  const ids = [...new Set(entries.flatMap(({ actor_id, object }) => [actor_id ?? 0, personIn(object)]))];
  const names = new Map(
    await Promise.all(ids.map(async (id) => [id, (await findPerson(ctx, id))?.name ?? `person ${id}`] as const)),
  );
  return {
    title: "Audit trail",
    deeds: entries.map(({ seq, at, actor_id, actor_kind, action, object, data }) => ({
      seq,
      at,
      action,
      object: objectIn(object, names),
      data: data === "{}" ? "" : data,
      who: actor_id === null ? actor_kind : (names.get(actor_id) ?? ""),
    })),
    nextBefore: entries.length === PER_PAGE ? (entries.at(-1)?.seq ?? null) : null,
  };
}

/** The trail refers to people by number; names belong to the page that shows it. */
const personIn = (object: string) => Number(/^person (\d{1,15})$/.exec(object)?.[1] ?? 0);

function objectIn(object: string, names: Map<number, string>) {
  const id = personIn(object);
  return id > 0
    ? { name: names.get(id) ?? object, href: `/admin/people/${id}` }
    : { name: object, href: /^T-\d+$/.test(object) ? `/tickets/${object.slice(2)}` : null };
}
