import type { Context } from "./context.ts";

/** What an admin decides about the whole portal, as opposed to what the machine's owner decides in the environment. */
export type Settings = {
  organisation: string;
  timeZone: string;
  language: string;
  /** Who may approve what is published: "anyone", its author included, or "another". */
  approver?: string;
  /** "on" while one list of results in a hundred swaps two places, to learn what a place is worth. */
  searchSwaps?: string;
  /** How journeys are told apart where it differs from what is usual: JSON, in milliseconds. */
  journeyLimits?: string;
  /** How long a basic question takes support, as a manager said it: JSON with least, most and source. Empty: nobody did. */
  questionMinutes?: string;
  /** After how many working days without an answer a requester is reminded, and how many more end it. Nought: never. */
  remindAfter?: string;
  endAfter?: string;
  /** When a backup was restored here and nobody has said yet that mail may go out; empty otherwise. */
  mailHeldSince?: string;
};

const DEFAULTS: Settings = {
  organisation: "Your organisation",
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
  language: "en-GB",
};

export async function readSettings(ctx: Pick<Context, "db">): Promise<Settings> {
  const rows = await ctx.db.selectFrom("setting").selectAll().execute();
  return { ...DEFAULTS, ...Object.fromEntries(rows.map((row) => [row.name, row.value])) };
}

let changes = 0;

/** Moves when this process changed a setting: whoever remembers them knows that they are old. */
export const countSettingChanges = () => changes;

export async function writeSettings(ctx: Pick<Context, "db">, settings: Partial<Settings>): Promise<void> {
  changes += 1;
  for (const [name, value] of Object.entries(settings)) {
    await ctx.db
      .insertInto("setting")
      .values({ name, value })
      .onConflict((one) => one.column("name").doUpdateSet({ value }))
      .execute();
  }
}
