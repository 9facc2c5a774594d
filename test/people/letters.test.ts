import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { disablePerson } from "#server/people/actions.ts";
import { hashPassword } from "#server/people/passwords.ts";
import { changePerson } from "#server/people/store.ts";
import { HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const OLD = "seven tired lanterns";
const NEW = "nine hungry umbrellas";

onEachEngine("letters about accounts", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    const password_hash = await hashPassword(OLD);
    for (const person of Object.values(house.cast)) await changePerson(house.ctx.db, person.id, { password_hash });
  });
  after(() => house.close());

  const lettersTo = (address: string) => house.sent().filter(({ to }) => to === address);
  const newest = (address: string) => {
    const letter = lettersTo(address).at(-1);
    assert.ok(letter, `nothing was sent to ${address}`);
    return letter;
  };
  const linkIn = (text: string) =>
    new URL(/http\S+\/(?:resets|invitations|addresses)\/\S+/.exec(text)?.[0] ?? "").pathname;
  const signIn = async (email: string, password: string) =>
    (await (await house.as(null)).post("/sign-in", { email, password })).status;

  test("whoever forgot the password chooses a new one with a link from a letter", async () => {
    const visitor = await house.as(null);
    const elsewhere = await house.as(house.cast.ada);
    assert.match((await visitor.get("/sign-in")).text, /href="\/forgotten-password">Forgot your password\?/);
    assert.equal((await visitor.post("/forgotten-password", { email: " ADA@example.test" })).status, 303);
    await house.settle();
    const { text, html, subject } = newest("ada@example.test");
    assert.match(subject, /new password/);
    assert.match(
      text,
      /^Hello Ada Asks,\n\nsomebody asked .+\n\nIf it was not you.+\n\nChoose a new password:\nhttp\S+\n\nhttp\S+\n$/,
    );
    const link = linkIn(text);
    assert.ok(html.includes(link));
    const page = await visitor.get(link);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("referrer-policy"), "no-referrer");
    assert.equal((await visitor.get(link)).status, 200, "looking uses nothing up");
    assert.equal((await visitor.post(link, { password: "short" })).status, 422);
    assert.equal((await visitor.post(link, { password: NEW })).status, 303);
    assert.equal((await visitor.get(link)).status, 404, "it works once");
    assert.equal((await elsewhere.get("/account")).status, 303, "other devices are signed out");
    assert.equal(await signIn("ada@example.test", OLD), 422);
    assert.equal(await signIn("ada@example.test", NEW), 303);
    await house.settle();
    assert.match(newest("ada@example.test").subject, /password .* was changed/, "and the owner is told");
  });

  test("known, unknown and disabled addresses get one answer, and only the known one a letter", async () => {
    await disablePerson(house.ctx, house.cast.dee, house.cast.zoe.id, true);
    const before = house.sent().length;
    const visitor = await house.as(null);
    const answers = [];
    for (const email of ["bo@example.test", "zoe@example.test", "nobody@example.test"]) {
      const { status, location, text, headers } = await visitor.post("/forgotten-password", { email });
      answers.push({ status, location, text, names: [...headers.keys()] });
    }
    assert.equal(answers[0]?.status, 303);
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
    await house.settle();
    assert.deepEqual(
      house
        .sent()
        .slice(before)
        .map(({ to }) => to),
      ["bo@example.test"],
    );
    await disablePerson(house.ctx, house.cast.dee, house.cast.zoe.id, false);
  });

  test("a letter that was late does not bring a link that is dead already", async () => {
    house.breakPost(new Error("the post is on strike"));
    await (await house.as(null)).post("/forgotten-password", { email: "cy@example.test" });
    await house.wait(31 * MINUTE);
    house.breakPost(undefined);
    await house.wait(HOUR);
    assert.deepEqual(lettersTo("cy@example.test"), []);
  });

  test("a letter that is written twice has the same link, and the database never holds it", async () => {
    house.breakPost(new Error("the line went dead"));
    await (await house.as(null)).post("/forgotten-password", { email: "cy@example.test" });
    await house.settle();
    house.breakPost(undefined);
    await house.wait(2 * MINUTE);
    const secret = linkIn(newest("cy@example.test").text).split("/")[2] ?? "";
    const rows = [
      await house.ctx.db.selectFrom("outbox").selectAll().execute(),
      await house.ctx.db.selectFrom("link").selectAll().execute(),
      await house.ctx.db.selectFrom("audit_entry").selectAll().execute(),
    ];
    assert.ok(secret.length >= 43 && !JSON.stringify(rows).includes(secret));
  });

  test("a stranger who asks over and over fills no mailbox and makes no link void", async () => {
    const visitor = await house.as(null);
    const before = lettersTo("dee@example.test").length;
    for (let time = 0; time < 8; time += 1)
      assert.equal((await visitor.post("/forgotten-password", { email: "dee@example.test" })).status, 303);
    await house.settle();
    const letters = lettersTo("dee@example.test").slice(before);
    assert.equal(letters.length, 3);
    for (const { text } of letters) assert.equal((await visitor.get(linkIn(text))).status, 200);
  });

  test("disabling somebody makes their links void and leaves their letters unsent", async () => {
    const visitor = await house.as(null);
    await visitor.post("/forgotten-password", { email: "zoe@example.test" });
    await house.settle();
    const link = linkIn(newest("zoe@example.test").text);
    await visitor.post("/forgotten-password", { email: "zoe@example.test" });
    await disablePerson(house.ctx, house.cast.dee, house.cast.zoe.id, true);
    const before = house.sent().length;
    await house.settle();
    assert.equal(house.sent().length, before);
    assert.equal((await visitor.get(link)).status, 404);
    assert.equal((await visitor.post(link, { password: NEW })).status, 404);
    await disablePerson(house.ctx, house.cast.dee, house.cast.zoe.id, false);
    assert.equal((await visitor.get(link)).status, 404, "also after they are back");
  });

  test("an invitation goes out by mail and opens the door once", async () => {
    const dee = await house.as(house.cast.dee);
    const form = { name: "Eve New", email: "eve@example.test", role: "agent", team: "Core", _once: "0123456789abcdef" };
    const first = await dee.post("/admin/people", form);
    const again = await dee.post("/admin/people", form);
    assert.equal(first.status, 303);
    assert.equal(again.location, first.location, "sent twice is done once");
    await house.settle();
    assert.equal(lettersTo("eve@example.test").length, 1);
    const link = linkIn(newest("eve@example.test").text);
    assert.ok(!(await dee.get(first.location ?? "")).text.includes(link), "nobody but its owner sees it");
    await house.wait(71 * HOUR);
    const eve = await house.as(null);
    assert.equal((await eve.post(link, { password: NEW })).status, 303);
    assert.equal(await signIn("eve@example.test", NEW), 303);
    await house.wait(2 * HOUR);
    assert.equal((await eve.get(link)).status, 404);
  });

  test("a new address counts when it said yes, and the old one is told", async () => {
    const cy = await house.as(house.cast.cy);
    const wrong = await cy.post("/account/address", { email: "cyrus@example.test", proof: "not the password" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /value="cyrus@example\.test"/);
    assert.equal((await cy.post("/account/address", { email: "cyrus@example.test", proof: OLD })).status, 303);
    await house.settle();
    assert.equal(await signIn("cy@example.test", OLD), 303, "nothing has changed yet");
    const link = linkIn(newest("cyrus@example.test").text);
    const visitor = await house.as(null);
    assert.match((await visitor.get(link)).text, /cyrus@example\.test/);
    assert.equal((await visitor.post(link)).status, 303);
    assert.equal(await signIn("cyrus@example.test", OLD), 303);
    assert.equal(await signIn("cy@example.test", OLD), 422);
    await house.settle();
    assert.match(newest("cy@example.test").text, /cyrus@example\.test, and no longer at this one/);
  });

  test("whether an address is taken is told to nobody who asks for it", async () => {
    const bo = await house.as(house.cast.bo);
    const before = house.sent().length;
    const taken = await bo.post("/account/address", { email: "ada@example.test", proof: OLD });
    const bob = await house.as(house.cast.bo);
    const free = await bob.post("/account/address", { email: "bob@example.test", proof: OLD });
    assert.deepEqual([taken.status, taken.location], [free.status, free.location]);
    await house.settle();
    assert.deepEqual(
      house
        .sent()
        .slice(before)
        .map(({ to }) => to),
      ["bob@example.test"],
    );
  });
});

