import type { Fact } from "./facts.ts";

export const TRIGGERS = ["unheard", "by hand"] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** A time during which a question waits to be heard. While it has no end, its ladder runs. */
export type Wait = {
  trigger: Trigger;
  /** Counts reopenings. */
  cycle: number;
  /** Counts the waits of one trigger within a cycle. */
  n: number;
  anchorAt: number;
  endedAt: number | null;
  endReason: "answered" | "resolved" | null;
};

/**
 * When a question waited to be heard, read off its facts. It begins with the first message nobody has answered and
 * ends with an answer or the resolution. Somebody may begin one by hand when none goes on; that one ends with the
 * resolution, as an answer to who asked does not mean that those who were called have come.
 */
export function waitsOf(facts: readonly Fact[]): Wait[] {
  const waits: Wait[] = [];
  let cycle = 0;
  let wasOver = false;
  const end = (wait: Wait | undefined, at: number, endReason: Wait["endReason"]) => {
    if (wait) Object.assign(wait, { endedAt: at, endReason });
  };
  const live = (trigger: Trigger) => waits.find((one) => one.trigger === trigger && one.endedAt === null);
  const begin = (trigger: Trigger, at: number) => {
    const n = waits.filter((one) => one.trigger === trigger && one.cycle === cycle).length;
    waits.push({ trigger, cycle, n, anchorAt: at, endedAt: null, endReason: null });
  };
  for (const { at, said, stands, does } of facts) {
    const isOver = stands === "resolved" || stands === "gone";
    if (wasOver && !isOver) cycle++;
    wasOver = isOver;
    if (said === "answered") end(live("unheard"), at, "answered");
    if (isOver) for (const trigger of TRIGGERS) end(live(trigger), at, "resolved");
    else if (said === "asked" && !live("unheard")) begin("unheard", at);
    if (!isOver && does === "escalates" && !live("unheard") && !live("by hand")) begin("by hand", at);
  }
  return waits;
}
