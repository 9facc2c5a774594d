import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Choices, choicesShape, USUAL } from "./channels.ts";
import * as store from "./notice-store.ts";

/** What somebody chose, or what everybody begins with. */
export async function choicesOf(ctx: Context, personId: number): Promise<Choices> {
  const row = await store.choiceOf(ctx.db, personId);
  return row ? readChoices(row.definition) : USUAL;
}

const readChoices = (definition: string): Choices => choicesShape.parse(JSON.parse(definition));

export type Taste = { choices: Choices; timeZone: string; hasMuted(about: string): boolean };

/** How each of these people wants to hear of these things, asked for all of them at once. */
export async function tastesOf(
  ctx: Context,
  people: readonly Person[],
  abouts: readonly string[],
): Promise<Map<number, Taste>> {
  if (people.length === 0) return new Map();
  const ids = people.map(({ id }) => id);
  const chosen = new Map((await store.choicesOfAll(ctx.db, ids)).map((row) => [row.personId, row.definition]));
  const muted = await store.mutedBy(ctx.db, ids, abouts);
  const { timeZone } = await readSettings(ctx);
  const tasteOf = (person: Person): Taste => {
    const definition = chosen.get(person.id);
    return {
      choices: definition === undefined ? USUAL : readChoices(definition),
      timeZone: person.timeZone ?? timeZone,
      hasMuted: (about) => muted.some((one) => one.personId === person.id && one.about === about),
    };
  };
  return new Map(people.map((person) => [person.id, tasteOf(person)]));
}

export const choose = (ctx: Context, by: Person, choices: Choices) =>
  store.saveChoice(ctx.db, {
    person_id: by.id,
    definition: JSON.stringify(choices),
    changed_at: ctx.clock.now(),
  });

export const hasMuted = (ctx: Context, personId: number, about: string) => store.isMuted(ctx.db, personId, about);

/** From now on they hear nothing of it but what is urgent. */
export const muteFor = (ctx: Context, by: Person, about: string) =>
  store.mute(ctx.db, { person_id: by.id, about, muted_at: ctx.clock.now() });

export const unmuteFor = (ctx: Context, by: Person, about: string) => store.unmute(ctx.db, by.id, about);

/** Where it is day and night for them. */
export const zoneOf = async (ctx: Context, { timeZone }: Pick<Person, "timeZone">): Promise<string> =>
  timeZone ?? (await readSettings(ctx)).timeZone;
