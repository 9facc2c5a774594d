import { z } from "zod";
import { line, wholeNumber } from "#server/http/form.ts";
import { readMinutes, writeMinutes } from "./duration-text.ts";
import { readBy, readCategories } from "./forms.ts";
import { ENDINGS, type Ladder, SINCES, type Step } from "./ladder.ts";
import { PRIORITIES } from "./policy.ts";
import { among, idsIn, readStep, stepFields, stepShape, typedStep } from "./step-form.ts";

export const MOST_STEPS = 8;
const PLACES = Array.from({ length: MOST_STEPS }, (_, place) => place);

const choice = z.string().max(20);
const needed = (what: string) =>
  readBy((text: string) => {
    const read = readMinutes(text);
    return read.ok && read.value === null ? { ok: false as const, sentence: `${what} is missing.` } : read;
  });

export const ladderForm = z.object({
  name: line("The name", 80),
  position: wholeNumber("The place in the order", 1, 10_000),
  enabled: choice,
  categories: readBy(readCategories),
  queue: choice,
  only: choice,
  since: choice,
  repeat: wholeNumber("The number of repetitions", 0, 5),
  from: readBy(readFrom),
  again: needed("The time before it begins again"),
  end: choice,
  ack: needed("How long it is enough to have seen it"),
  ...(Object.assign({}, ...PLACES.map(stepShape)) as Record<string, z.ZodType<unknown, string>>),
});

/** Nothing: from the first. */
function readFrom(text: string) {
  const value = text.trim() === "" ? 1 : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= MOST_STEPS) return { ok: true as const, value };
  return { ok: false as const, sentence: `The step it begins again from is a number from 1 to ${MOST_STEPS}.` };
}

type Typed = Record<string, unknown>;
type Read = { ok: true; ladder: Ladder } | { ok: false; errors: Record<string, string> };

/** A ladder as the form holds it, or what is wrong with its steps. */
export function ladderTyped(typed: Typed): Read {
  const errors: Record<string, string> = {};
  const steps: Step[] = [];
  for (const place of PLACES) {
    if (typed[stepFields(place).name] === "") continue;
    const read = readStep(typed, place, steps.length === 0);
    if (read.ok) steps.push(read.step);
    else Object.assign(errors, read.errors);
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  if (steps.length === 0) return { ok: false, errors: { "name-0": "A ladder needs at least one step with a name." } };
  if (Number(typed.from) > steps.length)
    return { ok: false, errors: { from: "It begins again from a step that it does not have." } };
  return { ok: true, ladder: { ...headOf(typed), steps } };
}

function headOf(typed: Typed): Omit<Ladder, "steps"> {
  return {
    name: String(typed.name),
    position: Number(typed.position),
    isEnabled: typed.enabled === "yes",
    categories: typed.categories as string[],
    queues: idsIn(typed.queue),
    priorities: among(PRIORITIES, typed.only),
    since: SINCES.find((one) => one === typed.since) ?? "asked",
    repeat: Number(typed.repeat),
    repeatFrom: Number(typed.from) - 1,
    repeatAfterMinutes: Number(typed.again),
    onExhausted: ENDINGS.find((one) => one === typed.end) ?? "shown",
    ackMinutes: Number(typed.ack),
  };
}

/** A ladder as it is typed into the form. */
export function typedLadder(ladder: Ladder | null): Record<string, string> {
  const typed: Record<string, string> = {
    name: ladder?.name ?? "",
    position: String(ladder?.position ?? 10),
    enabled: ladder && !ladder.isEnabled ? "no" : "yes",
    categories: ladder?.categories.join(", ") ?? "",
    queue: String(ladder?.queues[0] ?? ""),
    only: ladder?.priorities.join(" ") ?? "",
    since: ladder?.since ?? "asked",
    repeat: String(ladder?.repeat ?? 0),
    from: String((ladder?.repeatFrom ?? 0) + 1),
    again: writeMinutes(ladder?.repeatAfterMinutes ?? 120),
    end: ladder?.onExhausted ?? "shown",
    ack: writeMinutes(ladder?.ackMinutes ?? 240),
  };
  for (const place of PLACES) Object.assign(typed, typedStep(ladder?.steps[place], place));
  return typed;
}
