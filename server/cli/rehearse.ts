import { listLadders } from "#server/escalation/ladder-editing.ts";
import { readMoment } from "#server/escalation/local-moment.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Rehearsal, rehearseLadder } from "#server/tickets/rehearsing.ts";
import { type Command, misuse, readCall } from "./command.ts";
import { withPortal } from "./opening.ts";

const USUAL = 30 * DAY;

export const rehearseCommand: Command = {
  name: "rehearse",
  usage: "LADDER [--from DATE] [--to DATE] [--json]",
  summary: "what a ladder would have done to past tickets, beside what those that are there do",
  details: () =>
    "  LADDER is its name, or its number as it stands in the address of its page. DATE is a day like 2026-06-01; without them, the last 30 days.",
  examples: ['portal rehearse "Unheard questions" --json', "portal rehearse 1 --from 2026-05-01 --to 2026-06-01"],
  run: async (given, terminal) => {
    const { values, words } = readCall(rehearseCommand, given, {
      words: ["LADDER"],
      options: { json: { type: "boolean", default: false }, from: { type: "string" }, to: { type: "string" } },
    });
    const result = await withPortal(terminal, async (ctx) => {
      const ladder = await findLadder(ctx, words[0] ?? "");
      const { timeZone } = await readSettings(ctx);
      const to = readDate("--to", values.to, timeZone, ctx.clock.now());
      const from = readDate("--from", values.from, timeZone, to - USUAL);
      return { name: ladder.name, from, to, ...(await rehearseLadder(ctx, ladder, from, to)) };
    });
    const { name, from, to, ladder, present } = result;
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    if (values.json) terminal.say(JSON.stringify({ name, ...period, ladder, present }, null, 2));
    else terminal.say([`${name}:`, ...inWords(ladder), "Those that are there now:", ...inWords(present)].join("\n"));
    return ladder.unheard.length > 0 ? 1 : 0;
  },
};

async function findLadder(ctx: Context, wanted: string) {
  const all = await listLadders(ctx);
  const found = all.find(
    ({ id, ladder }) => String(id) === wanted || ladder.name.toLowerCase() === wanted.toLowerCase(),
  );
  if (!found) {
    const names = all.map(({ ladder }) => ladder.name).join(", ");
    const known = names === "" ? "the portal makes its first one when it is started" : `there are ${names}`;
    throw misuse(rehearseCommand, `There is no ladder "${wanted}"; ${known}`);
  }
  return found.ladder;
}

function readDate(option: string, given: string | undefined, timeZone: string, usual: number): number {
  if (given === undefined) return usual;
  const at = readMoment(`${given}T00:00`, timeZone);
  if (at === null) throw misuse(rehearseCommand, `${option} has to be a date like 2026-06-01`);
  return at;
}

function inWords({ tickets, notifications, atNight, steps, people, unheard }: Rehearsal): string[] {
  return [
    `  ${tickets} tickets, ${notifications} notifications, ${atNight} of them between 22:00 and 06:00`,
    ...steps.map(({ name, taken }) => `  ${name}: taken ${taken} times`),
    ...people.map((one) => `  ${one.name}: told ${one.notifications} times, at most ${one.mostInAnHour} in an hour`),
    unheard.length === 0 ? "  Every step reached somebody." : `  Reached nobody: ${unheard.join(", ")}`,
  ];
}
