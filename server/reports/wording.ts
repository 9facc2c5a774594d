import type { Headline } from "#server/measure/headline.ts";
import { type Verdict, verdictLine } from "#server/measure/verdict.ts";
import type { Gate } from "./measuring.ts";

/** Figures in words. "Saved" and "deflected" are never said: what is counted is what people asked. */

/** A real minus sign, which screen readers say and which is as wide as a digit. */
export const percent = (part: number) => `${whole(100 * part)}%`;
export const points = (part: number) => `${whole(100 * part)} points`;
const whole = (value: number) => String(Math.round(value) || 0).replace("-", "−");

export const several = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** "54 to 69%", or with words where the range goes through zero. */
export function rangeOf({ low, high }: { low: number; high: number }): string {
  const bare = (part: number) => Math.abs(Math.round(100 * part));
  if (Math.round(100 * low) >= 0) return `${bare(low)} to ${percent(high)}`;
  if (Math.round(100 * high) <= 0) return `${bare(high)} to ${bare(low)}% more`;
  return `${bare(low)}% more to ${bare(high)}% fewer`;
}

export const fewerOrMore = (reduction: number) => (Math.round(100 * reduction) < 0 ? "more" : "fewer");

/** "62% fewer basic questions per developer than January to March (95% range 54 to 69%)." */
export function headlineSentence(figure: Pick<Headline, "reduction" | "low" | "high" | "level">, than: string): string {
  const amount = percent(Math.abs(figure.reduction));
  return `${amount} ${fewerOrMore(figure.reduction)} basic questions per developer than ${than} (${percent(figure.level)} range ${rangeOf(figure)}).`;
}

/** "Goal 60%: on target, unproven." With what disputes it in the same line. */
export function goalSentence(goal: number, verdict: Verdict, disputedBy: readonly string[]): string {
  return `Goal ${percent(goal)}: ${verdictLine(verdict, disputedBy)}.`;
}

/** "Not enough data yet: 3 of 8 baseline weeks." The first thing that is missing; null when nothing is. */
export function gateSentence({ parts }: Pick<Gate, "parts">): string | null {
  const lacking = parts.find(({ there, needed }) => there < needed);
  return lacking ? `Not enough data yet: ${lacking.there} of ${lacking.needed} ${lacking.short}.` : null;
}
