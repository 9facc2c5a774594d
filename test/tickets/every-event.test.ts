import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findDraft, saveDraft } from "#server/knowledge/drafting.ts";
import { fileFor } from "#server/knowledge/files.ts";
import { publishDraft } from "#server/knowledge/publishing.ts";
import { takeInFiles } from "#server/knowledge/taking-in.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { writeSettings } from "#server/platform/settings.ts";
import { acknowledgeTicket } from "#server/tickets/acknowledging.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { endRun, followRunbook, tickStep } from "#server/tickets/following.ts";
import { KINDS } from "#server/tickets/history.ts";
import { addPastTickets } from "#server/tickets/importing.ts";
import { linkTickets, unlinkTickets } from "#server/tickets/linking.ts";
import { makeLive } from "#server/tickets/making-live.ts";
import { mergeTickets, undoMerge } from "#server/tickets/merging.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { labelTicket, reopenTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { snoozeTicket, wakeTicket } from "#server/tickets/snoozing.ts";
import { setAside, takeBack } from "#server/tickets/spam.ts";
import { splitTicket, undoSplit } from "#server/tickets/splitting.ts";
import { tagTicket } from "#server/tickets/tagging.ts";
import { waiveBreach } from "#server/tickets/waiving.ts";
import { endWatch, letWatch } from "#server/tickets/watching.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { MAIL, mailOf, namesSentTo, receive, vouched } from "./mail.ts";
import { untilMorning } from "./office-hours.ts";
import { ask, note, readerOf, says } from "./question.ts";
import { rebuild, steady } from "./rebuild.ts";

const RUNBOOK =
  "---\ntitle: Locks\ntype: runbook\nsummary: What to do.\naudience: signed-in\n---\n\n## When to use this\n\nIt hangs.\n\n## Steps\n\n- [ ] Look\n- [ ] Unlock\n\n## Afterwards\n\nWrite it down.\n";
const NO_CODE = { label: "not-basic", article: null } as const;

