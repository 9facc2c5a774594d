import type { Option } from "#server/http/fields.ts";
import { writeMinutes } from "./duration-text.ts";
import { CLASS_NAMES, type Ladder, type Step } from "./ladder.ts";

export const PRIORITY_CHOICES: Option[] = [
  { value: "", label: "Any urgency" },
  { value: "high", label: "High urgency only" },
  { value: "high normal", label: "High and normal" },
  { value: "normal", label: "Normal urgency only" },
  { value: "low", label: "Low urgency only" },
];

export const SINCE_CHOICES: Option[] = [
  { value: "asked", label: "When it was asked" },
  { value: "message", label: "The last message of who asked" },
  { value: "assigned", label: "When it was given to somebody" },
];

export const END_CHOICES: Option[] = [
  { value: "shown", label: "Nothing more: it stays on top for those who lead" },
  { value: "leads", label: "Those who lead its queue are told at once" },
];

/** What comes after the last step. */
export function endOf(ladder: Ladder): string {
  const { repeat, repeatFrom, repeatAfterMinutes, steps, onExhausted } = ladder;
  const told = onExhausted === "leads";
  if (repeat === 0)
    return `Then it is used up${told ? ", those who lead its queue are told" : ""}, and the ticket says so.`;
  const again = `Then again from ${steps[repeatFrom]?.name ?? "the first step"} after ${writeMinutes(repeatAfterMinutes)}`;
  const times = repeat === 1 ? "once" : `${repeat} times`;
  return `${again}, ${times}.${told ? " Then those who lead its queue are told." : ""}`;
}

const SINCE_WORDS: Record<Ladder["since"], string> = {
  asked: "",
  message: ", since the last message of who asked",
  assigned: ", since it was given to somebody",
};

/** For which questions a ladder is, and from when it counts. */
export function forWhat({ categories, queues, priorities, since }: Ladder, names: ReadonlyMap<number, string>): string {
  const what = [
    categories.join(", "),
    priorities.length > 0 ? `${priorities.join(" or ")} urgency` : "",
    queues.map((id) => names.get(id) ?? "a queue that is gone").join(", "),
  ].filter(Boolean);
  return `${what.length > 0 ? what.join(" · ") : "every question"}${SINCE_WORDS[since]}`;
}

/** For what a step is, where it is not for everything; its queue is named in the form. */
export const onlyOf = ({
  onlyPriorities,
  onlyClasses,
  onlyCategories,
  onlyTags,
  onlyTeams,
  onlyQueues,
}: Step): string =>
  [
    onlyPriorities.length > 0 ? `${onlyPriorities.join(" or ")} urgency` : "",
    onlyClasses.map((one) => CLASS_NAMES[one]).join(" or "),
    onlyCategories.join(" or "),
    onlyTags.length > 0 ? `tagged ${onlyTags.join(" or ")}` : "",
    onlyTeams.length > 0 ? `asked by ${onlyTeams.join(" or ")}` : "",
    onlyQueues.length > 0 ? "one queue" : "",
  ]
    .filter(Boolean)
    .join(", ");
