import type { Context } from "#server/platform/context.ts";
import { after as afterEvent, BEFORE, type TicketEvent } from "#server/tickets/history.ts";
import { LINK_WORDS, type LinkKind } from "#server/tickets/link.ts";
import { REVERSIBLE_FOR } from "#server/tickets/merging.ts";
import { forTicket, tickNotes } from "#server/tickets/runbook-store.ts";
import { columns } from "#server/tickets/store.ts";
import type { State } from "#server/tickets/ticket.ts";

type Past = { at: number; by: number | null; event: TicketEvent };

type Begun = Extract<TicketEvent, { kind: "followed" }>["data"];
type Notes = Awaited<ReturnType<typeof tickNotes>>;
type Tick = { at: number; by: number | null };
type Run = {
  begun: Begun;
  at: number;
  by: number | null;
  end: { at: number; by: number } | null;
  ticks: Map<number, Tick>;
};

/** What the events say of a ticket, and nothing else. */
type Told = {
  state: State;
  tags: Set<string>;
  links: Set<string>;
  incident: { id: number; at: number; by: number | null } | null;
  answers: Map<number, string>;
  watchers: Map<number, { at: number; by: number | null }>;
  /** What it was merged into, and what was merged into it. */
  merged: { into: string; at: number; by: number | null } | null;
  taken: Set<string>;
  runs: Map<number, Run>;
  label: { event: Extract<TicketEvent, { kind: "resolved" | "labelled" }>; at: number; by: number | null } | null;
};

function fold(events: readonly Past[]): Told {
  const told: Told = {
    state: BEFORE,
    tags: new Set(),
    links: new Set(),
    incident: null,
    answers: new Map(),
    watchers: new Map(),
    merged: null,
    taken: new Set(),
    runs: new Map(),
    label: null,
  };
  for (const past of events) {
    const { at, by, event } = past;
    told.state = afterEvent(told.state, event, at);
    watch(told, past);
    follow(told, past);
    if (event.kind === "merged") told.merged = { into: event.data.into, at, by };
    if (event.kind === "unmerged") told.merged = null;
    if (event.kind === "took") told.taken.add(event.data.from);
    if (event.kind === "rejoined") told.taken.add(event.data.from);
    if (event.kind === "gaveBack") told.taken.delete(event.data.from);
    if (event.kind === "tagged") {
      for (const tag of event.data.added) told.tags.add(tag);
      for (const tag of event.data.removed) told.tags.delete(tag);
    }
    if (event.kind === "linked") told.links.add(`${event.data.words}|${event.data.other}`);
    if (event.kind === "unlinked") told.links.delete(`${event.data.words}|${event.data.other}`);
    if (event.kind === "gathered") told.incident = { id: event.data.incident, at, by };
    if (event.kind === "released") told.incident = null;
    if (event.kind === "opened")
      for (const { fieldId, value } of event.data.answers ?? []) told.answers.set(fieldId, value);
    if (event.kind === "filled")
      for (const { field, to } of event.data.filled)
        to === null ? told.answers.delete(field) : told.answers.set(field, to);
    if ((event.kind === "resolved" && event.data.label !== null) || event.kind === "labelled")
      told.label = { event: event as never, at, by };
  }
  return told;
}

function watch({ watchers }: Told, { at, by, event }: Past): void {
  const add = (person: number, as = by) => watchers.has(person) || watchers.set(person, { at, by: as });
  if (event.kind === "watched" || event.kind === "joined") add(event.data.person);
  if (event.kind === "unwatched" || event.kind === "left") watchers.delete(event.data.person);
  if (event.kind === "noted") for (const person of event.data.mentions ?? []) add(person);
  if (event.kind === "escalated") for (const person of event.data.watchers ?? []) add(person, person);
}

function follow({ runs }: Told, { at, by, event }: Past): void {
  if (event.kind === "followed" && event.data.of)
    runs.set(event.data.run, { begun: event.data, at, by, end: null, ticks: new Map() });
  const run = event.kind === "followed" || event.kind === "ticked" ? runs.get(event.data.run) : undefined;
  if (!run) return;
  if (event.kind === "followed" && event.data.ended) run.end = { at, by: by ?? 0 };
  if (event.kind !== "ticked") return;
  const { step, isDone } = event.data;
  isDone ? run.ticks.set(step, { at, by }) : run.ticks.delete(step);
}