/** Each plays what its name says, on tickets of its own. */
onEachEngine("every kind of event", (engine) => {
  let house: House;
  let agent: Visitor;
  const refused = new Set<string>();
  before(async () => {
    house = await buildHouse({ engine, config: MAIL });
    await writeSettings(house.ctx, { timeZone: "UTC" });
    const { mailer } = house.ctx;
    house.ctx.mailer = {
      ...mailer,
      send: async (mail) => {
        if (refused.has(mail.to.email)) throw Object.assign(new Error("no such mailbox"), { responseCode: 550 });
        return mailer?.send(mail);
      },
    } as NonNullable<typeof mailer>;
    await takeInFiles(house.ctx, { files: [fileFor("branches", "locks", RUNBOOK)], shelves: [] });
    await house.settle();
  });
  after(() => house.close());

  const say = (by: Person, number: number, message = says("Words")) =>
    sendMessage(house.ctx, by, readerOf(by), number, message);
  const later = async (ms: number) => {
    await house.wait(ms);
    await house.settle();
  };

  async function order(): Promise<void> {
    const { ctx, cast } = house;
    const { ada, zoe, bo, cy } = cast;
    const [number, other] = [await ask(house, ada, "Order"), await ask(house, zoe, "Order, too")];
    await agent.post(`/tickets/${number}/assignment`, { assignee: `${bo.id}`, from: "" });
    await agent.post(`/tickets/${number}/triage`, { seq: "2", status: "", urgency: "high", category: "monitoring" });
    await tagTicket(ctx, bo, number, { add: ["lock", "odd"], remove: [] });
    await tagTicket(ctx, bo, number, { add: [], remove: ["odd"] });
    await linkTickets(ctx, bo, number, "blocked", other);
    await linkTickets(ctx, bo, number, "related", other);
    await unlinkTickets(ctx, bo, number, "related", other);
    await letWatch(ctx, ada, number, zoe.id);
    await letWatch(ctx, bo, number, bo.id);
    await letWatch(ctx, cy, other, cy.id);
    await endWatch(ctx, cy, other, cy.id);
    await letWatch(ctx, zoe, other, ada.id);
    await endWatch(ctx, zoe, other, ada.id);
    await say(bo, number);
    await snoozeTicket(ctx, bo, number, { until: ctx.clock.now() + DAY, reason: "Later" });
    await wakeTicket(ctx, bo, number);
    await confideTicket(ctx, bo, number, [cy.id]);
    await setAside(ctx, bo, other);
    await takeBack(ctx, bo, other);
  }

  async function talk(): Promise<void> {
    const { ctx, cast } = house;
    const { ada, bo, cy, dee } = cast;
    const number = await ask(house, ada, "Talk");
    const asker = await house.as(ada);
    const seen = /name="seen" value="([0-9a-f]{64})"/.exec(
      (await asker.get(`/tickets/${number}/messages/1/edit`)).text,
    );
    await asker.post(`/tickets/${number}/messages/1/edit`, { body: "It says hunter2-kestrel", seen: seen?.[1] ?? "" });
    const gone = { words: "hunter2-kestrel", reason: "A password was sent" };
    await (await house.as(dee)).post(`/tickets/${number}/messages/1/redaction`, gone);
    await say(bo, number, note("Look at this, @Cy Leads"));
    await say(bo, number);
    await house.settle();
    const name = namesSentTo(house, ada.email).at(-1);
    const away = { heads: [vouched(), "Auto-Submitted: auto-replied", `In-Reply-To: ${name}`], text: "I am away." };
    await receive(house, mailOf(away));
    await say(ada, number);
    await resolveTicket(ctx, ada, readerOf(ada), number, null);
    await say(ada, number, says("Thanks", { next: "thanks" }));
    await labelTicket(ctx, bo, readerOf(bo), number, NO_CODE);
    await reopenTicket(ctx, bo, readerOf(bo), number);
    await resolveTicket(ctx, cy, readerOf(cy), number, NO_CODE);
    await house.settle();
    const rate = /href="(\/rate\/[\w-]+)"/.exec((await asker.get(`/tickets/${number}`)).text)?.[1] ?? "";
    await asker.post(rate, { score: "4", comment: "" });
    const silent = await ask(house, ada, "Silent");
    await say(bo, silent, says("Which one?", { next: "wait" }));
    await later(5 * DAY);
  }

  async function ladder(): Promise<void> {
    const { ctx, cast } = house;
    const { ada, bo, cy } = cast;
    await untilMorning(house);
    agent = await house.as(bo);
    const [number, halted] = [await ask(house, ada, "Ladder"), await ask(house, ada, "Ladder, held")];
    const until = new Date(ctx.clock.now() + 2 * HOUR).toISOString().slice(0, 16);
    await agent.post(`/tickets/${halted}/halt`, { until, reason: "A release" });
    await agent.post(`/tickets/${halted}/halt/end`);
    for (const { email } of [bo, cy, cast.dee]) refused.add(email);
    for (let hour = 0; hour < 8; hour += 1) await later(HOUR);
    refused.clear();
    await acknowledgeTicket(ctx, bo, number);
    await later(2 * DAY);
    await waiveBreach(ctx, cy, number, { metric: "first", n: 1, reason: "The network was down" });
  }

  async function merging(): Promise<void> {
    const { ctx, cast } = house;
    const { ada, zoe, bo } = cast;
    const merge = async (by: Person) => {
      const [from, into] = [await ask(house, by, "From"), await ask(house, ada, "Into")];
      await mergeTickets(ctx, bo, readerOf(bo), from, into);
      return from;
    };
    await merge(zoe);
    await undoMerge(ctx, bo, await merge(ada));
    const number = await ask(house, ada, "Two things");
    await say(ada, number, says("Something else"));
    await splitTicket(ctx, bo, number, { places: [2], subject: "The other thing" });
    await say(ada, number, says("A third thing"));
    await undoSplit(ctx, bo, await splitTicket(ctx, bo, number, { places: [3], subject: "The third thing" }));
  }

  async function around(): Promise<void> {
    const { ctx, cast } = house;
    const { ada, bo, dee } = cast;
    const field = { label: "Version", hint: "", kind: "version", category: "branches", choices: "", required: "" };
    await (await house.as(dee)).post("/admin/fields", field);
    const number = await ask(house, ada, "Around");
    await agent.post(`/tickets/${number}/fields`, { before_1: "", field_1: "2.15.0" });
    const raised = { [`t_${number}`]: "1", incident: "", title: "Locks", summary: "Locks stay behind." };
    const incident = (await agent.post("/desk/incidents", raised)).location ?? "";
    const told = { kind: "public", phase: "found", version: "1", body: "It is a lock." };
    await agent.post(`${incident}/updates`, told);
    await later(MINUTE);
    const gone = await ask(house, ada, "Not around");
    await agent.post(`${incident}/tickets`, { ticket: `${gone}` });
    await agent.post(`${incident}/tickets/removal`, { ticket: `${gone}` });
    const [begun, ended] = [await followRunbook(ctx, bo, number, "locks"), await followRunbook(ctx, bo, gone, "locks")];
    for (const step of [1, 2]) await tickStep(ctx, bo, number, begun, { step, isDone: true, note: "Seen" });
    await tickStep(ctx, bo, number, begun, { step: 2, isDone: false, note: "" });
    await tickStep(ctx, bo, gone, ended, { step: 1, isDone: true, note: "" });
    await endRun(ctx, bo, gone, ended);
    await say(bo, number, says("Take the lock away."));
    await turn(number);
  }

  async function turn(number: number): Promise<void> {
    const { ctx, cast } = house;
    const id = Number(/drafts\/(\d+)/.exec((await agent.post(`/tickets/${number}/article`)).location ?? "")?.[1]);
    const { source, save } = await findDraft(ctx, cast.bo, id);
    const text = source.replace('summary: ""', "summary: What to do.");
    await saveDraft(ctx, cast.bo, id, { base: 0, save, source: text, category: "branches" });
    await publishDraft(ctx, cast.cy, id, save + 1);
    await house.settle();
  }

  async function elsewhere(): Promise<void> {
    const { ctx, cast } = house;
    const openedAt = ctx.clock.now() - 100 * DAY;
    const past = {
      category: null,
      urgency: "low",
      assigneeId: null,
      messages: [],
      resolvedAt: null,
      label: null,
    } as const;
    const question = writeDown("Since last year.");
    const asked = { subject: "Elsewhere", requesterId: cast.ada.id, openedAt, question, ...past };
    const [held, live] = await addPastTickets(ctx, "import", [asked, { ...asked, subject: "Elsewhere, live" }]);
    assert.ok(held && live);
    await makeLive(ctx, cast.bo, live.number);
  }

  test("is written by somebody, and each ticket's page is rebuilt from its events", async () => {
    const { db } = house.ctx;
    for (const play of [order, talk, ladder, merging, around, elsewhere]) {
      // Days have passed, and a session ends.
      agent = await house.as(house.cast.bo);
      await play();
    }
    await house.settle();
    const written = await db.selectFrom("ticket_event").select("kind").distinct().execute();
    assert.deepEqual(written.map(({ kind }) => kind).sort(), [...KINDS].sort());

    const readers = [
      agent,
      await house.as(house.cast.cy),
      await house.as(house.cast.ada),
      await house.as(house.cast.zoe),
    ];
    const tickets = await db.selectFrom("ticket").select(["number", "subject"]).orderBy("id").execute();
    for (const { number, subject } of tickets) {
      const look = async () => {
        const pages = [];
        for (const reader of readers) pages.push(steady((await reader.get(`/tickets/${number}`)).text));
        return pages;
      };
      const before = await look();
      await rebuild(house.ctx, number);
      assert.deepEqual(await look(), before, `T-${number} ${subject}`);
    }
  });
});
