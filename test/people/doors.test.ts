import assert from "node:assert/strict";
import { argon2Sync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { byPerson } from "#server/audit/trail.ts";
import { addPerson, disablePerson, makeLink } from "#server/people/actions.ts";
import { hashPassword } from "#server/people/passwords.ts";
import { changePerson, credentialsByEmail } from "#server/people/store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const PASSWORD = "seven tired lanterns";

onEachEngine("signing in", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const password_hash = await hashPassword(PASSWORD);
    for (const person of [house.cast.ada, house.cast.zoe])
      await changePerson(house.ctx.db, person.id, { password_hash });
  });
  after(() => house.close());

  test("the right password opens the door and leads on to where they were going", async () => {
    const visitor = await house.as(null);
    const answer = await visitor.post("/sign-in", { email: "ADA@example.test ", password: PASSWORD, next: "/account" });
    assert.equal(answer.status, 303);
    assert.equal(answer.location, "/account");
    const cookie = answer.headers.getSetCookie().find((one) => one.startsWith("session="));
    assert.match(cookie ?? "", /HttpOnly.*SameSite=Lax/);
  });

  test("nobody is sent to another site after signing in", async () => {
    const visitor = await house.as(null);
    for (const next of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/%5cevil",
      "\t//evil",
    ]) {
      const answer = await visitor.post("/sign-in", { email: "ada@example.test", password: PASSWORD, next });
      assert.equal(answer.location, "/", next);
    }
  });

  test("unknown, without a password and wrong are one answer", async () => {
    const visitor = await house.as(null);
    const tries = [
      { email: "nobody@example.test", password: PASSWORD },
      { email: "bo@example.test", password: PASSWORD },
      { email: "ada@example.test", password: "wrong wrong wrong" },
    ];
    const answers = await Promise.all(tries.map((form) => visitor.post("/sign-in", form)));
    const bare = answers.map(({ status, text }, place) => ({
      status,
      text: text.replaceAll(tries[place]?.email ?? "", "").replace(/value="[\w-]{20,}"/g, ""),
    }));
    assert.equal(bare[0]?.status, 422);
    assert.deepEqual(bare[1], bare[0]);
    assert.deepEqual(bare[2], bare[0]);
  });

  test("a guesser has to wait longer and longer; the owner on a known device does not", async () => {
    const guesser = await house.as(null);
    for (let guess = 0; guess < 6; guess++)
      await guesser.post("/sign-in", { email: "zoe@example.test", password: "guess guess guess" });
    const refused = await guesser.post("/sign-in", { email: "zoe@example.test", password: PASSWORD });
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);

    const device = house.ctx.keys.sign("device", "zoe@example.test");
    const owner = await house.as(null);
    const answer = await owner.post(
      "/sign-in",
      { email: "zoe@example.test", password: PASSWORD },
      { cookie: `${owner.cookie}; device=${device}` },
    );
    assert.equal(answer.status, 303);

    await house.wait(16 * MINUTE);
    assert.equal(
      (await guesser.post("/sign-in", { email: "zoe@example.test", password: PASSWORD })).status,
      303,
      "nobody is locked out for good",
    );
  });

  test("a session ends when nobody used it for long, and when its person is disabled", async () => {
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.get("/account")).status, 200);
    await house.wait(7 * HOUR);
    assert.equal((await ada.get("/account")).status, 200);
    await house.wait(9 * HOUR);
    assert.equal((await ada.get("/account")).location, "/sign-in?next=%2Faccount");
    const again = await house.as(house.cast.ada);
    await disablePerson(house.ctx, house.cast.dee, house.cast.ada.id, true);
    assert.equal((await again.get("/account")).status, 303);
  });

  test("a hash from cheaper times is made anew while its owner signs in", async () => {
    const { ctx, cast } = house;
    const salt = Buffer.alloc(16, 7);
    const cheap = {
      message: Buffer.from(PASSWORD),
      nonce: salt,
      tagLength: 32,
      memory: 19_456,
      passes: 2,
      parallelism: 1,
    };
    const tag = argon2Sync("argon2id", cheap).toString("base64").replace(/=+$/, "");
    const old = `$argon2id$v=19$m=19456,t=2,p=1$${salt.toString("base64").replace(/=+$/, "")}$${tag}`;
    await changePerson(ctx.db, cast.cy.id, { password_hash: old });
    const hash = async () => (await credentialsByEmail(ctx.db, cast.cy.email))?.passwordHash;
    const visitor = await house.as(null);
    await visitor.post("/sign-in", { email: cast.cy.email, password: "wrong wrong wrong" });
    assert.equal(await hash(), old, "not by a guess");
    assert.equal((await visitor.post("/sign-in", { email: cast.cy.email, password: PASSWORD })).status, 303);
    assert.match((await hash()) ?? "", /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    assert.equal(
      (await (await house.as(null)).post("/sign-in", { email: cast.cy.email, password: PASSWORD })).status,
      303,
    );
  });

  test("two admins who disable each other at the same moment leave one", async () => {
    const { ctx, cast } = house;
    await changePerson(ctx.db, cast.cy.id, { role: "admin" });
    const cy = { ...cast.cy, role: "admin" as const };
    const both = await Promise.allSettled([
      disablePerson(ctx, cast.dee, cy.id, true),
      disablePerson(ctx, cy, cast.dee.id, true),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    await changePerson(ctx.db, cast.dee.id, { disabled_at: null });
    await changePerson(ctx.db, cy.id, { role: "manager", disabled_at: null });
  });

  test("one address gets one account, however many add it at once", async () => {
    const eve = { email: "eve@example.test", name: "Eve", role: "agent", team: null } as const;
    const adds = Array.from({ length: 6 }, () => addPerson(house.ctx, byPerson(house.cast.dee), eve));
    const all = await Promise.allSettled(adds);
    assert.equal(all.filter(({ status }) => status === "fulfilled").length, 1);
    for (const one of all) if (one.status === "rejected") assert.equal(one.reason.status, 409);
  });

  test("the last admin cannot be disabled", async () => {
    await assert.rejects(disablePerson(house.ctx, house.cast.dee, house.cast.dee.id, true), /last admin/);
  });
});

onEachEngine("links", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, isEmpty: true });
  });
  after(() => house.close());

  test("the setup link makes the first admin, once, and not before a good password was chosen", async () => {
    const link = new URL(await makeLink(house.ctx, "setup", null)).pathname;
    const visitor = await house.as(null);
    assert.equal((await visitor.get(link)).status, 200, "looking at it uses nothing up");
    const form = { name: "Dee Runs", email: "dee@example.test", organisation: "Example", password: "short" };
    const refused = await visitor.post(link, form);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /at least 12 characters/);
    assert.match(refused.text, /value="Dee Runs"/, "what was typed is still there");
    assert.equal((await visitor.post(link, { ...form, password: PASSWORD })).status, 303);
    assert.equal((await visitor.get(link)).status, 404);
    assert.equal((await visitor.get("/setup/")).status, 404);
  });

  test("two uses of one link at the same moment are one", async () => {
    const { id } = await house.ctx.db.selectFrom("person").select("id").executeTakeFirstOrThrow();
    const link = new URL(await makeLink(house.ctx, "invitation", id)).pathname;
    const visitor = await house.as(null);
    const uses = await Promise.all(
      ["first long password", "second long password"].map((password) => visitor.post(link, { password })),
    );
    assert.deepEqual(uses.map(({ status }) => status).sort(), [303, 404]);
  });

  test("a link that is too old is no link", async () => {
    const { id } = await house.ctx.db.selectFrom("person").select("id").executeTakeFirstOrThrow();
    const link = new URL(await makeLink(house.ctx, "invitation", id)).pathname;
    await house.wait(73 * HOUR);
    assert.equal((await (await house.as(null)).get(link)).status, 404);
  });
});