onEachEngine("without a mail server", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    Object.assign(house.ctx, { mailer: null });
  });
  after(() => house.close());

  test("the admin gets the link to hand over, until it is used", async () => {
    const dee = await house.as(house.cast.dee);
    const { location } = await dee.post("/admin/people", { name: "Eve New", email: "eve@example.test", role: "agent" });
    const page = await dee.get(location ?? "");
    const [, link = ""] = /<code class="secret">http[^<]+(\/invitations\/[\w-]{43})<\/code>/.exec(page.text) ?? [];
    const eve = await house.as(null);
    assert.equal((await eve.post(link, { password: NEW })).status, 303);
    assert.doesNotMatch((await dee.get(location ?? "")).text, /class="secret"/);
    assert.equal((await (await house.as(house.cast.bo)).get(location ?? "")).status, 404);
  });

  test("whoever forgot is told that an admin has to help, and the letter waits", async () => {
    const visitor = await house.as(null);
    const { location } = await visitor.post("/forgotten-password", { email: "ada@example.test" });
    assert.match((await visitor.get(location ?? "")).text, /No mail goes out of this portal yet/);
    await house.settle();
    const page = await (await house.as(house.cast.dee)).get("/admin/mail");
    assert.match(page.text, /Ada Asks/);
    assert.match(page.text, /nothing is lost/);
  });
});
