/** From `from` to before `to`. Of instants, or of minutes of a day. */
export type Span = { from: number; to: number };

/** The same time as spans in order that do not touch: what overlaps is made one, what is empty vanishes. */
export function tidySpans(spans: readonly Span[]): Span[] {
  const tidy: Span[] = [];
  for (const { from, to } of spans.filter((one) => one.from < one.to).sort((a, b) => a.from - b.from)) {
    const last = tidy.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else tidy.push({ from, to });
  }
  return tidy;
}

/** What of the spans lies between two instants. */
export const clipSpans = (spans: readonly Span[], from: number, to: number): Span[] =>
  spans.map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) })).filter((one) => one.from < one.to);
