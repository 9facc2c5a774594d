import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { letWatch } from "#server/tickets/watching.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

onEachEngine("narrowing the desk", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await house.settle();
  });
  after(() => house.close());

  const subjects = async (query: string, person = house.cast.bo) => {
    const { text } = await (await house.as(person)).get(`/desk?${query}`);
    return [...text.matchAll(/<a class="sub" href="[^"]+"[^>]*>([^<]+)<\/a>/g)].map((found) => found[1] ?? "");
  };

  test("by urgency, team, what is due, what one watches and what stands in a field", async () => {
    const { ada, zoe, bo, dee } = house.cast;
    const urgent = await ask(house, ada, "Urgent one", { urgency: "high" });
    await ask(house, zoe, "Calm one", { urgency: "low", category: "access" });
    assert.deepEqual(await subjects("urgency=high"), ["Urgent one"]);
    assert.deepEqual(await subjects("team=search"), ["Calm one"]);
    assert.deepEqual(await subjects("team=%25"), []);
    await letWatch(house.ctx, bo, urgent, bo.id);
    assert.deepEqual(await subjects("watched=me"), ["Urgent one"]);
    assert.deepEqual(await subjects("watched=me", dee), []);
    assert.deepEqual(await subjects("due=late"), []);
    await house.wait(3 * HOUR);
    assert.deepEqual(await subjects("due=late"), ["Urgent one"]);
    assert.deepEqual(await subjects("due=none"), []);
    await house.wait(3 * DAY);
    assert.deepEqual((await subjects("due=late")).length, 2);
    assert.equal((await subjects("urgency=high&team=search")).length, 0);
    await house.ctx.db
      .insertInto("ticket_question")
      .values({
        ...{ category: null, label: "Version", hint: "", kind: "version", choices: "[]", required_since: null },
        ...{ position: 1, version: 1, retired_at: null },
      })
      .execute();
    const { id } = await house.ctx.db
      .selectFrom("ticket")
      .select("id")
      .where("number", "=", urgent)
      .executeTakeFirstOrThrow();
    const answer = { ticket_id: id, field_id: 1, label: "Version", kind: "version", value: "V1.4" } as const;
    await house.ctx.db.insertInto("ticket_answer").values(answer).execute();
    assert.deepEqual(await subjects("field=1&value=v1.4"), ["Urgent one"]);
    assert.deepEqual(await subjects("field=1&value=1.5"), []);
    const { text } = await (await house.as(bo)).get("/desk?field=1&value=v1.4");
    assert.match(text, /<details class="more-filters" open>/);
    assert.match(text, /value="v1\.4"/);
  });

  test("by whether an article likely answers it, seen again as articles change", async () => {
    const { ada } = house.cast;
    await ask(house, ada, "No commits found", { category: "branches" });
    await ask(house, ada, "Zyxwvut qponmlk", { category: null });
    await house.wait(MINUTE);
    const likely = await subjects("likely=yes");
    assert.ok(likely.includes("No commits found"), likely.join());
    assert.ok(!likely.includes("Zyxwvut qponmlk"));
  });

  test("places are offered to whoever may go there", async () => {
    const placesOf = async (person = house.cast.bo) => {
      const { text, status } = await (await house.as(person)).get("/desk/places.json");
      return status === 200 ? JSON.parse(text).places.map(({ href }: { href: string }) => href) : status;
    };
    assert.ok(!(await placesOf()).includes("/admin/queues"));
    assert.ok((await placesOf(house.cast.dee)).includes("/admin/queues"));
    assert.equal(await placesOf(house.cast.ada), 404);
    for (const href of await placesOf(house.cast.dee))
      assert.equal((await (await house.as(house.cast.dee)).get(href)).status, 200, href);
  });
});
