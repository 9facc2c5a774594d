import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { forbidden, notFound, tooLate } from "#server/platform/errors.ts";
import { type Rule, ruleShape } from "./rule.ts";
import * as store from "./rule-store.ts";

export type KeptRule = {
  id: number;
  position: number;
  version: number;
  enabledAt: number | null;
  /** Who got the last one. */
  lastPersonId: number | null;
  rule: Rule;
};

/** In the order in which they are tried: the first that is for a ticket decides. */
export const listRules = async (ctx: Context): Promise<KeptRule[]> =>
  (await store.rules(ctx.db)).map(({ definition, enabled_at, last_person_id, ...row }) => ({
    ...row,
    enabledAt: enabled_at,
    lastPersonId: last_person_id,
    rule: ruleShape.parse(JSON.parse(definition)),
  }));

export async function findRule(ctx: Context, id: number): Promise<KeptRule> {
  const found = (await listRules(ctx)).find((one) => one.id === id);
  if (!found) throw notFound("rule");
  return found;
}

const MEANWHILE = "Somebody changed this rule meanwhile. Look at it again.";

/** A rule that was made or changed is off: first it is seen what it would do. */
export async function saveRule(
  ctx: Context,
  by: Person,
  kept: { id: number; version: number } | null,
  { position, rule }: Pick<KeptRule, "position" | "rule">,
): Promise<number> {
  refuseOthers(by);
  return inTransaction(ctx, async (ctx) => {
    const row = { position, definition: JSON.stringify(rule) };
    if (kept && !(await store.changeRule(ctx.db, (await findRule(ctx, kept.id)).id, kept.version, row)))
      throw tooLate(MEANWHILE);
    const id = kept?.id ?? (await store.addRule(ctx.db, row));
    const data = { ...rule, position };
    await recordDeed(ctx, { by: byPerson(by), action: "saved an assignment rule", object: `rule ${id}`, data });
    return id;
  });
}

/** On the version whose effect they saw. */
export async function switchRule(ctx: Context, by: Person, id: number, seen: number, isOn: boolean): Promise<void> {
  refuseOthers(by);
  await inTransaction(ctx, async (ctx) => {
    await findRule(ctx, id);
    if (!(await store.switchRule(ctx.db, id, seen, isOn ? ctx.clock.now() : null))) throw tooLate(MEANWHILE);
    const action = isOn ? "switched on an assignment rule" : "switched off an assignment rule";
    await recordDeed(ctx, { by: byPerson(by), action, object: `rule ${id}`, data: { version: seen } });
  });
}

export async function deleteRule(ctx: Context, by: Person, id: number): Promise<void> {
  refuseOthers(by);
  await inTransaction(ctx, async (ctx) => {
    const { rule } = await findRule(ctx, id);
    await store.dropRule(ctx.db, id);
    await recordDeed(ctx, { by: byPerson(by), action: "deleted an assignment rule", object: `rule ${id}`, data: rule });
  });
}

function refuseOthers(by: Person): void {
  if (!can(by, "queue.manage")) throw forbidden("Only those who run the place change rules.");
}

/** Call it in the transaction that leaves a ticket with nobody in a new place. */
export async function awaitRule(ctx: Context, ticketId: number): Promise<void> {
  if (await store.isAnyOn(ctx.db)) await store.letWait(ctx.db, ticketId);
}
