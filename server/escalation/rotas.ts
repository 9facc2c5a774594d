import { byPerson, recordDeed } from "#server/audit/trail.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { notFound } from "#server/platform/errors.ts";
import { type Exceptions, nextTurn, onCall, type Rota, rotaShape, standIn } from "./rota.ts";
import * as store from "./rota-store.ts";
import type { Span } from "./spans.ts";

/** Saves a new version of a rota, or the first of a new one. It applies at once. */
export async function saveRota(ctx: Context, by: Person, id: number | null, rota: Rota): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const rotaId = id ?? (await store.addRota(ctx.db));
    const no = id === null ? 1 : (await newestRota(ctx, id)).no + 1;
    const made = { made_by: by.id, made_at: ctx.clock.now() };
    await store.addRotaVersion(ctx.db, { rota_id: rotaId, no, definition: JSON.stringify(rota), ...made });
    await recordDeed(ctx, {
      by: byPerson(by),
      action: "saved a rota",
      object: `rota ${rotaId}`,
      data: { version: no },
    });
    return rotaId;
  });
}

export type RotaNow = Awaited<ReturnType<typeof newestRota>>;

/** A rota as it is now, with all its versions, newest first. */
export async function newestRota(ctx: Context, id: number) {
  const versions = (await store.rotaVersions(ctx.db)).filter((one) => one.rota_id === id).reverse();
  const [newest] = versions;
  if (!newest) throw notFound("rota");
  return { id, no: newest.no, rota: rotaShape.parse(JSON.parse(newest.definition)), versions };
}

export async function listRotas(ctx: Context): Promise<RotaNow[]> {
  const ids = [...new Set((await store.rotaVersions(ctx.db)).map(({ rota_id }) => rota_id))];
  const rotas = await Promise.all(ids.map((id) => newestRota(ctx, id)));
  return rotas.sort((a, b) => (a.rota.name < b.rota.name ? -1 : 1));
}

export const overridesNow = async (ctx: Context, rotaId: number) =>
  (await store.overridesAfter(ctx.db, ctx.clock.now())).filter((one) => one.rota_id === rotaId);

export const absencesNow = (ctx: Context) => store.absencesAfter(ctx.db, ctx.clock.now());

/** What differs from the turns from an instant on. */
export async function exceptionsOf(ctx: Context, rotaId: number, now = ctx.clock.now()): Promise<Exceptions> {
  const overrides = (await store.overridesAfter(ctx.db, now)).filter((one) => one.rota_id === rotaId);
  const absences = await store.absencesAfter(ctx.db, now);
  return {
    overrides: overrides.map(({ person_id, from_at, to_at }) => ({ personId: person_id, from: from_at, to: to_at })),
    absences: absences.map((one) => ({
      id: one.id,
      personId: one.person_id,
      deputyId: one.deputy_id,
      from: one.from_at,
      to: one.to_at,
    })),
  };
}

/** Who is there in place of each of these at an instant: they themselves, their deputy, or nobody. */
export async function standInsAt(ctx: Context, ids: readonly number[], at: number): Promise<(number | null)[]> {
  const { absences } = await exceptionsOf(ctx, 0, at);
  return ids.map((id) => standIn(id, absences, at));
}

/**
 * Who is on call at an instant in each of these rotas; a rota that is gone or has a hole gives nobody. `tried`: rotas as
 * they would be, in place of those that are there.
 */
export async function onCallAt(
  ctx: Context,
  rotaIds: readonly number[],
  at: number,
  tried: ReadonlyMap<number, Rota> = new Map(),
): Promise<number[]> {
  const found: number[] = [];
  for (const { id, rota } of rotaIds.length === 0 ? [] : await listRotas(ctx)) {
    const exceptions = rotaIds.includes(id) ? await exceptionsOf(ctx, id, at) : null;
    const person = exceptions && onCall(tried.get(id) ?? rota, exceptions, at);
    if (person !== null) found.push(person);
  }
  return found;
}

/** Who is next in each of these rotas, whenever that will be. */
export async function nextOnCall(ctx: Context, rotaIds: readonly number[], at: number): Promise<number[]> {
  const found: number[] = [];
  for (const { id, rota } of rotaIds.length === 0 ? [] : await listRotas(ctx)) {
    const person = rotaIds.includes(id) ? nextTurn(rota, await exceptionsOf(ctx, id, at), at)?.personId : null;
    if (person !== null && person !== undefined) found.push(person);
  }
  return found;
}

export async function addOverride(ctx: Context, by: Person, rotaId: number, personId: number, { from, to }: Span) {
  await inTransaction(ctx, async (ctx) => {
    await newestRota(ctx, rotaId);
    const made = { made_by: by.id, made_at: ctx.clock.now() };
    await store.addOverride(ctx.db, { rota_id: rotaId, person_id: personId, from_at: from, to_at: to, ...made });
    const data = { person: personId, from, to };
    await recordDeed(ctx, { by: byPerson(by), action: "changed who is on call", object: `rota ${rotaId}`, data });
  });
}

export async function removeOverride(ctx: Context, by: Person, rotaId: number, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { numDeletedRows } = await store.removeOverride(ctx.db, id, rotaId);
    if (numDeletedRows === 0n) throw notFound("change");
    await recordDeed(ctx, { by: byPerson(by), action: "took back who is on call", object: `rota ${rotaId}` });
  });
}

export type Away = Span & { personId: number; deputyId: number | null };

export async function addAbsence(ctx: Context, by: Person, { personId, deputyId, from, to }: Away): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const made = { made_by: by.id, made_at: ctx.clock.now() };
    await store.addAbsence(ctx.db, { person_id: personId, deputy_id: deputyId, from_at: from, to_at: to, ...made });
    const data = { deputy: deputyId, from, to };
    await recordDeed(ctx, { by: byPerson(by), action: "noted an absence", object: `person ${personId}`, data });
  });
}

export async function removeAbsence(ctx: Context, by: Person, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { numDeletedRows } = await store.removeAbsence(ctx.db, id);
    if (numDeletedRows === 0n) throw notFound("absence");
    await recordDeed(ctx, { by: byPerson(by), action: "took back an absence", object: `absence ${id}` });
  });
}
