import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { listCalendars } from "./calendars.ts";
import { writeMinutes } from "./duration-text.ts";
import { targetField } from "./forms.ts";
import { leavesGaps, listPolicies, newestPolicy } from "./policies.ts";
import { METRIC_NAMES, METRICS, type Policy, PRIORITIES, PRIORITY_NAMES, targetOf } from "./policy.ts";

type Promised = { priority: string; targets: string[] };
type PoliciesPage = {
  title: string;
  metrics: string[];
  policies: {
    name: string;
    href: string;
    isEnabled: boolean;
    for: string;
    calendar: string;
    version: number;
    promised: Promised[];
  }[];
  leavesGaps: boolean;
};
export const policiesView = view<PoliciesPage>("escalation/policies", "staff");

export async function policiesPage(ctx: Context): Promise<PoliciesPage> {
  const calendars = new Map((await listCalendars(ctx)).map(({ id, name }) => [id, name]));
  const policies = await listPolicies(ctx);
  return {
    title: "Service policies",
    metrics: METRICS.map((metric) => METRIC_NAMES[metric]),
    policies: policies.map(({ id, no, policy }) => ({
      name: policy.name,
      href: `/admin/policies/${id}`,
      isEnabled: policy.isEnabled,
      for: policy.categories.length > 0 ? policy.categories.join(", ") : "every question",
      calendar: calendars.get(policy.calendarId) ?? "",
      version: no,
      promised: PRIORITIES.map((priority) => ({
        priority: PRIORITY_NAMES[priority],
        targets: METRICS.map((metric) => {
          const target = targetOf(policy, { priority, category: null }, metric);
          return target ? writeMinutes(target.minutes) : "";
        }),
      })),
    })),
    leavesGaps: leavesGaps(policies),
  };
}

type PolicyPage = {
  title: string;
  action: string;
  draft: Draft;
  calendars: Option[];
  priorities: { name: string; fields: { name: string; label: string }[] }[];
  metrics: { metric: string; name: string }[];
  versions: { no: number; at: number; by: string }[];
  version: number | null;
};
export const policyView = view<PolicyPage>("escalation/policy", "staff");

export async function policyPage(ctx: Context, id: number | null, draft?: Draft): Promise<PolicyPage> {
  const now = id === null ? null : await newestPolicy(ctx, id);
  const calendars = await listCalendars(ctx);
  return {
    title: now?.policy.name ?? "New service policy",
    action: now ? `/admin/policies/${now.id}` : "/admin/policies",
    draft: draft ?? blankDraft(now ? typed(now.policy) : { ...EMPTY, calendar: String(calendars[0]?.id ?? "") }),
    calendars: calendars.map(({ id, name }) => ({ value: String(id), label: name })),
    priorities: PRIORITIES.map((priority) => ({
      name: PRIORITY_NAMES[priority],
      fields: METRICS.map((metric) => ({
        name: targetField(priority, metric),
        label: `${METRIC_NAMES[metric]}, ${PRIORITY_NAMES[priority].toLowerCase()} urgency`,
      })),
    })),
    metrics: METRICS.map((metric) => ({ metric, name: METRIC_NAMES[metric] })),
    versions: (now?.versions ?? []).map(({ no, made_at, by }) => ({ no, at: made_at, by: by ?? "The portal" })),
    version: now?.no ?? null,
  };
}

const PAUSED_AT_FIRST = { first: "no", next: "no", "first-resolution": "yes", "total-resolution": "yes" } as const;

const EMPTY: Record<string, string> = {
  name: "",
  position: "10",
  enabled: "yes",
  categories: "",
  warn: "75",
  ...Object.fromEntries(PRIORITIES.flatMap((priority) => METRICS.map((metric) => [targetField(priority, metric), ""]))),
  ...Object.fromEntries(METRICS.map((metric) => [`counts-${metric}`, "business"])),
  ...Object.fromEntries(METRICS.map((metric) => [`pauses-${metric}`, PAUSED_AT_FIRST[metric]])),
};

/** A policy as it is typed into the form. */
function typed(policy: Policy): Record<string, string> {
  const fields: Record<string, string> = {
    ...EMPTY,
    name: policy.name,
    position: String(policy.position),
    enabled: policy.isEnabled ? "yes" : "no",
    calendar: String(policy.calendarId),
    categories: policy.categories.join(", "),
    warn: String(policy.targets[0]?.warnPercent ?? 75),
  };
  for (const { priority, metric, minutes, counts, pausedBy } of policy.targets) {
    fields[targetField(priority, metric)] = writeMinutes(minutes);
    fields[`counts-${metric}`] = counts;
    fields[`pauses-${metric}`] = pausedBy.length > 0 ? "yes" : "no";
  }
  return fields;
}
