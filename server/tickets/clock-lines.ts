import { inWords } from "#server/escalation/explaining.ts";
import { explainedFaces } from "#server/escalation/faces.ts";
import { METRIC_NAMES, type Metric } from "#server/escalation/policy.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { outagesSince, wasOutage } from "#server/platform/outages.ts";

const MOST_LINES = 40;

/** A clock on the ticket: how it stands, and why it is due then. */
export type ClockLine = {
  name: string;
  metric: Metric;
  n: number;
  svg: SafeHtml;
  tone: string;
  isRunning: boolean;
  dueAt: number | null;
  /** Said where no time can be: "Met", "Paused", "Late", "Calendar has no time left". */
  words: string;
  waivedReason: string | null;
  /** It was missed while the portal stood still. */
  fellInOutage: boolean;
  /** Its time did not run out: a change of urgency or policy moved its due time into the past. */
  isByChange: boolean;
  canWaive: boolean;
  target: string;
  why: { from: number; to: number | null; words: string }[];
  more: number;
};

/** Those that run first; of the rounds of next responses that are over, only the last one. */
export async function clockLines(ctx: Context, by: Person, ticketId: number): Promise<ClockLine[]> {
  const faces = (await explainedFaces(ctx, ticketId)).filter(({ state }) => state !== "cancelled");
  const lastRound = Math.max(0, ...faces.filter(({ metric }) => metric === "next").map(({ n }) => n));
  const shown = faces.filter(({ metric, n, isLate }) => metric !== "next" || n === lastRound || isLate);
  const outages = await outagesSince(ctx, Math.min(...faces.map(({ breachedAt }) => breachedAt ?? Infinity)));
  const lines = shown.map((face): ClockLine => {
    const { lines, note } = face.why;
    const isRunning = face.state === "running";
    return {
      name: face.metric === "next" && lastRound > 1 ? `Next response ${face.n}` : METRIC_NAMES[face.metric],
      metric: face.metric,
      n: face.n,
      svg: face.svg,
      tone: face.waivedReason === null ? face.tone : "",
      isRunning,
      dueAt: face.dueAt,
      words: note !== null ? "Calendar has no time left" : wordsFor(face),
      waivedReason: face.waivedReason,
      fellInOutage: face.breachedAt !== null && wasOutage(outages, face.breachedAt),
      isByChange: face.breachKind === "change",
      canWaive: face.isLate && face.waivedReason === null && can(by, "clock.waive"),
      target: `${inWords(face.targetMs)}${face.counts === "calendar" ? " around the clock" : " of open time"}`,
      why: lines.slice(0, MOST_LINES).map((line) => ({
        from: line.from,
        to: line.to === Infinity ? null : line.to,
        words:
          line.kind === "paused"
            ? `not counted, ${line.reason}`
            : `${inWords(line.ms)} counted, ${inWords(line.total)} in all`,
      })),
      more: Math.max(0, lines.length - MOST_LINES),
    };
  });
  return lines.sort((one, other) => rank(one) - rank(other));
}

const wordsFor = ({ state, isLate }: { state: string; isLate: boolean }) => {
  if (state === "paused") return isLate ? "Late, paused" : "Paused";
  return state === "met" ? "Met" : "Late";
};

const rank = ({ isRunning, dueAt }: ClockLine) => (isRunning ? (dueAt ?? 0) : Number.MAX_SAFE_INTEGER);
