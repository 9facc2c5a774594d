import { readFileSync } from "node:fs";
import { listCalendars } from "#server/escalation/calendars.ts";
import { listLadders } from "#server/escalation/ladder-editing.ts";
import { readMoment } from "#server/escalation/local-moment.ts";
import { rotaShape } from "#server/escalation/rota.ts";
import { listRotas } from "#server/escalation/rotas.ts";
import { calendarShape } from "#server/escalation/written-calendar.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import type { Rehearsal } from "#server/tickets/rehearsal.ts";
import { rehearsePast, type Tried } from "#server/tickets/rehearsing.ts";
import { type Command, misuse, readCall } from "./command.ts";
import { withPortal } from "./opening.ts";

const USUAL = 30 * DAY;
type Kind = "ladder" | "calendar" | "rota";

export const rehearseCommand: Command = {
  name: "rehearse",
  usage: "NAME [--calendar FILE | --rota FILE] [--from DATE] [--to DATE] [--json]",
  summary: "what a ladder, calendar or rota would have done to past tickets, beside what those that are there do",
  details: () =>
    "  NAME is the name of a ladder, or its number as it stands in the address of its page. With --calendar or --rota it names one of these, and FILE holds it in JSON as it would be. DATE is a day like 2026-06-01; without them, the last 30 days.",
  examples: [
    'portal rehearse "Unheard questions" --json',
    "portal rehearse 1 --from 2026-05-01 --to 2026-06-01",
    'portal rehearse "Office hours" --calendar longer.json',
  ],
  run: async (given, terminal) => {
    const { values, words } = readCall(rehearseCommand, given, {
      words: ["NAME"],
      options: {
        ...{ json: { type: "boolean", default: false }, calendar: { type: "string" }, rota: { type: "string" } },
        ...{ from: { type: "string" }, to: { type: "string" } },
      },
    });
    const result = await withPortal(terminal, async (ctx) => {
      const { name, kind, tried } = await findTried(ctx, words[0] ?? "", values);
      const { timeZone } = await readSettings(ctx);
      const to = readDate("--to", values.to, timeZone, ctx.clock.now());
      const from = readDate("--from", values.from, timeZone, to - USUAL);
      return { name, kind, from, to, result: await rehearsePast(ctx, tried, from, to) };
    });
    const { name, kind, from, to } = result;
    const { tried, present } = result.result;
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    if (values.json) terminal.say(JSON.stringify({ name, ...period, [kind]: tried, present }, null, 2));
    else terminal.say([`${name}:`, ...inWords(tried), "What is there now:", ...inWords(present)].join("\n"));
    return tried.unheard.length > 0 ? 1 : 0;
  },
};

type Files = { calendar?: string | undefined; rota?: string | undefined };
type Named = { id: number; name: string };

async function findTried(ctx: Context, wanted: string, { calendar, rota }: Files) {
  if (calendar !== undefined && rota !== undefined)
    throw misuse(rehearseCommand, "give --calendar or --rota, not both");
  if (calendar !== undefined) {
    const { id, name } = findNamed("calendar", await listCalendars(ctx), wanted);
    return found(name, "calendar", { calendar: readFile("calendar", calendarShape, calendar), calendarId: id });
  }
  if (rota !== undefined) {
    const all = (await listRotas(ctx)).map((one) => ({ id: one.id, name: one.rota.name }));
    const { id, name } = findNamed("rota", all, wanted);
    return found(name, "rota", { rota: readFile("rota", rotaShape, rota), rotaId: id });
  }
  const all = (await listLadders(ctx)).map(({ id, ladder }) => ({ id, name: ladder.name, ladder }));
  const { name, ladder } = findNamed("ladder", all, wanted);
  return found(name, "ladder", { ladder });
}

const found = (name: string, kind: Kind, tried: Tried) => ({ name, kind, tried });

function findNamed<One extends Named>(kind: Kind, all: readonly One[], wanted: string): One {
  const one = all.find(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted.toLowerCase());
  if (one) return one;
  const names = all.map(({ name }) => name).join(", ");
  const known = names === "" ? "the portal has none yet" : `there are ${names}`;
  throw misuse(rehearseCommand, `There is no ${kind} "${wanted}"; ${known}`);
}

type Shape<Value> = { safeParse(given: unknown): { success: true; data: Value } | { success: false; error: Wrong } };
type Wrong = { issues: { path: PropertyKey[]; message: string }[] };

function readFile<Value>(kind: Kind, shape: Shape<Value>, file: string): Value {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw misuse(rehearseCommand, `${file} cannot be read as JSON: ${error instanceof Error ? error.message : error}`);
  }
  const read = shape.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw misuse(rehearseCommand, `${file} is no ${kind}: ${issue?.path.map(String).join(".")} ${issue?.message}`);
}

function readDate(option: string, given: string | undefined, timeZone: string, usual: number): number {
  if (given === undefined) return usual;
  const at = readMoment(`${given}T00:00`, timeZone);
  if (at === null) throw misuse(rehearseCommand, `${option} has to be a date like 2026-06-01`);
  return at;
}

function inWords({ tickets, notifications, atNight, steps, people, unheard, broken }: Rehearsal): string[] {
  return [
    `  ${tickets} tickets, ${notifications} notifications, ${atNight} of them between 22:00 and 06:00`,
    `  ${broken} promises of service policies broken`,
    ...steps.map(({ name, taken }) => `  ${name}: taken ${taken} times`),
    ...people.map((one) => `  ${one.name}: told ${one.notifications} times, at most ${one.mostInAnHour} in an hour`),
    unheard.length === 0 ? "  Every step reached somebody." : `  Reached nobody: ${unheard.join(", ")}`,
  ];
}
