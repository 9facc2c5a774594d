import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { forgottenAttempt, signInAttempt, throttled } from "#server/people/throttle.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

onEachEngine("tries at the door", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  type Try = { email?: string; address?: string; isKnownDevice?: boolean; isRight?: boolean };
  const sit = async ({
    email = "ada@example.test",
    address = "10.0.0.1",
    isKnownDevice = false,
    isRight = false,
  }: Try): Promise<"right" | "wrong" | number> => {
    try {
      const attempt = signInAttempt(email, { address, isKnownDevice });
      return (await throttled(house.ctx, attempt, async () => isRight)) ? "right" : "wrong";
    } catch (error) {
      return (error as { retryAfterSeconds: number }).retryAfterSeconds;
    }
  };
  const waitOf = (answer: unknown) => (typeof answer === "number" ? answer : 0);

  test("the wait after wrong ones grows to a quarter of an hour and never beyond", async () => {
    const email = "grows@example.test";
    const waits: number[] = [];
    for (let guess = 0; guess < 40; guess += 1) {
      const answer = await sit({ email, address: `10.${guess}.0.1` });
      waits.push(waitOf(answer));
      if (typeof answer === "number") await house.wait(answer * 1000);
    }
    assert.deepEqual(waits.slice(0, 5), [0, 0, 0, 0, 0]);
    assert.ok(Math.max(...waits) <= 900, `${Math.max(...waits)} seconds`);
    assert.ok(waits.at(-1) === 0 || (waits.at(-1) ?? 0) > 60, "a patient guesser gets a few tries an hour");
    await house.wait(15 * MINUTE);
    assert.equal(await sit({ email, isRight: true }), "right", "nobody is locked out");
  });

  test("ten thousand guesses from everywhere do not keep the owner from the own browser", async () => {
    const email = "victim@example.test";
    for (let guess = 0; guess < 60; guess += 1) await sit({ email, address: `172.16.${guess}.1` });
    assert.ok(waitOf(await sit({ email, address: "172.17.0.1", isRight: true })) > 0);
    assert.equal(await sit({ email, address: "172.16.1.1", isKnownDevice: true, isRight: true }), "right");
  });

  test("a whole office behind one address signs in without waiting", async () => {
    for (let person = 0; person < 120; person += 1) {
      const answer = await sit({ email: `p${person}@example.test`, address: "192.0.2.1", isRight: true });
      assert.equal(answer, "right", `number ${person} waits`);
    }
  });

  test("one network that guesses at many accounts has to wait, and others do not", async () => {
    for (let person = 0; person < 41; person += 1)
      await sit({ email: `q${person}@example.test`, address: `198.51.100.${person}` });
    assert.ok(waitOf(await sit({ email: "new@example.test", address: "198.51.100.200" })) > 0);
    assert.equal(await sit({ email: "new@example.test", address: "203.0.113.1" }), "wrong");
    assert.ok(waitOf(await sit({ email: "six@example.test", address: "2001:db8:1:2::1" })) === 0);
    await house.wait(HOUR);
    assert.equal(await sit({ email: "newer@example.test", address: "198.51.100.200" }), "wrong", "it comes to an end");
  });

  test("many at the same moment are counted before any is looked at", async () => {
    const email = "parallel@example.test";
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, guess) => sit({ email, address: `10.9.${guess}.1` })),
    );
    const again = await sit({ email, address: "10.8.0.1", isRight: true });
    assert.ok(answers.length === 30 && waitOf(again) >= 60, `only ${again} after thirty at once`);
  });

  test("the count outlives a restart, and a clock that was set back makes nobody wait for hours", async () => {
    const email = "clock@example.test";
    for (let guess = 0; guess < 7; guess += 1) await sit({ email, address: `10.7.${guess}.1` });
    const wait = waitOf(await sit({ email, address: "10.6.0.1" }));
    assert.ok(wait > 0);
    await house.wait(-2 * HOUR);
    assert.ok(waitOf(await sit({ email, address: "10.6.0.1" })) <= 900);
    await house.wait(2 * HOUR);
  });

  test("asking for a new password is counted by network, not by address: nobody can be kept from asking", async () => {
    const ask = (address: string) =>
      throttled(house.ctx, forgottenAttempt({ address, isKnownDevice: false }), async () => undefined);
    for (let time = 0; time < 20; time += 1) await ask("192.0.2.77");
    await assert.rejects(ask("192.0.2.78"), { status: 429 });
    await ask("203.0.113.77");
  });
});
