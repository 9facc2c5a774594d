import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { type Choices, choicesShape, USUAL } from "./channels.ts";
import * as store from "./notice-store.ts";

/** What somebody chose, or what everybody begins with. */
export async function choicesOf(ctx: Context, personId: number): Promise<Choices> {
  const row = await store.choiceOf(ctx.db, personId);
  return row ? choicesShape.parse(JSON.parse(row.definition)) : USUAL;
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
