import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { zoneOptions } from "#server/http/zones.ts";
import { staff } from "#server/people/directory.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { writeDay } from "./days.ts";
import { nextTurn, onCall, type Rota } from "./rota.ts";
import { layerFields, MOST_LAYERS } from "./rota-form.ts";
import { absencesNow, exceptionsOf, listRotas, newestRota, overridesNow, type RotaNow } from "./rotas.ts";

export type OnCall = { now: string | null; next: { name: string | null; at: number } | null };
type RotasPage = {
  title: string;
  rotas: (OnCall & { name: string; href: string; layers: number })[];
  absences: { id: number; name: string; deputy: string | null; from: number; to: number }[];
  people: Option[];
  timeZone: string;
};
export const rotasView = view<RotasPage>("escalation/rotas", "staff");

export async function rotasPage(ctx: Context): Promise<RotasPage> {
  const names = await namesOf(ctx);
  const rotas = await Promise.all(
    (await listRotas(ctx)).map(async ({ id, rota }) => ({
      name: rota.name,
      href: `/admin/rotas/${id}`,
      layers: rota.layers.length,
      ...(await whoIsOnCall(ctx, id, rota, names)),
    })),
  );
  return {
    title: "Rotas",
    rotas,
    absences: (await absencesNow(ctx)).map(({ id, name, deputy, from_at, to_at }) => ({
      id,
      name,
      deputy,
      from: from_at,
      to: to_at,
    })),
    people: optionsOf(names),
    timeZone: (await readSettings(ctx)).timeZone,
  };
}

const namesOf = async (ctx: Context) => new Map((await staff(ctx)).map(({ id, name }) => [id, name]));
const optionsOf = (names: Map<number, string>): Option[] =>
  [...names].map(([id, name]) => ({ value: String(id), label: name }));

async function whoIsOnCall(ctx: Context, id: number, rota: Rota, names: Map<number, string>): Promise<OnCall> {
  const exceptions = await exceptionsOf(ctx, id);
  const now = ctx.clock.now();
  const person = onCall(rota, exceptions, now);
  const next = nextTurn(rota, exceptions, now);
  const nameOf = (one: number | null) => (one === null ? null : (names.get(one) ?? "Somebody who left"));
  return { now: nameOf(person), next: next && { name: nameOf(next.personId), at: next.from } };
}

type LayerPart = { number: number; fields: ReturnType<typeof layerFields> };
type RotaPage = {
  title: string;
  action: string;
  draft: Draft;
  zones: Option[];
  layers: LayerPart[];
  current: OnCall | null;
  overrides: { id: number; name: string; from: number; to: number }[];
  people: Option[];
  timeZone: string;
  versions: { no: number; at: number; by: string }[];
};
export const rotaView = view<RotaPage>("escalation/rota", "staff");

export async function rotaPage(ctx: Context, id: number | null, draft?: Draft): Promise<RotaPage> {
  const names = await namesOf(ctx);
  const now = id === null ? null : await newestRota(ctx, id);
  const shown = draft ?? blankDraft(await typed(ctx, now));
  return {
    title: now?.rota.name ?? "New rota",
    action: now ? `/admin/rotas/${now.id}` : "/admin/rotas",
    draft: shown,
    zones: zoneOptions(shown.values.timeZone ?? null),
    layers: Array.from({ length: MOST_LAYERS }, (_, place) => ({ number: place + 1, fields: layerFields(place) })),
    current: now ? await whoIsOnCall(ctx, now.id, now.rota, names) : null,
    overrides: now
      ? (await overridesNow(ctx, now.id)).map(({ id, name, from_at, to_at }) => ({
          id,
          name,
          from: from_at,
          to: to_at,
        }))
      : [],
    people: optionsOf(names),
    timeZone: now?.rota.timeZone ?? "",
    versions: (now?.versions ?? []).map(({ no, made_at, by }) => ({ no, at: made_at, by: by ?? "The portal" })),
  };
}

async function typed(ctx: Context, now: RotaNow | null): Promise<Record<string, string>> {
  const emails = new Map((await staff(ctx)).map(({ id, email }) => [id, email]));
  const fields: Record<string, string> = {
    name: now?.rota.name ?? "",
    timeZone: now?.rota.timeZone ?? (await readSettings(ctx)).timeZone,
  };
  for (let place = 0; place < MOST_LAYERS; place++) {
    const layer = now?.rota.layers[place];
    const names = layerFields(place);
    fields[names.members] = (layer?.members ?? []).map((id) => emails.get(id) ?? `left-${id}`).join("\n");
    fields[names.starts] = layer?.startsOn ?? writeDay(Math.floor(ctx.clock.now() / DAY));
    fields[names.hand] = layer?.handOver ?? "09:00";
    fields[names.days] = String(layer?.lengthDays ?? 7);
    fields[names.hours] = (layer?.hours ?? []).map(({ from, to }) => `${from}–${to}`).join(", ");
  }
  return fields;
}
