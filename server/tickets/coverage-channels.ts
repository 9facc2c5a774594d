import type { Law } from "#server/escalation/course.ts";
import { offsetPieces } from "#server/escalation/zones.ts";
import { knownWebhooks } from "#server/notifications/calls.ts";
import { type Choices, channelsFor, type Urgency } from "#server/notifications/channels.ts";
import { choicesOf, zoneOf } from "#server/notifications/choosing.ts";
import { nextAt } from "#server/notifications/wall-time.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";

/** When something that is told to somebody comes to them outside the portal, as they chose. */
export async function channelOf(
  ctx: Context,
  person: Person,
  urgency: Urgency,
  from: number,
  to: number,
): Promise<Law> {
  const [choices, timeZone] = [await choicesOf(ctx, person.id), await zoneOf(ctx, person)];
  const hasWebhook = (await knownWebhooks(ctx)).some((one) => one.personId === person.id && one.disabledAt === null);
  const breaks = breaksOf(choices, timeZone, from, to);
  return {
    at: (instant) => {
      const { mail, digestAt, webhook } = channelsFor(choices, urgency, { isMuted: false, timeZone, now: instant });
      return Math.min(mail ?? Infinity, digestAt ?? Infinity, (hasWebhook ? webhook : null) ?? Infinity);
    },
    breaksIn: () => breaks,
  };
}

/** Where quiet hours begin and end and the daily mail goes, and where the clock on the wall is put. */
function breaksOf({ quiet, digestAt, ...ways }: Choices, timeZone: string, from: number, to: number): number[] {
  const isDaily = [ways.urgent, ways.normal, ways.low].some(({ mail }) => mail === "digest");
  const times = [...(quiet ? [quiet.from, quiet.to] : []), ...(isDaily ? [digestAt] : [])];
  if (times.length === 0) return [];
  const breaks = offsetPieces(timeZone, from, to).map((piece) => piece.from);
  for (const time of times)
    for (let at = nextAt(time, timeZone, from - 1); at < to; at = nextAt(time, timeZone, at)) breaks.push(at);
  return breaks;
}
