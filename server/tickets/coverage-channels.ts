import type { Law } from "#server/escalation/course.ts";
import { offsetPieces } from "#server/escalation/zones.ts";
import { knownWebhooks } from "#server/notifications/calls.ts";
import { type Choices, channelsFor, type Urgency } from "#server/notifications/channels.ts";
import { choicesOf, zoneOf } from "#server/notifications/choosing.ts";
import { nextAt } from "#server/notifications/wall-time.ts";
import { unreachableAmong } from "#server/people/mail-reach.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";

export type Channels = { normal: ReadonlyMap<number, Law>; urgent: ReadonlyMap<number, Law> };

/**
 * When something that is told to somebody comes to them outside the portal, as they chose. Who chose the same shares one
 * law, and each moment is worked out once: a desk of thirty asked every law 30 times, and most of the time went there.
 */
export async function channelsOf(ctx: Context, people: readonly Person[], from: number, to: number): Promise<Channels> {
  const known = new Map<string, Law>();
  const channels = { normal: new Map<number, Law>(), urgent: new Map<number, Law>() };
  const hooks = (await knownWebhooks(ctx)).filter(({ disabledAt }) => disabledAt === null);
  const bounced = await unreachableAmong(
    ctx,
    people.map(({ id }) => id),
  );
  for (const person of people) {
    const [choices, timeZone] = [await choicesOf(ctx, person.id), await zoneOf(ctx, person)];
    const hasWebhook = hooks.some(({ personId }) => personId === person.id);
    const hasMail = !bounced.has(person.id);
    for (const urgency of ["normal", "urgent"] as const) {
      const key = JSON.stringify([choices, timeZone, hasWebhook, hasMail, urgency]);
      const law = known.get(key) ?? lawOf({ choices, timeZone, hasWebhook, hasMail, urgency }, from, to);
      known.set(key, law);
      channels[urgency].set(person.id, law);
    }
  }
  return channels;
}

type Chosen = { choices: Choices; timeZone: string; hasWebhook: boolean; hasMail: boolean; urgency: Urgency };

function lawOf({ choices, timeZone, hasWebhook, hasMail, urgency }: Chosen, from: number, to: number): Law {
  const breaks = breaksOf(choices, timeZone, from, to);
  const known = new Map<number, number>();
  const at = (now: number) => {
    const { mail, digestAt, webhook } = channelsFor(choices, urgency, { isMuted: false, timeZone, now });
    const byMail = hasMail ? Math.min(mail ?? Infinity, digestAt ?? Infinity) : Infinity;
    return Math.min(byMail, (hasWebhook ? webhook : null) ?? Infinity);
  };
  return {
    at: (instant) => {
      const found = known.get(instant) ?? at(instant);
      known.set(instant, found);
      return found;
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
