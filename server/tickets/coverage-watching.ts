import { absencesNow } from "#server/escalation/rotas.ts";
import type { Span } from "#server/escalation/spans.ts";
import { timeFormats } from "#server/http/times.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { notify } from "#server/notifications/notifying.ts";
import { findPerson, staff } from "#server/people/directory.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { moveCounter, readCounters } from "#server/platform/counters.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { escapeHtml } from "#server/platform/html.ts";
import { readSettings } from "#server/platform/settings.ts";
import { canAnswer } from "./assigning.ts";
import { type Cover, coverNow } from "./covering.ts";
import { membersOf, openQueues } from "./queues.ts";

const LOOKED = "coverage.absence";
const HOLE = "coverage.hole";
const SOON = 2 * DAY;

type Payload = { absence: number; sentence: string };
type Opened = { queue: string; first: Span };

/** The job: of each absence that was noted, whether it opens a hole. If it does, the leads hear of it once. */
export async function watchAbsences(ctx: Context): Promise<boolean> {
  const looked = (await readCounters(ctx, [LOOKED])).get(LOOKED) ?? 0;
  const absence = (await absencesNow(ctx)).find(({ id }) => id > looked);
  if (!absence) return false;
  const opened = holesOpened(await coverNow(ctx), await coverNow(ctx, absence.id));
  await inTransaction(ctx, async (ctx) => {
    await moveCounter(ctx, LOOKED, absence.id - looked);
    for (const hole of opened) await tellLeads(ctx, absence, hole);
  });
  return true;
}

/** Of each queue the first hole that would not be there without. */
function holesOpened(now: readonly Cover[], without: readonly Cover[]): Opened[] {
  const opened = new Map<string, Opened>();
  for (const { key, queue, holes } of now) {
    const before = without.find((one) => one.key === key)?.holes ?? [];
    const first = holes.find((hole) => !before.some((one) => one.from <= hole.from && hole.to <= one.to));
    const known = opened.get(queue);
    if (first && (!known || first.from < known.first.from)) opened.set(queue, { queue, first });
  }
  return [...opened.values()];
}

async function tellLeads(ctx: Context, absence: { id: number; name: string }, { queue, first }: Opened): Promise<void> {
  const now = ctx.clock.now();
  const when = timeFormats(now, (await readSettings(ctx)).timeZone).span(first.from, first.to);
  const sentence = `While ${absence.name} is away, nobody would hear in time of what is asked in ${queue}: ${when}.`;
  for (const to of await leadsOf(ctx, queue))
    await notify(ctx, {
      ...{ kind: HOLE, to, reason: `${HOLE} ${absence.id} ${queue}`, about: "coverage", sentence },
      payload: { absence: absence.id, sentence } satisfies Payload,
      urgency: first.from - now < SOON ? "urgent" : "normal",
      ...{ address: placeFor(to), rule: "You lead, and an absence opens a hole" },
    });
}

const placeFor = (person: Person) => (can(person, "report.see") ? "/reports/coverage" : "/desk");

async function leadsOf(ctx: Context, name: string): Promise<Person[]> {
  const queue = (await openQueues(ctx)).find((one) => one.name === name);
  const leads = queue ? (await membersOf(ctx, queue.id)).filter(({ part }) => part === "lead") : [];
  const everybody = await staff(ctx);
  const managers = everybody.filter(({ role }) => role === "manager");
  const others = managers.length > 0 ? managers : everybody.filter(({ role }) => role === "admin");
  return [...new Map([...leads, ...others].map((person) => [person.id, person])).values()];
}

/** Not sent any more when the absence was taken back meanwhile. */
export const holeLetter: [string, LetterWriter] = [
  HOLE,
  async (ctx, reader, payload) => {
    const { absence, sentence } = payload as Payload;
    const still = (await absencesNow(ctx)).some(({ id }) => id === absence);
    const person = await findPerson(ctx, reader.id);
    if (!still || !canAnswer(person ?? null)) return null;
    const address = ctx.config.baseUrl + placeFor(reader);
    return {
      subject: "An absence opens a hole",
      text: `${sentence}\n\n${address}\n`,
      html: `<p>${escapeHtml(sentence)}</p><p><a href="${escapeHtml(address)}">Look at it</a></p>`,
    };
  },
];