/** Takes away everything but what was said, and puts back what the events say. */
export async function rebuild(ctx: Context, number: number): Promise<void> {
  const { db } = ctx;
  const { id } = await db.selectFrom("ticket").select("id").where("number", "=", number).executeTakeFirstOrThrow();
  await db.deleteFrom("ticket_tag").where("ticket_id", "=", id).execute();
  await db
    .deleteFrom("ticket_link")
    .where((where) => where.or([where("from_id", "=", id), where("to_id", "=", id)]))
    .execute();
  await db.deleteFrom("incident_ticket").where("ticket_id", "=", id).execute();
  await db.deleteFrom("ticket_answer").where("ticket_id", "=", id).execute();
  await db.deleteFrom("ticket_label").where("ticket_id", "=", id).execute();
  // What was noted at a step was said, and goes along like what was written.
  const notes = await tickNotes(db, forTicket(id));
  await forget(ctx, id);
  const { desk_place: _place, due_at: _due, clocks_book: _book, ...lost } = columns({ ...BEFORE, urgency: "low" });
  await db.updateTable("ticket").set(lost).where("id", "=", id).execute();

  const rows = await db.selectFrom("ticket_event").selectAll().where("ticket_id", "=", id).orderBy("seq").execute();
  const told = fold(
    rows.map(({ at, person_id, kind, data }) => ({
      at,
      by: person_id,
      event: { kind, data: JSON.parse(data) } as TicketEvent,
    })),
  );
  const { desk_place: _1, due_at: _2, clocks_book: _3, ...found } = columns(told.state);
  await db.updateTable("ticket").set(found).where("id", "=", id).execute();
  for (const tag of told.tags) await db.insertInto("ticket_tag").values({ ticket_id: id, tag }).execute();
  for (const link of told.links) await relink(ctx, id, link);
  if (told.incident) {
    const row = {
      ticket_id: id,
      incident_id: told.incident.id,
      joined_at: told.incident.at,
      joined_by: told.incident.by ?? 0,
      told: 9,
    };
    await db.insertInto("incident_ticket").values(row).execute();
  }
  for (const [field_id, value] of told.answers) {
    const { label, kind } = await db
      .selectFrom("ticket_question")
      .select(["label", "kind"])
      .where("id", "=", field_id)
      .executeTakeFirstOrThrow();
    await db.insertInto("ticket_answer").values({ ticket_id: id, field_id, label, kind, value }).execute();
  }
  await rejoin(ctx, id, told);
  await begin(ctx, id, told, notes);
  if (told.label) {
    const { event, at, by } = told.label;
    const article = event.data.article
      ? await db.selectFrom("article").select("id").where("slug", "=", event.data.article).executeTakeFirstOrThrow()
      : null;
    const label = {
      ticket_id: id,
      label: event.data.label ?? "not-basic",
      article_id: article?.id ?? null,
      labelled_by: by,
      labelled_at: at,
      set_at: at,
    };
    await db.insertInto("ticket_label").values(label).execute();
  }
}

/** Who follows it, what it was merged with, and the runbooks that were followed. */
async function forget({ db }: Context, id: number): Promise<void> {
  await db.deleteFrom("ticket_watcher").where("ticket_id", "=", id).execute();
  await db
    .deleteFrom("ticket_merge")
    .where((where) => where.or([where("from_id", "=", id), where("into_id", "=", id)]))
    .execute();
  const runs = db.selectFrom("runbook_run").select("id").where("ticket_id", "=", id);
  await db.deleteFrom("runbook_tick").where("run_id", "in", runs).execute();
  await db.deleteFrom("runbook_run").where("ticket_id", "=", id).execute();
}

async function rejoin({ db }: Context, id: number, { watchers, merged, taken }: Told): Promise<void> {
  const idOf = async (name: string) => {
    const of = db
      .selectFrom("ticket")
      .select("id")
      .where("number", "=", Number(name.slice(2)));
    return (await of.executeTakeFirstOrThrow()).id;
  };
  for (const [person_id, { at, by }] of watchers)
    await db
      .insertInto("ticket_watcher")
      .values({ ticket_id: id, person_id, added_by: by ?? 0, since: at })
      .execute();
  const merges = [
    ...(merged ? [{ from_id: id, into_id: await idOf(merged.into), at: merged.at, by: merged.by ?? 0 }] : []),
    ...(await Promise.all([...taken].map(async (from) => ({ from_id: await idOf(from), into_id: id, at: 1, by: 1 })))),
  ];
  for (const { at, by, ...ends } of merges) {
    const isBack = await db
      .selectFrom("ticket_event")
      .select("seq")
      .where("ticket_id", "=", ends.into_id)
      .where("kind", "=", "rejoined")
      .where("at", "=", at)
      .executeTakeFirst();
    const reversible_until = isBack ? 0 : at + REVERSIBLE_FOR;
    await db
      .insertInto("ticket_merge")
      .values({ ...ends, merged_by: by, merged_at: at, reversible_until, let_in: null, undone_at: null })
      .execute();
  }
}

async function begin({ db }: Context, ticket_id: number, { runs }: Told, notes: Notes): Promise<void> {
  for (const [id, { begun, at, by, end, ticks }] of runs) {
    const { article: article_id = 0, revision = 0, steps = 0 } = begun.of ?? {};
    const what = { id, ticket_id, incident_id: null, article_id, revision, steps, title: begun.runbook };
    const when = { started_by: by ?? 0, started_at: at, ended_by: end?.by ?? null, ended_at: end?.at ?? null };
    await db
      .insertInto("runbook_run")
      .values({ ...what, ...when })
      .execute();
    for (const [step, { at, by }] of ticks) {
      const note = notes.find((one) => one.run === id && one.step === step)?.body ?? "";
      await db
        .insertInto("runbook_tick")
        .values({ run_id: id, step, person_id: by ?? 0, at, note })
        .execute();
    }
  }
}

async function relink({ db }: Context, id: number, link: string): Promise<void> {
  const [words, name] = link.split("|");
  const other = await db
    .selectFrom("ticket")
    .select("id")
    .where("number", "=", Number(name?.slice(2)))
    .executeTakeFirstOrThrow();
  const [kind, isHere] = Object.entries(LINK_WORDS)
    .flatMap(([kind, { here, there }]) => [[kind, true, here] as const, [kind, false, there] as const])
    .find(([, , says]) => says === words) ?? ["related", true];
  const ends = isHere ? { from_id: id, to_id: other.id } : { from_id: other.id, to_id: id };
  await db
    .insertInto("ticket_link")
    .values({ ...ends, kind: kind as LinkKind, made_at: 1 })
    .execute();
}

/** What changes between any two looks. */
export const steady = (markup: string) =>
  markup
    .replace(/name="_once" value="[^"]*"/g, "")
    .replace(/\d+ (?:min|h) ago|just now/g, "")
    .replace(/<span class="num[^<]*(?:<[^<]*){0,2}<\/span>/g, "");
