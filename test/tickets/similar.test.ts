import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { rankSimilar, tellingWords } from "#server/tickets/similar.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

test("a ticket is known by the words of its subject and question that say something", () => {
  assert.deepEqual(tellingWords("Merge fails with 42804\nWhat does this error mean? column jsonb"), [
    "merge",
    "fails",
    "42804",
    "mean",
    "column",
    "jsonb",
  ]);
  assert.deepEqual(tellingWords("It is not\nso"), []);
});

test("rare words weigh more, common ones nothing, and one shared word is no likeness", () => {
  const standings = [
    { word: "rare", tickets: [7, 1] },
    { word: "usual", tickets: [7, 8, 9, 1] },
    { word: "other", tickets: [8, 9, 1] },
    { word: "everywhere", tickets: [9, 9, 8, 7, 6, 5, 4, 3, 2, 1] },
  ];
  assert.deepEqual(rankSimilar(standings, 1, 5, 9), [7, 9, 8]);
  assert.deepEqual(rankSimilar(standings, 1, 1, 9), [7]);
  assert.deepEqual(rankSimilar([{ word: "alone", tickets: [4, 1] }], 1, 5, 9), [4]);
  assert.deepEqual(rankSimilar([], 1, 5, 9), []);
});

onEachEngine("similar tickets", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  test("stand beside a ticket with the way to merge, only those that may be seen, and never for who asked", async () => {
    const { ada, zoe, bo, cy, dee } = house.cast;
    const wishes = (body: string) => ({ message: writeDown(body) });
    const first = await ask(house, zoe, "Checkpoint stalls on replica", wishes("wal_receiver timeout 57014"));
    await ask(house, zoe, "Colours of the badge", wishes("They look pale."));
    const hidden = await ask(house, zoe, "Checkpoint stalls PLANTED", wishes("wal_receiver timeout 57014"));
    const second = await ask(house, ada, "Replica stalls at a checkpoint", wishes("We see timeout 57014."));
    await (await house.as(cy)).post(`/tickets/${hidden}/confidence`, { [`insider_${dee.id}`]: "1" });
    const { text } = await (await house.as(bo)).get(`/tickets/${second}`);
    const [, similar = ""] = /Similar tickets<\/h2>([\s\S]*?)<\/section>/.exec(text) ?? [];
    assert.match(similar, /Checkpoint stalls on replica/);
    assert.match(similar, new RegExp(`href="/tickets/${second}/merge\\?into=${first}"`));
    assert.doesNotMatch(similar, /Colours of the badge|PLANTED/);
    assert.doesNotMatch(
      (await (await house.as(ada)).get(`/tickets/${second}`)).text,
      /Similar tickets|Checkpoint stalls/,
    );
    const row = await house.ctx.db
      .selectFrom("ticket")
      .select("status")
      .where("number", "=", second)
      .executeTakeFirstOrThrow();
    assert.equal(row.status, "new", "nothing is merged by itself");
  });
});
