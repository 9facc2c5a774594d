import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SECOND } from "#server/platform/clock.ts";
import { comeIn, goAway, openPresence, presenceInWords } from "#server/tickets/presence.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "./question.ts";

const BO = { personId: 1, name: "Bo", isWriting: false };
const CY = { personId: 2, name: "Cy", isWriting: true };
const DEE = { personId: 3, name: "Dee", isWriting: false };

test("who else is there is told until they go or fall silent", () => {
  const presence = openPresence();
  assert.deepEqual(comeIn(presence, 7, BO, 0), []);
  assert.deepEqual(comeIn(presence, 7, CY, 10 * SECOND), [BO]);
  assert.deepEqual(comeIn(presence, 8, DEE, 10 * SECOND), [], "another ticket");
  assert.deepEqual(comeIn(presence, 7, BO, 50 * SECOND), [CY]);
  assert.deepEqual(comeIn(presence, 7, BO, 51 * SECOND), [], "Cy has said nothing for 41 seconds");
  comeIn(presence, 7, CY, 52 * SECOND);
  goAway(presence, 7, CY.personId);
  assert.deepEqual(comeIn(presence, 7, BO, 53 * SECOND), []);
});

test("it is said in one sentence, who writes first", () => {
  assert.equal(presenceInWords([]), "");
  assert.equal(presenceInWords([BO]), "Bo is looking at this too.");
  assert.equal(presenceInWords([BO, CY]), "Cy is writing a reply. Bo is looking at this too.");
  assert.equal(presenceInWords([BO, DEE]), "Bo and Dee are looking at this too.");
});

test("it does not grow without end", () => {
  const presence = openPresence();
  for (let ticket = 0; ticket < 6000; ticket += 1) comeIn(presence, ticket, BO, ticket);
  assert.equal(presence.size, 5000);
});

describe("on a ticket", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  test("those who answer see each other, whoever asked sees nobody", async () => {
    const { ada, bo, cy } = house.cast;
    const number = await ask(house, ada, "Two at once");
    const path = `/tickets/${number}/presence`;
    const [one, other] = [await house.as(bo), await house.as(cy)];
    assert.deepEqual(JSON.parse((await one.post(path, { does: "writes" })).text), { sentence: "" });
    const { text } = await other.post(path, { does: "looks" });
    assert.deepEqual(JSON.parse(text), { sentence: "Bo Answers is writing a reply." });
    assert.equal((await one.post(path, { does: "leaves" })).status, 204);
    assert.deepEqual(JSON.parse((await other.post(path, { does: "sings" })).text), { sentence: "" });
    const hers = await house.as(ada);
    assert.equal((await hers.post(path, { does: "looks" })).status, 403);
    assert.doesNotMatch((await hers.get(`/tickets/${number}`)).text, /data-presence/);
    assert.equal((await one.post("/tickets/999/presence", { does: "looks" })).status, 404);
  });
});
