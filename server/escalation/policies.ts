import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { type Policy, policyShape } from "./policy.ts";
import * as store from "./store.ts";

/** Saves a new version of a policy, or the first of a new one. Clocks that run follow it; those that stopped stay. */
export async function savePolicy(ctx: Context, by: Person, id: number | null, policy: Policy): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const policyId = id ?? (await store.addPolicy(ctx.db));
    const no = id === null ? 1 : (await newestPolicy(ctx, id)).no + 1;
    const definition = JSON.stringify(policy);
    const made = { made_by: by.id, made_at: ctx.clock.now() };
    await store.addPolicyVersion(ctx.db, { policy_id: policyId, no, definition, ...made });
    const object = `policy ${policyId}`;
    await recordDeed(ctx, { by: byPerson(by), action: "saved a service policy", object, data: { version: no } });
    return policyId;
  });
}

export type PolicyNow = Awaited<ReturnType<typeof newestPolicy>>;

/** A policy as it is now, with all its versions, newest first. */
export async function newestPolicy(ctx: Context, id: number) {
  const versions = (await store.policyVersions(ctx.db)).filter((one) => one.policy_id === id).reverse();
  const [newest] = versions;
  if (!newest) throw notFound("policy");
  return { id, no: newest.no, policy: policyShape.parse(JSON.parse(newest.definition)), versions };
}

/** In the order in which they are tried: the first that fits a question is its policy. */
export async function listPolicies(ctx: Context): Promise<PolicyNow[]> {
  const ids = [...new Set((await store.policyVersions(ctx.db)).map(({ policy_id }) => policy_id))];
  const policies = await Promise.all(ids.map((id) => newestPolicy(ctx, id)));
  return policies.sort((a, b) => a.policy.position - b.policy.position || a.id - b.id);
}

/** Without one that takes everything, some questions would have no promise at all. */
export const leavesGaps = (policies: readonly PolicyNow[]): boolean =>
  !policies.some(({ policy }) => policy.isEnabled && policy.categories.length === 0);
