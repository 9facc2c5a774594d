import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashPassword } from "#server/people/passwords.ts";
import { changePerson, personById } from "#server/people/store.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Answer, Visitor } from "#test/support/visitor.ts";

const PASSWORD = "seven tired lanterns";

onEachEngine("what an open browser must not be enough for", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const password_hash = await hashPassword(PASSWORD);
    for (const person of [house.cast.dee, house.cast.ada])
      await changePerson(house.ctx.db, person.id, { password_hash });
  });
  after(() => house.close());

  const roleOf = async (id: number) => (await personById(house.ctx.db, id))?.role;
  const role = () => `/admin/people/${house.cast.ada.id}/role`;

  test("after five minutes a role needs the password again, and then nothing was lost", async () => {
    const dee = await house.as(house.cast.dee);
    await house.wait(6 * MINUTE);
    const asked = await dee.post(role(), { role: "agent" });
    assert.equal(asked.status, 403);
    assert.match(asked.text, /Is it you\?/);
    assert.match(asked.text, /<input type="hidden" name="role" value="agent">/, "what was chosen goes along");
    assert.equal(await roleOf(house.cast.ada.id), "requester");
    const wrong = await dee.post(role(), { role: "agent", _proof: "not the password" });
    assert.equal(wrong.status, 422);
    assert.equal(await roleOf(house.cast.ada.id), "requester");
    const right = await dee.post(role(), { role: "agent", _proof: PASSWORD });
    assert.equal(right.status, 303);
    assert.equal(await roleOf(house.cast.ada.id), "agent");
    assert.equal((await dee.get("/admin")).status, 303, "the old session is dead");
    const renewed = sessionOf(right, dee);
    assert.equal((await renewed.get("/admin/people")).status, 200, "the new one is not");
  });

  test("the same for inviting, for links and for disabling", async () => {
    const dee = await house.as(house.cast.dee);
    await house.wait(6 * MINUTE);
    const id = house.cast.zoe.id;
    for (const [path, form] of [
      ["/admin/people", { name: "Eve", email: "eve@example.test", role: "admin" }],
      [`/admin/people/${id}/invitation`, { how: "copy" }],
      [`/admin/people/${id}/disablement`, { disabled: "yes" }],
    ] as const) {
      const answer = await dee.post(path, form);
      assert.equal(answer.status, 403, path);
      assert.match(answer.text, /Is it you\?/, path);
    }
    assert.equal((await personById(house.ctx.db, id))?.disabledAt, null);
  });

  test("wrong passwords are counted like at the door", async () => {
    const dee = await house.as(house.cast.dee);
    await house.wait(DAY - HOUR);
    const again = await house.as(house.cast.dee);
    await house.wait(6 * MINUTE);
    for (let guess = 0; guess < 6; guess += 1) await again.post(role(), { role: "admin", _proof: `guess ${guess}` });
    assert.equal((await again.post(role(), { role: "admin", _proof: PASSWORD })).status, 429);
    assert.ok(dee);
    await house.wait(16 * MINUTE);
  });

  test("an admin does not lose the own rights by a slip", async () => {
    const dee = await house.as(house.cast.dee);
    const own = `/admin/people/${house.cast.dee.id}/role`;
    const asked = await dee.post(own, { role: "agent" });
    assert.equal(asked.status, 422);
    assert.match(asked.text, /takes your own rights away/);
    assert.equal((await dee.post(own, { role: "agent", confirmed: "yes" })).status, 409, "nor when it is the last one");
  });

  test("a role, a team and an account change at once, in every browser", async () => {
    await changePerson(house.ctx.db, house.cast.ada.id, { role: "agent" });
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.get("/desk")).status, 200);
    const dee = await house.as(house.cast.dee);
    await dee.post(role(), { role: "requester" });
    assert.equal((await ada.get("/desk")).status, 303, "signed out");
    assert.equal((await (await house.as({ ...house.cast.ada, role: "requester" })).get("/desk")).status, 404);
    await dee.post(`/admin/people/${house.cast.ada.id}/team`, { team: " Core \u202e team " });
    assert.equal((await personById(house.ctx.db, house.cast.ada.id))?.team, "Core team");
    assert.equal((await dee.post(role(), { role: "emperor" })).status, 422);
    const later = await house.as(house.cast.ada);
    await dee.post(`/admin/people/${house.cast.ada.id}/disablement`, { disabled: "yes" });
    assert.equal((await later.get("/account")).status, 303);
    assert.match((await dee.get(`/admin/people/${house.cast.ada.id}`)).text, /Disabled since/);
    await dee.post(`/admin/people/${house.cast.ada.id}/disablement`, { disabled: "no" });
  });

  test("people see where they are signed in, and end it there", async () => {
    const here = await house.as(house.cast.zoe);
    const there = await house.as(house.cast.zoe);
    const page = await here.get("/account");
    const [, id = ""] = /action="\/account\/sessions\/([\w-]+)\/end"/.exec(page.text) ?? [];
    assert.equal((await (await house.as(house.cast.bo)).post(`/account/sessions/${id}/end`)).status, 404);
    assert.equal((await here.post(`/account/sessions/${id}/end`)).status, 303);
    assert.equal((await there.get("/account")).status, 303);
    assert.equal((await here.get("/account")).status, 200);
  });
});

/** The same browser after it was given a new cookie. */
function sessionOf(answer: Answer, visitor: Visitor): Visitor {
  const cookie = answer.headers
    .getSetCookie()
    .find((one) => one.startsWith("session="))
    ?.split(";")[0];
  return { ...visitor, get: (path, headers = {}) => visitor.get(path, { cookie: cookie ?? "", ...headers }) };
}
