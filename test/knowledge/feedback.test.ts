import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { revise } from "./writing.ts";

const SLUG = "no-commits-found";
const PAGE = `/articles/${SLUG}`;

onEachEngine("feedback on articles", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const votes = () => house.ctx.db.selectFrom("vote").selectAll().orderBy("revision").orderBy("person_id").execute();
  const vote = async (person: House["cast"]["ada"], form: Record<string, string>) =>
    (await house.as(person)).post(`${PAGE}/feedback`, { revision: "1", ...form });

  test("one answer per person and revision, which they may change", async () => {
    const { ada, zoe } = house.cast;
    assert.equal((await vote(ada, { helpful: "no", reason: "outdated", comment: "It says 0.1." })).status, 303);
    assert.equal((await vote(ada, { helpful: "no", reason: "outdated", comment: "It says 0.1." })).status, 303);
    await vote(zoe, { helpful: "partly" });
    await vote(ada, { helpful: "yes", reason: "outdated", comment: "still here" });
    const said = (await votes()).map(({ person_id, helpful, reason, comment }) => ({
      person_id,
      helpful,
      reason,
      comment,
    }));
    assert.deepEqual(said, [
      { person_id: ada.id, helpful: "yes", reason: null, comment: null },
      { person_id: zoe.id, helpful: "partly", reason: null, comment: null },
    ]);
  });

  test("a new revision is asked about anew, and the old answers stay with the old text", async () => {
    const { ada } = house.cast;
    await revise(house, SLUG, (source) => source.replace("Make the first commit, then", "Commit once, then"));
    assert.match((await (await house.as(ada)).get(PAGE)).text, /Did this solve it\?/);
    await vote(ada, { revision: "2", helpful: "no" });
    assert.deepEqual(
      (await votes()).map(({ revision, helpful }) => [revision, helpful]),
      [
        [1, "yes"],
        [1, "partly"],
        [2, "no"],
      ],
    );
  });

  test("after a no the way to support carries the article and the search along", async () => {
    const ada = await house.as(house.cast.ada);
    const answer = await ada.post(`${PAGE}/feedback?q=no%20commits`, { revision: "2", helpful: "partly" });
    assert.equal(answer.location, `${PAGE}?q=no%20commits#feedback`);
    const page = await ada.get(`${PAGE}?q=no%20commits`);
    assert.match(page.text, /What was missing\?/);
    assert.match(page.text, /href="\/ask\?from=no-commits-found&amp;q=no%20commits"/);
  });

  test("what nobody could have answered is refused", async () => {
    const { ada } = house.cast;
    for (const form of [
      { helpful: "very" },
      { helpful: "yes", revision: "99" },
      { helpful: "yes", revision: "x" },
      { helpful: "no", reason: "boring" },
    ]) {
      const { status } = await vote(ada, form as Record<string, string>);
      assert.ok(status === 400 || status === 404, JSON.stringify(form));
    }
    const visitor = await house.as(null);
    assert.equal((await visitor.post(`${PAGE}/feedback`, { revision: "1", helpful: "yes" })).status, 403);
    const answer = await (await house.as(ada)).post("/articles/rotate-the-support-key/feedback", {
      revision: "1",
      helpful: "yes",
    });
    assert.equal(answer.status, 404);
  });
});
