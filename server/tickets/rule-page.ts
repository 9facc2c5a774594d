import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { staff } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { listFields } from "./fields.ts";
import { listQueues, openQueues } from "./queues.ts";
import type { Rule } from "./rule.ts";
import type { RuleRead, RuleTyped } from "./rule-forms.ts";
import { type RuleRehearsal, rehearseRule } from "./rule-rehearsing.ts";
import { findRule, type KeptRule, listRules } from "./rules.ts";
import { canSee } from "./ticket.ts";
import { URGENCY_NAMES, WAY_NAMES } from "./words.ts";

type RulesPage = {
  title: string;
  rules: { name: string; href: string; isOn: boolean; isFor: string; gives: string }[];
};
export const rulesView = view<RulesPage>("tickets/rules", "staff");

export async function rulesPage(ctx: Context, by: Person): Promise<RulesPage> {
  const queues = new Map((await listQueues(ctx)).map(({ id, name }) => [id, name]));
  const titles = new Map((await listCategories(ctx, by)).map(({ slug, title }) => [slug, title]));
  return {
    title: "Assignment rules",
    rules: (await listRules(ctx)).map(({ id, enabledAt, rule }) => ({
      name: rule.name,
      href: `/admin/rules/${id}`,
      isOn: enabledAt !== null,
      isFor: forInWords(rule, queues, titles),
      gives: WAY_NAMES[rule.way],
    })),
  };
}

function forInWords(rule: Rule, queues: Map<number, string>, titles: Map<string, string>): string {
  const parts = [
    rule.queue === null ? "" : `in ${queues.get(rule.queue) ?? "a queue that is gone"}`,
    rule.categories.length === 0 ? "" : `about ${rule.categories.map((slug) => titles.get(slug) ?? slug).join(" or ")}`,
    ...rule.urgencies.map((urgency) => `of ${URGENCY_NAMES[urgency].toLowerCase()} urgency`),
    rule.team === null ? "" : `from the team ${rule.team}`,
    rule.answer === null ? "" : `with “${rule.answer.value}” in a field`,
  ].filter(Boolean);
  return parts.length === 0 ? "Every new ticket" : `New tickets ${parts.join(", ")}`;
}

type RulePage = {
  title: string;
  action: string;
  version: number;
  draft: Draft;
  queues: Option[];
  urgencies: Option[];
  ways: Option[];
  /** None where no category asks for any. */
  fields: Option[];
  categories: { slug: string; title: string; isHere: boolean }[];
  /** Null for a new one: it is saved before it is seen what it would do. */
  existing: { isOn: boolean; rehearsal: RuleRehearsal } | null;
};
export const ruleView = view<RulePage>("tickets/rule", "staff");

export async function rulePage(ctx: Context, by: Person, id: number | null, read?: RuleRead): Promise<RulePage> {
  const kept = id === null ? null : await findRule(ctx, id);
  const here = read?.categories ?? kept?.rule.categories ?? [];
  const errors = read?.ok === false ? read.errors : {};
  return {
    title: kept?.rule.name ?? "New rule",
    action: id === null ? "/admin/rules" : `/admin/rules/${id}`,
    version: kept?.version ?? 0,
    draft: { ...blankDraft(read?.typed ?? (await typedNow(ctx, kept))), errors },
    queues: [
      { value: "", label: "Any queue" },
      ...(await openQueues(ctx)).map((queue) => ({ value: String(queue.id), label: queue.name })),
    ],
    urgencies: [
      { value: "", label: "Any urgency" },
      ...Object.entries(URGENCY_NAMES).map(([value, label]) => ({ value, label })),
    ],
    fields: await fieldOptions(ctx),
    ways: Object.entries(WAY_NAMES).map(([value, label]) => ({ value, label })),
    categories: (await listCategories(ctx, by)).map(({ slug, title }) => ({
      slug,
      title,
      isHere: here.includes(slug),
    })),
    existing: kept && {
      isOn: kept.enabledAt !== null,
      rehearsal: await rehearseRule(ctx, kept, await listRules(ctx), (ticket) => canSee(by, ticket)),
    },
  };
}

async function fieldOptions(ctx: Context): Promise<Option[]> {
  const fields = (await listFields(ctx)).filter(({ retiredAt }) => retiredAt === null);
  if (fields.length === 0) return [];
  return [{ value: "", label: "Any" }, ...fields.map(({ id, label }) => ({ value: String(id), label }))];
}

async function typedNow(ctx: Context, kept: KeptRule | null): Promise<RuleTyped> {
  if (kept === null)
    return {
      name: "",
      position: "1",
      queue: "",
      urgency: "",
      team: "",
      field: "",
      value: "",
      way: "in turn",
      people: "",
    };
  const { rule, position } = kept;
  const people = (await staff(ctx)).filter(({ id }) => rule.people.includes(id));
  return {
    name: rule.name,
    position: String(position),
    queue: String(rule.queue ?? ""),
    urgency: rule.urgencies[0] ?? "",
    team: rule.team ?? "",
    field: String(rule.answer?.fieldId ?? ""),
    value: rule.answer?.value ?? "",
    way: rule.way,
    people: people.map(({ email }) => email).join("\n"),
  };
}
