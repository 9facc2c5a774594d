import { importEvents, type PastEvent } from "#server/journeys/importing.ts";
import { everybody, idsByEmail, importPeople } from "#server/people/importing.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { findImported, rememberImported } from "#server/platform/imported.ts";
import { importWeeklyCounts, recountWeeksOf } from "#server/reports/importing.ts";
import type { Checked } from "./checking.ts";
import { readingsOf } from "./files.ts";
import type { Kind, Line } from "./lines.ts";
import { bringTickets, type Whole } from "./tickets.ts";

const TICKETS_AT_ONCE = 200;
const LINES_AT_ONCE = 500;

export type Brought = Record<Kind, number>;

/** Who is meant by an id or an address. */
export type Who = (ref: string) => { id: number; isStaff: boolean };

type Files = readonly string[];

/** Brings in checked files: people first, then tickets with all their messages, then weeks and events. */
export async function bringIn(
  ctx: Context,
  files: Files,
  checked: Checked,
  tell: (done: number) => void,
): Promise<Brought> {
  const person = await bringPeople(ctx, checked.people);
  const who = await everybodyNamed(ctx, files);
  const { ticket, message } = await bringConversations(ctx, files, checked, who, tell);
  const { week, event } = await bringCounts(ctx, files, who);
  return { person, ticket, message, week, event };
}

async function bringPeople(ctx: Context, people: readonly Line<"person">[]): Promise<number> {
  const known = await findImported(
    ctx,
    "person",
    people.map(({ id }) => id),
  );
  const fresh = people.filter(({ id }) => !known.has(id));
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const ids = await importPeople(
      ctx,
      fresh.map(({ email, name, role, team, created_at }) => ({
        email,
        name,
        role,
        team: team || null,
        createdAt: created_at ?? now,
      })),
    );
    const things = fresh.map(({ id, email }) => ({ externalId: id, id: ids.get(email) as number }));
    await rememberImported(ctx, "person", things);
  });
  return fresh.length;
}

async function everybodyNamed(ctx: Context, files: Files): Promise<Who> {
  const refs = new Set<string>();
  for await (const line of goodLines(files)) {
    if (line.type === "ticket") refs.add(line.requester).add(line.assignee ?? line.requester);
    if (line.type === "message") refs.add(line.author);
    if (line.type === "event") refs.add(line.person);
  }
  const byId = await findImported(ctx, "person", [...refs]);
  const byEmail = await idsByEmail(
    ctx,
    [...refs].map((ref) => ref.toLowerCase()),
  );
  const staff = new Set((await everybody(ctx)).flatMap(({ id, role }) => (role === "requester" ? [] : [id])));
  return (ref) => {
    const id = byId.get(ref) ?? byEmail.get(ref.toLowerCase());
    if (id === undefined) throw new Error(`Nobody is called ${ref}, though the file was checked.`);
    return { id, isStaff: staff.has(id) };
  };
}

/** A ticket waits until the last of its messages was read, wherever that stands in the files. */
async function bringConversations(
  ctx: Context,
  files: Files,
  { tickets, messages, articles }: Checked,
  who: Who,
  tell: (done: number) => void,
) {
  const brought = { ticket: 0, message: 0 };
  const waiting = new Map<string, Whole>();
  let ready: Whole[] = [];
  let done = 0;
  const flush = async () => {
    const { added, messages, openings } = await bringTickets(ctx, ready, who, articles);
    brought.ticket += added;
    brought.message += messages;
    done += ready.length;
    ready = [];
    await recountWeeksOf(ctx, openings);
    tell(done);
  };
  for await (const line of goodLines(files)) {
    if (line.type !== "ticket" && line.type !== "message") continue;
    const id = line.type === "ticket" ? line.id : line.ticket;
    const whole = waiting.get(id) ?? { id, ticket: null, messages: [] };
    waiting.set(id, whole);
    if (line.type === "ticket") whole.ticket = line;
    else whole.messages.push(line);
    const isWhole = (whole.ticket !== null || !tickets.has(id)) && whole.messages.length === (messages.get(id) ?? 0);
    if (!isWhole) continue;
    waiting.delete(id);
    ready.push(whole);
    if (ready.length >= TICKETS_AT_ONCE) await flush();
  }
  await flush();
  return brought;
}

async function bringCounts(ctx: Context, files: Files, who: Who) {
  const brought = { week: 0, event: 0 };
  let weeks: Line<"week">[] = [];
  let events: PastEvent[] = [];
  const flush = async () => {
    await importWeeklyCounts(ctx, weeks);
    brought.week += weeks.length;
    brought.event += await importEvents(ctx, events);
    await recountWeeksOf(
      ctx,
      events.map(({ at }) => at),
    );
    [weeks, events] = [[], []];
  };
  for await (const line of goodLines(files)) {
    if (line.type === "week") weeks.push(line);
    if (line.type === "event") events.push(eventFrom(line, who));
    if (weeks.length + events.length >= LINES_AT_ONCE) await flush();
  }
  await flush();
  return brought;
}

const eventFrom = ({ id, at, person, session, event }: Line<"event">, who: Who): PastEvent => ({
  id,
  at,
  personId: who(person).id,
  isStaff: who(person).isStaff,
  session,
  happening: event,
});

async function* goodLines(files: Files): AsyncGenerator<Line> {
  for await (const { read } of readingsOf(files)) if (read.ok) yield read.line;
}
