import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { disablePerson } from "#server/people/actions.ts";
import { hashPassword } from "#server/people/passwords.ts";
import { changePerson } from "#server/people/store.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const PASSWORD = "seven tired lanterns";
const ROUNDS = 6;

/** In ms of the processor: the time on the wall depends on what else the machine does. */
function workSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe("an answer at the door tells nothing about an account", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
    const password_hash = await hashPassword(PASSWORD);
    for (const person of [house.cast.ada, house.cast.zoe])
      await changePerson(house.ctx.db, person.id, { password_hash });
    await disablePerson(house.ctx, house.cast.dee, house.cast.zoe.id, true);
  });
  after(() => house.close());

  /** Wrong, disabled with the right password, without a password, unknown. */
  const TRIES = [
    { email: "ada@example.test", password: "wrong wrong wrong" },
    { email: "zoe@example.test", password: PASSWORD },
    { email: "boo@example.test", password: PASSWORD },
    { email: "bo@example.test", password: PASSWORD },
  ];

  test("not by its status, headers or words", async () => {
    const visitor = await house.as(null);
    const answers = [];
    for (const form of TRIES) {
      const { status, text, headers } = await visitor.post("/sign-in", form);
      const body = text.replaceAll(form.email, "");
      answers.push({ status, body, headers: [...headers.keys()].filter((name) => name !== "date") });
    }
    assert.equal(answers[0]?.status, 422);
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
  });

  test("not by the time it takes: the same work is done for each", async () => {
    const { db } = house.ctx;
    const visitor = await house.as(null);
    const times = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const form of TRIES) {
        await db.deleteFrom("sign_in_failure").execute();
        const before = process.cpuUsage();
        await visitor.post("/sign-in", form);
        times.set(form.email, [...(times.get(form.email) ?? []), workSince(before)]);
      }
    // The least of each: whatever else was going on can only have added to it.
    const fastest = [...times.values()].map((all) => Math.min(...all));
    const spread = Math.max(...fastest) / Math.min(...fastest);
    assert.ok(spread < 1.5, `${fastest.map(Math.round).join(", ")} ms`);
    assert.ok(Math.min(...fastest) > 20, "a hash was computed for each");
  });

  test("nor when asking for a new password", async () => {
    const visitor = await house.as(null);
    const fastest = [];
    for (const email of ["ada@example.test", "zoe@example.test", "nobody@example.test"]) {
      const times = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        await house.ctx.db.deleteFrom("sign_in_failure").execute();
        await house.ctx.db.deleteFrom("link").execute();
        const before = process.cpuUsage();
        assert.equal((await visitor.post("/forgotten-password", { email })).status, 303);
        times.push(workSince(before));
      }
      fastest.push(Math.min(...times));
    }
    // A letter costs two rows more in the same transaction; flushing it to the disk is most of the time either way.
    assert.ok(Math.max(...fastest) - Math.min(...fastest) < 5, `${fastest.map((ms) => ms.toFixed(2)).join(", ")} ms`);
  });
});
