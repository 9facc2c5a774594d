import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { after as afterEvent, BEFORE, type TicketEvent } from "#server/tickets/history.ts";
import { LINK_WORDS, type LinkKind } from "#server/tickets/link.ts";
import { linkTickets } from "#server/tickets/linking.ts";
import { columns } from "#server/tickets/store.ts";
import { tagTicket } from "#server/tickets/tagging.ts";
import type { State } from "#server/tickets/ticket.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

type Past = { at: number; by: number | null; event: TicketEvent };

/** What the events say of a ticket, and nothing else. */
type Told = {
  state: State;
  tags: Set<string>;
  links: Set<string>;
  incident: { id: number; at: number; by: number | null } | null;
  answers: Map<number, string>;
  label: { event: Extract<TicketEvent, { kind: "resolved" | "labelled" }>; at: number; by: number | null } | null;
};

function fold(events: readonly Past[]): Told {
  const told: Told = {
    state: BEFORE,
    tags: new Set(),
    links: new Set(),
    incident: null,
    answers: new Map(),
    label: null,
  };
  for (const { at, by, event } of events) {
    told.state = afterEvent(told.state, event, at);
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

/** Takes away everything but what was said, and puts back what the events say. */
async function rebuild(ctx: Context, number: number): Promise<void> {
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
const steady = (markup: string) =>
  markup
    .replace(/name="_once" value="[^"]*"/g, "")
    .replace(/\d+ (?:min|h) ago|just now/g, "")
    .replace(/<span class="num[^<]*(?:<[^<]*){0,2}<\/span>/g, "");

onEachEngine("a ticket's page", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("is rebuilt from the events alone, for those who answer and for who asked", async () => {
    const { ctx, cast } = house;
    const [ada, bo, dee] = [await house.as(cast.ada), await house.as(cast.bo), await house.as(cast.dee)];
    await dee.post("/admin/fields", {
      label: "Version",
      hint: "",
      kind: "version",
      category: "branches",
      choices: "",
      required: "",
    });
    const other = await ask(house, cast.zoe, "The other one");
    const asked = {
      subject: "All of it",
      body: "It fails",
      category: "branches",
      urgency: "normal",
      field_1: "2.14.1",
    };
    const address = (await ada.post("/tickets", asked)).location ?? "";
    const number = Number(address.split("/").at(-1));
    await bo.post(`${address}/assignment`, { assignee: `${cast.bo.id}`, from: "" });
    await house.wait(MINUTE);
    await bo.post(`${address}/triage`, { seq: "2", status: "", urgency: "high", category: "monitoring" });
    await tagTicket(ctx, cast.bo, number, { add: ["lock", "merge", "odd"], remove: [] });
    await tagTicket(ctx, cast.bo, number, { add: [], remove: ["odd"] });
    await linkTickets(ctx, cast.bo, number, "blocked", other);
    await bo.post(`${address}/fields`, { before_1: "2.14.1", field_1: "2.15.0" });
    await bo.post(`${address}/messages`, { body: "Try this", kind: "public", seen: "1", next: "" });
    await bo.post(`${address}/messages`, { body: "It is the lock", kind: "note", seen: "2", next: "" });
    await bo.post("/desk/incidents", {
      [`t_${number}`]: "1",
      incident: "",
      title: "Locks",
      summary: "Locks stay behind.",
    });
    await confideTicket(ctx, cast.bo, number, [cast.cy.id]);
    await bo.post(`${address}/resolution`, { label: "basic", article: "create-branch", named: "" });
    await ada.post(`${address}/messages`, { body: "Not yet", seen: "2", next: "" });
    await bo.post(`${address}/resolution`, { label: "not-basic", article: "", named: "" });
    await house.settle();
    const look = async () => [steady((await bo.get(address)).text), steady((await ada.get(address)).text)];
    const before = await look();
    for (const said of [
      "2.15.0",
      "Blocked by",
      "lock, merge",
      "Locks",
      "Confidential. Besides Ada",
      "Not basic",
      "High",
      "Monitoring",
    ])
      assert.ok(before[0]?.includes(said), said);
    await rebuild(ctx, number);
    assert.deepEqual(await look(), before);
  });
});
