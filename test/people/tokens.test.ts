import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { disablePerson } from "#server/people/actions.ts";
import { findOrAddProgram } from "#server/people/programs.ts";
import { makeToken, tokenIn } from "#server/people/token.ts";
import { callerOf, issueToken, writeTokenNews } from "#server/people/tokens.ts";
import { DAY } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const WISH = { name: "Nightly script", scopes: ["tickets:read"], days: 30 } as const;

onEachEngine("a token", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const ask = (token: string) => callerOf(house.ctx, `Bearer ${token}`, "192.0.2.7");

  test("is shown once, stored as a hash, and speaks for its owner until it ends", async () => {
    const { ctx, cast } = house;
    const token = await issueToken(ctx, cast.ada, cast.ada, WISH);
    assert.equal(tokenIn(`see ${token}.`), token);
    const rows = await ctx.db.selectFrom("api_token").selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(token.slice(10, 40)));
    assert.equal((await ask(token))?.person.id, cast.ada.id);
    assert.deepEqual((await ask(token))?.scopes, ["tickets:read"]);
    await writeTokenNews(ctx);
    const { used_at, used_from } = await ctx.db.selectFrom("api_token").selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([used_at, used_from], [ctx.clock.now(), "192.0.2"]);
    await house.wait(30 * DAY);
    assert.equal(await ask(token), null);
  });

  test("tells its owner two weeks before it ends, once", async () => {
    const { ctx, cast } = house;
    await issueToken(ctx, cast.bo, cast.bo, { ...WISH, name: "Weekly list" });
    const program = await findOrAddProgram(ctx, cast.dee, { name: "Export", role: "agent" });
    await issueToken(ctx, cast.dee, program, { ...WISH, name: "Hourly export" });
    await house.wait(15 * DAY);
    const told = () => house.sent().filter(({ subject }) => /A token at/.test(subject));
    assert.deepEqual(told(), []);
    await house.wait(2 * DAY);
    await house.settle();
    assert.deepEqual(
      told().map(({ to, text }) => [to, /“(.+)” ends on 2026-\d\d-\d\d/.exec(text)?.[1]]),
      [
        ["bo@example.test", "Weekly list"],
        ["dee@example.test", "Hourly export"],
      ],
    );
    await house.wait(2 * DAY);
    assert.equal(told().length, 2);
  });

  test("that was never made, or was typed wrongly, is nobody", async () => {
    assert.equal(await ask(makeToken()), null);
    const token = await issueToken(house.ctx, house.cast.ada, house.cast.ada, WISH);
    assert.equal(await ask(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`), null);
    assert.equal(await callerOf(house.ctx, `Basic ${token}`, ""), null);
  });

  test("ends with a click of its owner or an admin, and nobody else knows of it", async () => {
    const { ctx, cast } = house;
    const token = await issueToken(ctx, cast.ada, cast.ada, WISH);
    const { id } = await ctx.db.selectFrom("api_token").select("id").orderBy("id", "desc").executeTakeFirstOrThrow();
    const zoe = await house.as(cast.zoe);
    const [hidden, missing] = [`/account/tokens/${id}/revocation`, "/account/tokens/99999/revocation"];
    assert.equal((await zoe.post(hidden)).status, 404);
    assert.equal((await zoe.post(missing)).status, 404);
    assert.ok(await ask(token));
    assert.equal((await (await house.as(cast.dee)).post(hidden, { back: "/admin/tokens" })).location, "/admin/tokens");
    assert.equal(await ask(token), null);
  });

  test("is dead while its owner is disabled", async () => {
    const { ctx, cast } = house;
    const token = await issueToken(ctx, cast.zoe, cast.zoe, WISH);
    await disablePerson(ctx, cast.dee, cast.zoe.id, true);
    assert.equal(await ask(token), null);
    await disablePerson(ctx, cast.dee, cast.zoe.id, false);
  });

  test("allows nothing its owner may not do, and is made by nobody for somebody else", async () => {
    const { ctx, cast } = house;
    await assert.rejects(issueToken(ctx, cast.ada, cast.ada, { ...WISH, scopes: ["reports:read"] }), /may not/);
    await assert.rejects(issueToken(ctx, cast.ada, cast.zoe, WISH), /for oneself/);
    await assert.rejects(findOrAddProgram(ctx, cast.cy, { name: "Builds", role: "agent" }), /Only admins/);
  });

  test("is made on a page that asks who is there, and sent twice it is one", async () => {
    const { ctx, cast } = house;
    const ada = await house.as(cast.ada);
    const wrong = await ada.post("/account/tokens", { name: "Mine", days: "90" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /at least one thing/);
    assert.match(wrong.text, /value="Mine"/);
    assert.doesNotMatch(wrong.text, /Read the reports/);
    const form = { name: "Mine", days: "90", tickets_read: "yes", _once: "0123456789abcdef" };
    const made = await ada.post("/account/tokens", form);
    const token = tokenIn(made.text);
    assert.ok(token && (await ask(token)));
    const again = await ada.post("/account/tokens", form);
    assert.equal(again.location, "/account/tokens");
    assert.equal(tokenIn((await ada.get("/account/tokens")).text), null);
    await ctx.db.updateTable("session").set({ proved_at: 0 }).execute();
    const old = await ada.post("/account/tokens", { ...form, _once: "0123456789abcdeg" });
    assert.equal(old.status, 403);
    assert.match(old.text, /Is it you\?/);
  });

  test("of a program belongs to nobody who could leave, and the program is nobody to turn to", async () => {
    const { ctx, cast } = house;
    const dee = await house.as(cast.dee);
    const form = { program: "Lern­plattform Ü", role: "manager", name: "Figures", days: "365", figures_write: "yes" };
    const made = await dee.post("/admin/tokens", form);
    const caller = await ask(tokenIn(made.text) ?? "");
    assert.equal(caller?.person.role, "manager");
    const more = await dee.post("/admin/tokens", { ...form, name: "More", reports_read: "yes" });
    assert.equal((await ask(tokenIn(more.text) ?? ""))?.person.id, caller?.person.id);
    const wrong = await dee.post("/admin/tokens", {
      ...form,
      role: "requester",
      figures_write: "",
      tickets_read: "yes",
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /is a manager already/);
    const invited = await dee.post(`/admin/people/${caller?.person.id}/invitation`, { how: "copy" });
    assert.equal(invited.status, 403);
    const trail = await ctx.db.selectFrom("audit_entry").select("action").execute();
    assert.equal(trail.filter(({ action }) => action === "made a token").length, 9);
  });
});
