import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { articlesBySlugs } from "#server/knowledge/articles.ts";
import { DAY, HOUR, WEEK } from "#server/platform/clock.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { labelTicket, resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "./question.ts";

onEachEngine("What nobody labelled", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouseInUtc(engine);
  });
  after(() => house.close());

  const LINK = "See [this](http://portal.test/articles/branch-already-exists).";
  const reply = (number: number, body: string) =>
    sendMessage(house.ctx, house.cast.bo, readerOf(house.cast.bo), number, says(body));
  /** Who asked says that it is solved, and nobody says of what kind it was. */
  const solve = (number: number) => resolveTicket(house.ctx, house.cast.ada, readerOf(house.cast.ada), number, null);
  async function labelled(many: number, subject: string, isBasic: boolean, category: string | null) {
    const { ctx, cast } = house;
    for (let count = 0; count < many; count += 1) {
      const number = await ask(house, cast.ada, subject, { category });
      const verdict = { label: isBasic ? "basic-uncovered" : "not-basic", article: null } as const;
      await resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, verdict);
    }
  }
  const labelOf = async (number: number) => {
    const { id } = await findTicket(house.ctx, house.cast.bo, number);
    const row = await house.ctx.db
      .selectFrom("ticket_label")
      .selectAll()
      .where("ticket_id", "=", id)
      .executeTakeFirst();
    return row && { label: row.label, source: row.source, article: row.article_id, score: row.score };
  };

  test("is worked out by rule after two weeks: usually basic, answered by an article, never beyond the first step", async () => {
    const { cast, ctx, wait } = house;
    await labelled(9, "How do I rename a branch?", true, "branches");
    const [answered, climbed, plain] = [
      await ask(house, cast.ada, "Answered"),
      await ask(house, cast.ada, "Climbed"),
      await ask(house, cast.ada, "Plain"),
    ];
    await reply(answered, LINK);
    await reply(plain, "Like this.");
    for (let hour = 0; hour < 3; hour += 1) await wait(HOUR);
    await reply(climbed, LINK);
    for (const number of [answered, climbed, plain]) await solve(number);
    await wait(14 * DAY - HOUR);
    assert.equal(await labelOf(answered), undefined, "people have two weeks");
    await wait(2 * HOUR);
    assert.equal(await labelOf(answered), undefined, "nine labels make no category default");
    await labelled(1, "How do I rename a branch?", true, "branches");
    await wait(WEEK + HOUR);
    const [article] = await articlesBySlugs(ctx, cast.bo, ["branch-already-exists"]);
    assert.deepEqual(await labelOf(answered), { label: "basic", source: "rule", article: article?.id, score: null });
    assert.deepEqual(await labelOf(climbed), { label: "not-basic", source: "rule", article: null, score: null });
    assert.equal(await labelOf(plain), undefined, "no article, and nothing to learn from yet");
  });

  test("is worked out from the words where the rule says nothing, with its score, and people have the last word", async () => {
    const { cast, ctx, wait } = house;
    for (let round = 0; round < 12; round += 1) {
      await labelled(2, `How do I rename things, number ${round}?`, true, null);
      await labelled(2, `Rows were lost on server ${round}`, false, null);
    }
    const [how, lost] = [
      await ask(house, cast.ada, "How do I rename a tag?", { category: null }),
      await ask(house, cast.ada, "Rows were lost again", { category: null }),
    ];
    for (const number of [how, lost]) {
      await reply(number, "Hm.");
      await solve(number);
    }
    await wait(14 * DAY + HOUR);
    const [first, second] = [await labelOf(how), await labelOf(lost)];
    assert.deepEqual([first?.label, first?.source], ["basic-uncovered", "classifier"]);
    assert.deepEqual([second?.label, second?.source], ["not-basic", "classifier"]);
    assert.ok((first?.score ?? 0) > 0.9 && (second?.score ?? 1) < 0.1, JSON.stringify([first, second]));
    const sheet = (await (await house.as(cast.bo)).get(`/tickets/${how}`)).text;
    assert.match(sheet, /worked out from its words, (9\d|100)% basic/);
    assert.match(sheet, /The portal<\/b> labelled it, by the labels of similar questions: basic/);
    const say = (label: "basic-uncovered" | "not-basic", reason?: string) =>
      labelTicket(ctx, cast.bo, readerOf(cast.bo), how, { label, article: null }, reason);
    await assert.rejects(say("not-basic"), /This label is frozen/);
    await say("basic-uncovered");
    assert.equal((await labelOf(how))?.source, "agent", "confirmed by somebody");
    await say("not-basic", "Somebody had to do it.");
    assert.equal((await labelOf(how))?.label, "not-basic");
  });
});
