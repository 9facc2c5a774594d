import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { staff } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { writeMinutes } from "./duration-text.ts";
import { CLASS_NAMES, CLASSES, GROUPS, type Group, type Step } from "./ladder.ts";
import { listLadders, newestLadder } from "./ladder-editing.ts";
import { MOST_STEPS, typedLadder } from "./ladder-form.ts";
import { countBefore } from "./ladder-moving.ts";
import { END_CHOICES, endOf, forWhat, onlyOf, PRIORITY_CHOICES, SINCE_CHOICES } from "./ladder-words.ts";
import { listRotas } from "./rotas.ts";
import { writeShare } from "./share-text.ts";
import { stepFields } from "./step-form.ts";

const firstUp = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

const GROUP_NAMES: Record<Group, string> = {
  assignee: "who has it, else those who answer",
  queue: "who works in its queue",
  leads: "who leads its queue",
  agents: "everybody who answers",
  managers: "those who lead",
  admins: "admins",
  watchers: "who watches it",
};

type LaddersPage = {
  title: string;
  ladders: {
    name: string;
    href: string;
    isEnabled: boolean;
    for: string;
    version: number;
    steps: { name: string; when: string; who: string; only: string }[];
    end: string;
  }[];
};
export const laddersView = view<LaddersPage>("escalation/ladders", "staff");

export async function laddersPage(ctx: Context): Promise<LaddersPage> {
  const queues = new Map((await ctx.ladderOffers(ctx)).queues.map(({ id, name }) => [id, name]));
  const names = await namesOf(ctx);
  const rotas = await rotaNames(ctx);
  return {
    title: "Ladders",
    ladders: (await listLadders(ctx)).map(({ id, no, ladder }) => ({
      name: ladder.name,
      href: `/admin/ladders/${id}`,
      isEnabled: ladder.isEnabled,
      for: forWhat(ladder, queues),
      version: no,
      steps: ladder.steps.map((step) => ({
        name: step.name,
        when: whenOf(step),
        who: whoOf(step, names, rotas),
        only: onlyOf(step),
      })),
      end: endOf(ladder),
    })),
  };
}

const namesOf = async (ctx: Context) => new Map((await staff(ctx)).map(({ id, name }) => [id, name]));

function whenOf({ afterMinutes, counts, at }: Step): string {
  if (at) return `${at.minutes === 0 ? "at" : ""} ${writeShare(at)} of the ${at.promise}`.trim();
  if (afterMinutes === 0) return "at once";
  return `after ${writeMinutes(afterMinutes)}${counts === "calendar" ? ", around the clock" : " of open time"}`;
}

const rotaNames = async (ctx: Context) => new Map((await listRotas(ctx)).map(({ id, rota }) => [id, rota.name]));

const whoOf = (
  { groups, people, rotas, nextRotas, webhooks }: Step,
  names: Map<number, string>,
  rotaNames: Map<number, string>,
): string =>
  [
    ...groups.map((group) => GROUP_NAMES[group]),
    ...rotas.map((id) => `on call in ${rotaNames.get(id) ?? "a rota that is gone"}`),
    ...nextRotas.map((id) => `next in ${rotaNames.get(id) ?? "a rota that is gone"}`),
    ...(webhooks.length > 0 ? ["a webhook"] : []),
    ...people.map((id) => names.get(id) ?? "somebody who left"),
  ].join(", ");

type StepPart = {
  number: number;
  fields: Omit<ReturnType<typeof stepFields>, "group">;
  groups: { name: string; label: string }[];
};
type LadderPage = {
  title: string;
  action: string;
  draft: Draft;
  /** Those with a name, and one to add; the others wait folded away. */
  steps: StepPart[];
  more: StepPart[];
  people: Option[];
  rotas: Option[];
  queues: Option[];
  sinces: Option[];
  ends: Option[];
  classes: Option[];
  priorities: Option[];
  webhooks: Option[];
  /** How many run by an older version, and where they can be moved; null for a new ladder. */
  older: { count: number; href: string } | null;
  versions: { no: number; at: number; by: string }[];
};
export const ladderView = view<LadderPage>("escalation/ladder", "staff");

export async function ladderPage(ctx: Context, id: number | null, draft?: Draft): Promise<LadderPage> {
  const now = id === null ? null : await newestLadder(ctx, id);
  const shown = draft ?? blankDraft(typedLadder(now?.ladder ?? null));
  const parts = Array.from({ length: MOST_STEPS }, (_, place) => stepPart(place));
  const shownSteps = Math.max(2, parts.findLastIndex(({ fields }) => shown.values[fields.name] !== "") + 2);
  const { queues, webhooks } = await ctx.ladderOffers(ctx);
  const people = [...(await namesOf(ctx))].map(([id, name]) => ({ value: String(id), label: name }));
  return {
    title: now?.ladder.name ?? "New ladder",
    action: now ? `/admin/ladders/${now.id}` : "/admin/ladders",
    draft: shown,
    steps: parts.slice(0, shownSteps),
    more: parts.slice(shownSteps),
    people: [{ value: "", label: "nobody by name" }, ...people],
    rotas: [
      { value: "", label: "no rota" },
      ...[...(await rotaNames(ctx))].map(([id, name]) => ({ value: String(id), label: name })),
    ],
    queues: [{ value: "", label: "any queue" }, ...queues.map(optionOf)],
    sinces: SINCE_CHOICES,
    ends: END_CHOICES,
    classes: [
      { value: "", label: "Anything" },
      ...CLASSES.map((one) => ({ value: one, label: firstUp(CLASS_NAMES[one]) })),
    ],
    priorities: PRIORITY_CHOICES,
    webhooks: [{ value: "", label: "no webhook" }, ...webhooks.map(optionOf)],
    older: now && { count: await countBefore(ctx, now.id, now.no), href: `/admin/ladders/${now.id}/running` },
    versions: (now?.versions ?? []).map(({ no, made_at, by }) => ({ no, at: made_at, by: by ?? "The portal" })),
  };
}

const optionOf = ({ id, name }: { id: number; name: string }): Option => ({ value: String(id), label: name });

function stepPart(place: number): StepPart {
  const { group, ...fields } = stepFields(place);
  return {
    number: place + 1,
    fields,
    groups: GROUPS.map((one) => ({ name: group(one), label: GROUP_NAMES[one] })),
  };
}
