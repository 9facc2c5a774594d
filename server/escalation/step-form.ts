import { z } from "zod";
import { line } from "#server/http/form.ts";
import { readMinutes, writeMinutes } from "./duration-text.ts";
import { readBy, readCategories } from "./forms.ts";
import { CLASSES, GROUPS, PROMISES, type Step } from "./ladder.ts";
import { PRIORITIES } from "./policy.ts";
import { readShare, type Share, writeShare } from "./share-text.ts";

/** The fields of one step; a step without a name is not there. */
export const stepFields = (place: number) => ({
  name: `name-${place}`,
  by: `by-${place}`,
  after: `after-${place}`,
  share: `share-${place}`,
  counts: `counts-${place}`,
  person: `person-${place}`,
  rota: `rota-${place}`,
  next: `next-${place}`,
  hook: `hook-${place}`,
  only: `only-${place}`,
  onlyCategories: `only-categories-${place}`,
  onlyTags: `only-tags-${place}`,
  onlyTeams: `only-teams-${place}`,
  onlyQueue: `only-queue-${place}`,
  onlyClass: `only-class-${place}`,
  raises: `raises-${place}`,
  assigns: `assigns-${place}`,
  moves: `moves-${place}`,
  watches: `watches-${place}`,
  note: `note-${place}`,
  group: (group: string) => `${group}-${place}`,
});

const choice = z.string().max(20);

export const stepShape = (place: number) => {
  const fields = stepFields(place);
  const { person, rota, next, hook, by, counts, only, onlyQueue, onlyClass, raises, assigns, moves, watches } = fields;
  const choices = [person, rota, next, hook, by, counts, only, onlyQueue, onlyClass, raises, assigns, moves, watches];
  return {
    [fields.name]: line("The name of the step", 40, 0),
    [fields.after]: readBy(readDelay),
    [fields.share]: readBy(readShare),
    [fields.note]: line("The note", 300, 0),
    [fields.onlyCategories]: readBy(readCategories),
    [fields.onlyTags]: readBy(readTagNames),
    [fields.onlyTeams]: readBy(readNames),
    ...Object.fromEntries([...choices, ...GROUPS.map(fields.group)].map((name) => [name, choice])),
  };
};

/** A step may follow at once: "0". */
function readDelay(text: string) {
  return text.trim() === "0" ? { ok: true as const, value: 0 } : readMinutes(text);
}

/** Several with commas. */
function readNames(text: string) {
  const names = text.split(",").map((one) => one.trim());
  return { ok: true as const, value: names.filter((one) => one !== "") };
}

/** In the way tags are kept: a guard for “Flaky Test” would else never let anything through. */
function readTagNames(text: string) {
  const { value } = readNames(text);
  return { ok: true as const, value: value.map((one) => one.normalize("NFC").toLowerCase().replace(/\s+/g, "-")) };
}

type Typed = Record<string, unknown>;
type Read = { ok: true; step: Step } | { ok: false; errors: Record<string, string> };

/** A step as the form holds it, or what is wrong with it. */
export function readStep(typed: Typed, place: number, isFirst: boolean): Read {
  const fields = stepFields(place);
  const name = String(typed[fields.name]);
  const wrong = (field: string, sentence: string): Read => ({ ok: false, errors: { [field]: sentence } });
  const promise = PROMISES.find((one) => one === typed[fields.by]);
  const share = typed[fields.share] as Share | null;
  const after = typed[fields.after] as number | null;
  if (promise && share === null) return wrong(fields.share, `Say at which share of the time ${name} is told.`);
  if (!promise && after === null) return wrong(fields.after, `Say after how long ${name} is told.`);
  if (!promise && !isFirst && after === 0) return wrong(fields.after, "Only the first step may follow at once.");
  const who = whoIn(typed, place);
  if (Object.values(who).flat().length === 0) return wrong(fields.name, `Say whom ${name} tells.`);
  return {
    ok: true,
    step: {
      name,
      afterMinutes: promise ? 0 : (after as number),
      at: promise && share ? { promise, ...share } : null,
      counts: typed[fields.counts] === "calendar" ? "calendar" : "business",
      ...who,
      ...guardsIn(typed, place),
      ...deedsIn(typed, place),
    },
  };
}

export const idsIn = (given: unknown) => [Number(given)].filter((id) => Number.isSafeInteger(id) && id > 0);

function whoIn(typed: Typed, place: number) {
  const fields = stepFields(place);
  return {
    groups: GROUPS.filter((group) => typed[fields.group(group)] === "yes"),
    people: idsIn(typed[fields.person]),
    rotas: idsIn(typed[fields.rota]),
    nextRotas: idsIn(typed[fields.next]),
    webhooks: idsIn(typed[fields.hook]),
  };
}

function guardsIn(typed: Typed, place: number) {
  const fields = stepFields(place);
  return {
    onlyPriorities: among(PRIORITIES, typed[fields.only]),
    onlyClasses: among(CLASSES, typed[fields.onlyClass]),
    onlyCategories: typed[fields.onlyCategories] as string[],
    onlyTags: typed[fields.onlyTags] as string[],
    onlyTeams: typed[fields.onlyTeams] as string[],
    onlyQueues: idsIn(typed[fields.onlyQueue]),
  };
}

/** Several stand in one option, with a blank between. */
export const among = <Name extends string>(all: readonly Name[], given: unknown): Name[] =>
  all.filter((one) => String(given).split(" ").includes(one));

function deedsIn(typed: Typed, place: number) {
  const fields = stepFields(place);
  return {
    raises: typed[fields.raises] === "yes",
    assigns: typed[fields.assigns] === "yes",
    movesTo: idsIn(typed[fields.moves])[0] ?? null,
    addsWatchers: typed[fields.watches] === "yes",
    note: String(typed[fields.note]),
  };
}

/** A step as it is typed into the form. */
export function typedStep(step: Step | undefined, place: number): Record<string, string> {
  const fields = stepFields(place);
  const yes = (is: boolean | undefined) => (is ? "yes" : "");
  const id = (given: number | null | undefined) => String(given ?? "");
  const names = (given: readonly string[] | undefined) => given?.join(", ") ?? "";
  return {
    [fields.name]: step?.name ?? "",
    [fields.by]: step?.at?.promise ?? "",
    [fields.after]: step && !step.at ? writeMinutes(step.afterMinutes) || "0" : "",
    [fields.share]: step?.at ? writeShare(step.at) : "",
    [fields.counts]: step?.counts ?? "business",
    [fields.person]: id(step?.people[0]),
    [fields.rota]: id(step?.rotas[0]),
    [fields.next]: id(step?.nextRotas[0]),
    [fields.hook]: id(step?.webhooks[0]),
    [fields.only]: step?.onlyPriorities.join(" ") ?? "",
    [fields.onlyClass]: step?.onlyClasses.join(" ") ?? "",
    [fields.onlyCategories]: names(step?.onlyCategories),
    [fields.onlyTags]: names(step?.onlyTags),
    [fields.onlyTeams]: names(step?.onlyTeams),
    [fields.onlyQueue]: id(step?.onlyQueues[0]),
    [fields.raises]: yes(step?.raises),
    [fields.assigns]: yes(step?.assigns),
    [fields.moves]: id(step?.movesTo),
    [fields.watches]: yes(step?.addsWatchers),
    [fields.note]: step?.note ?? "",
    ...Object.fromEntries(GROUPS.map((group) => [fields.group(group), yes(step?.groups.includes(group))])),
  };
}
