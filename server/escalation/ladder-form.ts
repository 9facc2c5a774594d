import { z } from "zod";
import { line, wholeNumber } from "#server/http/form.ts";
import { readMinutes, writeMinutes } from "./duration-text.ts";
import { readBy, readCategories } from "./forms.ts";
import { GROUPS, type Ladder, type Step } from "./ladder.ts";

export const MOST_STEPS = 8;
const PLACES = Array.from({ length: MOST_STEPS }, (_, place) => place);

const choice = z.string().max(20);
const needed = (what: string) =>
  readBy((text: string) => {
    const read = readMinutes(text);
    return read.ok && read.value === null ? { ok: false as const, sentence: `${what} is missing.` } : read;
  });

/** The fields of one step; a step without a name is not there. */
export const stepFields = (place: number) => ({
  name: `name-${place}`,
  after: `after-${place}`,
  counts: `counts-${place}`,
  person: `person-${place}`,
  rota: `rota-${place}`,
  only: `only-${place}`,
  raises: `raises-${place}`,
  assigns: `assigns-${place}`,
  group: (group: string) => `${group}-${place}`,
});

const stepShape = (place: number) => {
  const fields = stepFields(place);
  return {
    [fields.name]: line("The name of the step", 40, 0),
    [fields.after]: readBy(readDelay),
    ...Object.fromEntries(
      [
        fields.counts,
        fields.person,
        fields.rota,
        fields.only,
        fields.raises,
        fields.assigns,
        ...GROUPS.map(fields.group),
      ].map((name) => [name, choice]),
    ),
  };
};

/** A step may follow at once: "0". */
function readDelay(text: string) {
  return text.trim() === "0" ? { ok: true as const, value: 0 } : readMinutes(text);
}

export const ladderForm = z.object({
  name: line("The name", 80),
  position: wholeNumber("The place in the order", 1, 10_000),
  enabled: choice,
  categories: readBy(readCategories),
  repeat: wholeNumber("The number of repetitions", 0, 5),
  again: needed("The time before it begins again"),
  ack: needed("How long it is enough to have seen it"),
  ...(Object.assign({}, ...PLACES.map(stepShape)) as Record<string, z.ZodType<unknown, string>>),
});

type Typed = Record<string, unknown>;
type Read = { ok: true; ladder: Ladder } | { ok: false; errors: Record<string, string> };

/** A ladder as the form holds it, or what is wrong with its steps. */
export function ladderTyped(typed: Typed): Read {
  const errors: Record<string, string> = {};
  const steps: Step[] = [];
  for (const place of PLACES) {
    const fields = stepFields(place);
    if (typed[fields.name] === "") continue;
    const step = readStep(typed, place);
    if (step.afterMinutes === null) errors[fields.after] = `Say after how long ${step.name} is told.`;
    else if (steps.length > 0 && step.afterMinutes < 1)
      errors[fields.after] = "Only the first step may follow at once.";
    else if (step.groups.length + step.people.length + step.rotas.length === 0)
      errors[fields.name] = `Say whom ${step.name} tells.`;
    else steps.push({ ...step, afterMinutes: step.afterMinutes });
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  if (steps.length === 0) return { ok: false, errors: { "name-0": "A ladder needs at least one step with a name." } };
  return { ok: true, ladder: { ...headOf(typed), steps } };
}

function headOf(typed: Typed): Omit<Ladder, "steps"> {
  return {
    name: String(typed.name),
    position: Number(typed.position),
    isEnabled: typed.enabled === "yes",
    categories: typed.categories as string[],
    repeat: Number(typed.repeat),
    repeatAfterMinutes: Number(typed.again),
    ackMinutes: Number(typed.ack),
  };
}

function readStep(typed: Typed, place: number): Omit<Step, "afterMinutes"> & { afterMinutes: number | null } {
  const fields = stepFields(place);
  const [person, rota] = [Number(typed[fields.person]), Number(typed[fields.rota])];
  const isId = (id: number) => Number.isSafeInteger(id) && id > 0;
  return {
    name: String(typed[fields.name]),
    afterMinutes: typed[fields.after] as number | null,
    counts: typed[fields.counts] === "calendar" ? "calendar" : "business",
    groups: GROUPS.filter((group) => typed[fields.group(group)] === "yes"),
    people: isId(person) ? [person] : [],
    rotas: isId(rota) ? [rota] : [],
    onlyPriorities: typed[fields.only] === "high" ? ["high"] : [],
    raises: typed[fields.raises] === "yes",
    assigns: typed[fields.assigns] === "yes",
  };
}

/** A ladder as it is typed into the form. */
export function typedLadder(ladder: Ladder | null): Record<string, string> {
  const typed: Record<string, string> = {
    name: ladder?.name ?? "",
    position: String(ladder?.position ?? 10),
    enabled: ladder && !ladder.isEnabled ? "no" : "yes",
    categories: ladder?.categories.join(", ") ?? "",
    repeat: String(ladder?.repeat ?? 0),
    again: writeMinutes(ladder?.repeatAfterMinutes ?? 120),
    ack: writeMinutes(ladder?.ackMinutes ?? 240),
  };
  for (const place of PLACES) Object.assign(typed, typedStep(ladder?.steps[place], place));
  return typed;
}

function typedStep(step: Step | undefined, place: number): Record<string, string> {
  const fields = stepFields(place);
  const yes = (is: boolean | undefined) => (is ? "yes" : "");
  return {
    [fields.name]: step?.name ?? "",
    [fields.after]: step ? writeMinutes(step.afterMinutes) || "0" : "",
    [fields.counts]: step?.counts ?? "business",
    [fields.person]: String(step?.people[0] ?? ""),
    [fields.rota]: String(step?.rotas[0] ?? ""),
    [fields.only]: step?.onlyPriorities.length ? "high" : "",
    [fields.raises]: yes(step?.raises),
    [fields.assigns]: yes(step?.assigns),
    ...Object.fromEntries(GROUPS.map((group) => [fields.group(group), yes(step?.groups.includes(group))])),
  };
}
