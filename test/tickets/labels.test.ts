import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { DAY } from "#server/platform/clock.ts";
import { DEFINITION } from "#server/tickets/code-book.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { continuePastTicket } from "#server/tickets/importing.ts";
import { FREEZES_AFTER, isCorrection, isFrozen } from "#server/tickets/label.ts";
import { labelTicket, reopenTicket, resolveTicket, type Verdict } from "#server/tickets/resolving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf } from "./question.ts";

const NOT_BASIC: Verdict = { label: "not-basic", article: null };
const UNCOVERED: Verdict = { label: "basic-uncovered", article: null };

test("a label may be changed for fourteen days from the first word, one that was worked out from none", () => {
  const kept = { label: "basic", articleId: 1, source: "agent", setAt: 1000 } as const;
  assert.equal(isFrozen(kept, 1000 + FREEZES_AFTER - 1), false);
  assert.equal(isFrozen(kept, 1000 + FREEZES_AFTER), true);
  const late = 1000 + FREEZES_AFTER;
  const verdicts = [
    [{ label: "basic", articleId: 1 }, false],
    [{ label: "basic", articleId: 2 }, true],
    [{ label: "not-basic", articleId: null }, true],
  ] as const;
  for (const [verdict, wanted] of verdicts) {
    assert.equal(isCorrection(kept, verdict, late), wanted, JSON.stringify(verdict));
    assert.equal(isCorrection(kept, verdict, late - 1), false);
  }
  const worked = { ...kept, label: "basic-uncovered", articleId: null, source: "rule" } as const;
  assert.equal(isCorrection(worked, { label: "basic", articleId: 2 }, 1000), false, "naming the article confirms it");
  assert.equal(isCorrection(worked, { label: "not-basic", articleId: null }, 1000), true);
});

onEachEngine("A label", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const label = (by: Person, number: number, verdict: Verdict, reason?: string) =>
    labelTicket(house.ctx, by, readerOf(by), number, verdict, reason);
  const resolve = (by: Person, number: number, verdict: Verdict, reason?: string) =>
    resolveTicket(house.ctx, by, readerOf(by), number, verdict, { reason });
  const idOf = async (number: number) => (await findTicket(house.ctx, house.cast.bo, number)).id;
  const corrections = async (number: number) =>
    (await house.ctx.db.selectFrom("label_correction").selectAll().orderBy("id").execute()).filter(
      ({ ticket_id }) => ticket_id === ids.get(number),
    );
  const ids = new Map<number, number>();
  async function closed(subject: string, verdict = UNCOVERED): Promise<number> {
    const { ada, bo } = house.cast;
    const number = await ask(house, ada, subject);
    ids.set(number, await idOf(number));
    await resolve(bo, number, verdict);
    return number;
  }

  test("is changed freely for two weeks, and a change in between does not begin them anew", async () => {
    const { bo, cy } = house.cast;
    const number = await closed("Within two weeks");
    await house.wait(13 * DAY);
    await label(cy, number, NOT_BASIC);
    assert.deepEqual(await corrections(number), []);
    await house.wait(DAY);
    await assert.rejects(label(bo, number, UNCOVERED), /This label is frozen\. Say why it was wrong/);
    await label(bo, number, NOT_BASIC);
    assert.deepEqual(await corrections(number), [], "saying the same again is no correction");
  });

  test("is corrected with a reason afterwards, and both labels, who, when and why stay for ever", async () => {
    const { bo, cy } = house.cast;
    const number = await closed("Corrected");
    await house.wait(20 * DAY);
    await label(cy, number, NOT_BASIC, "Access had to be given.");
    await label(bo, number, UNCOVERED, "It had been given before.");
    const rows = await corrections(number);
    assert.deepEqual(
      rows.map((row) => [row.from_label, row.to_label, row.reason, row.corrected_by]),
      [
        ["basic-uncovered", "not-basic", "Access had to be given.", cy.id],
        ["not-basic", "basic-uncovered", "It had been given before.", bo.id],
      ],
    );
    await assert.rejects(house.ctx.db.deleteFrom("label_correction").execute(), /append-only/);
    await assert.rejects(house.ctx.db.updateTable("label_correction").set({ reason: "" }).execute(), /append-only/);
    const deeds = await house.ctx.db.selectFrom("audit_entry").selectAll().execute();
    assert.equal(deeds.filter(({ action }) => action === "corrected a frozen label").length, 2);
  });

  test("is not rewritten by history that is brought in later", async () => {
    const { ada, bo } = house.cast;
    const number = await closed("Brought in again");
    await house.wait(20 * DAY);
    const { id } = await findTicket(house.ctx, bo, number);
    const message = {
      authorId: ada.id,
      kind: "public",
      message: writeDown("Thanks."),
      sentAt: house.ctx.clock.now(),
    } as const;
    const ending = { resolvedAt: house.ctx.clock.now(), assigneeId: bo.id };
    const label = { label: "not-basic", articleId: null, article: null } as const;
    assert.ok(await continuePastTicket(house.ctx, id, [message], { ...ending, label }));
    const row = await house.ctx.db
      .selectFrom("ticket_label")
      .selectAll()
      .where("ticket_id", "=", id)
      .executeTakeFirst();
    assert.equal(row?.label, "basic-uncovered");
  });

  test("opening the ticket again thaws nothing", async () => {
    const { bo } = house.cast;
    const number = await closed("Opened again");
    await house.wait(20 * DAY);
    await reopenTicket(house.ctx, bo, readerOf(bo), number);
    await assert.rejects(resolve(bo, number, NOT_BASIC), /This label is frozen/);
    assert.equal((await findTicket(house.ctx, bo, number)).status, "open", "nothing of it happened");
    await resolve(bo, number, NOT_BASIC, "It turned out to be a defect.");
    assert.equal((await corrections(number)).length, 1);
  });

  test("shows the code book where it is chosen, asks for the reason when it is frozen, and shows what was corrected", async () => {
    const { bo, ada } = house.cast;
    const number = await closed("On the page");
    const address = `/tickets/${number}/label`;
    const young = await (await house.as(bo)).get(address);
    assert.ok(young.text.includes(DEFINITION));
    assert.match(young.text, /How do I rename a branch\?<\/q> <strong>Basic\./);
    assert.match(young.text, /May be changed until/);
    assert.doesNotMatch(young.text, /name="reason"/);
    await house.wait(15 * DAY);
    const visitor = await house.as(bo);
    assert.match((await visitor.get(address)).text, /name="reason"/);
    const without = await visitor.post(address, { label: "not-basic", article: "", named: "" });
    assert.equal(without.status, 422);
    assert.match(without.text, /This label is frozen\. Say why it was wrong/);
    assert.match(without.text, /value="not-basic" checked/);
    const form = { label: "not-basic", article: "", named: "", reason: " A setting   was changed. " };
    assert.equal((await visitor.post(address, form)).status, 303);
    const sheet = (await visitor.get(`/tickets/${number}`)).text;
    assert.match(sheet, /<s>Basic, but no article answers it yet<\/s>.*Bo Answers.*<q>A setting was changed\.<\/q>/s);
    assert.match(sheet, /instead of basic, but no article answers it yet, after the label was frozen/);
    assert.doesNotMatch((await (await house.as(ada)).get(`/tickets/${number}`)).text, /A setting was changed|frozen/);
  });
});