describe("every answer", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  test("carries the full set of headers, errors and redirects included", async () => {
    const ada = await house.as(house.cast.ada);
    const visitor = await house.as(null);
    const answers = await Promise.all([
      ada.get("/account"),
      ada.get("/nowhere"),
      visitor.get("/account"),
      ada.post("/account/profile", { _csrf: "no" }),
      ada.get("/healthz"),
      ada.get("/assets/000000000000/none.css"),
      ada.get("/%ff"),
    ]);
    for (const { headers, status } of answers) {
      assert.match(
        headers.get("content-security-policy") ?? "",
        /default-src 'none'.*frame-ancestors 'none'/,
        String(status),
      );
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("x-powered-by"), null);
      assert.ok(headers.get("referrer-policy"));
    }
  });

  test("is a page with a reference when something of ours breaks", async () => {
    const dee = await house.as(house.cast.dee);
    const { db } = house.ctx;
    await db.schema.alterTable("outbox").renameColumn("about", "about_gone").execute();
    const answer = await dee.get("/admin/mail");
    await db.schema.alterTable("outbox").renameColumn("about_gone", "about").execute();
    assert.equal(answer.status, 500);
    assert.match(answer.text, /Reference <code>[0-9a-f]{10}<\/code>/);
    assert.doesNotMatch(answer.text, /sqlite|select|\.ts:/i);
  });
});
