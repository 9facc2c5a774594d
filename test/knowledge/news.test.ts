import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readDay } from "#server/escalation/days.ts";
import { startOfDay } from "#server/knowledge/announcement.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { disablePerson } from "#server/people/actions.ts";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openShelf } from "./shelf.ts";
import { revise } from "./writing.ts";

const OPEN = "no-commits-found";
const STAFF = "rotate-the-support-key";

test("a day begins where somebody lives", () => {
  const startsAt = (zone: string, day: string) => new Date(startOfDay(zone, readDay(day) ?? 0)).toISOString();
  assert.equal(startsAt("UTC", "2026-06-10"), "2026-06-10T00:00:00.000Z");
  assert.equal(startsAt("Europe/Berlin", "2026-06-10"), "2026-06-09T22:00:00.000Z");
  assert.equal(startsAt("Europe/Berlin", "2026-12-10"), "2026-12-09T23:00:00.000Z");
  assert.equal(startsAt("Pacific/Auckland", "2026-06-10"), "2026-06-09T12:00:00.000Z");
  assert.equal(startsAt("America/Los_Angeles", "2026-06-10"), "2026-06-10T07:00:00.000Z");
  assert.equal(startsAt("Africa/Cairo", "2026-04-24"), "2026-04-23T22:00:00.000Z", "its midnight does not exist");
});

onEachEngine("hearing of what is new", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await house.settle();
  });
  after(() => house.close());

  const change = (slug: string) =>
    revise(house, slug, (source) => `${source}\nOne more line at ${house.ctx.clock.now()}.\n`);
  const news = () => house.sent().filter(({ subject }) => /^New: |articles are new/.test(subject));
  const nextMorning = () => house.wait(DAY + 2 * MINUTE);

  test("whoever asked hears once a day of everything that became new, and only of what they may read", async () => {
    const { cast } = house;
    const [ada, bo, dee] = [await house.as(cast.ada), await house.as(cast.bo), await house.as(cast.dee)];
    assert.equal((await ada.post(`/articles/${OPEN}/subscription`, { wanted: "yes" })).location, `/articles/${OPEN}`);
    await ada.post("/categories/access/subscription", { wanted: "yes" });
    await dee.post("/categories/access/subscription", { wanted: "yes" });
    await bo.post(`/articles/${OPEN}/subscription`, { wanted: "yes" });
    assert.equal((await ada.post(`/articles/${STAFF}/subscription`, { wanted: "yes" })).status, 404);

    await house.wait(MINUTE);
    await change(OPEN);
    await change(OPEN);
    await change(STAFF);
    await house.wait(HOUR);
    assert.deepEqual(news(), [], "not before the morning");
    await nextMorning();
    const heard = news();
    assert.deepEqual(heard.map(({ to }) => to).sort(), ["ada@example.test", "dee@example.test"], "Bo wrote it himself");
    const toAda = heard.find(({ to }) => to === "ada@example.test");
    assert.match(toAda?.text ?? "", new RegExp(`/articles/${OPEN}\n`));
    assert.equal(toAda?.text.split(`/articles/${OPEN}`).length, 2, "twice changed, once told");
    assert.doesNotMatch(`${toAda?.text}${toAda?.html}`, /rotate/i);
    assert.match(heard.find(({ to }) => to === "dee@example.test")?.text ?? "", new RegExp(STAFF));
    await nextMorning();
    assert.equal(news().length, 2, "a day without news brings none");
  });

  test("what changed before they asked is no news, nor is what they do not want any more", async () => {
    const { cast } = house;
    const zoe = await house.as(cast.zoe);
    const count = news().length;
    await change(OPEN);
    await house.wait(MINUTE);
    await zoe.post(`/articles/${OPEN}/subscription`, { wanted: "yes" });
    await (await house.as(cast.ada)).post(`/articles/${OPEN}/subscription`, { wanted: "no" });
    await nextMorning();
    assert.deepEqual(
      news()
        .slice(count)
        .map(({ to }) => to),
      [],
    );
  });

  test("one click in the mail ends it, without signing in, and can do nothing else", async () => {
    const { cast } = house;
    const nobody = await house.as(null);
    const count = news().length;
    await change(OPEN);
    await nextMorning();
    const [mail] = news().slice(count);
    assert.equal(mail?.to, "zoe@example.test");
    const address = new URL(mail?.unsubscribe ?? "").pathname;
    assert.ok(mail?.text.includes(address) && mail.html.includes(address));

    assert.equal((await nobody.get(address)).status, 200, "looking is safe");
    assert.match((await (await house.as(cast.zoe)).get("/account/subscriptions")).text, /No commits|commits/i);
    const bare = { cookie: "", "sec-fetch-site": "cross-site", origin: "https://mail.example" };
    for (const wrong of [
      `${address}x`,
      "/unsubscribe/1-x",
      `/unsubscribe/${cast.ada.id}-${address.split("-").slice(1).join("-")}`,
    ])
      assert.equal((await nobody.post(wrong, { "List-Unsubscribe": "One-Click", _csrf: "" }, bare)).status, 404, wrong);
    const ended = await nobody.post(address, { "List-Unsubscribe": "One-Click", _csrf: "" }, bare);
    assert.equal(ended.status, 200);
    assert.doesNotMatch(ended.headers.get("set-cookie") ?? "", /session=/, "it signs nobody in");
    assert.doesNotMatch((await (await house.as(cast.zoe)).get("/account/subscriptions")).text, new RegExp(OPEN));
    assert.equal((await nobody.post(address, { _csrf: "" }, bare)).status, 200, "twice is as good as once");
    assert.equal(
      (await nobody.post("/articles/x/subscription", {}, bare)).status,
      403,
      "nothing else goes without its token",
    );
    await change(OPEN);
    await nextMorning();
    assert.equal(news().length, count + 1);
  });

  test("whoever was disabled hears nothing, and their feed ends", async () => {
    const { ctx, cast } = house;
    const zoe = await house.as(cast.zoe);
    await zoe.post(`/articles/${OPEN}/subscription`, { wanted: "yes" });
    await zoe.post("/account/feed", { deed: "new" });
    const feed = addressIn((await zoe.get("/account/subscriptions")).text);
    assert.equal((await (await house.as(null)).get(feed)).status, 200);
    const count = news().length;
    await change(OPEN);
    await disablePerson(ctx, cast.dee, cast.zoe.id, true);
    assert.equal((await (await house.as(null)).get(feed)).status, 404);
    await nextMorning();
    assert.equal(news().length, count);
  });

  test("a feed holds what its reader may read, and its address can be taken back", async () => {
    const { cast } = house;
    const [bo, nobody] = [await house.as(cast.bo), await house.as(null)];
    assert.match((await bo.get("/account/subscriptions")).text, /Make an address/);
    await bo.post("/account/feed", { deed: "new" });
    const first = addressIn((await bo.get("/account/subscriptions")).text);
    const answer = await nobody.get(first);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/atom\+xml/);
    assert.match(answer.text, new RegExp(`/articles/${STAFF}`));
    assert.match(answer.text, /<updated>2026-/);
    assert.match((await bo.get("/feed.atom")).text, new RegExp(STAFF));
    const ada = await (await house.as(cast.ada)).get("/feed.atom");
    assert.match(ada.text, new RegExp(OPEN));
    assert.doesNotMatch(ada.text, new RegExp(`${STAFF}|Rotate`));
    assert.match((await nobody.get("/feed.atom")).location ?? "", /^\/sign-in/, "the knowledge is closed");

    await bo.post("/account/feed", { deed: "new" });
    const second = addressIn((await bo.get("/account/subscriptions")).text);
    assert.notEqual(second, first);
    assert.equal((await nobody.get(first)).status, 404);
    await bo.post("/account/feed", { deed: "end" });
    assert.equal((await nobody.get(second)).status, 404);
    const stored = await house.ctx.db.selectFrom("feed").selectAll().execute();
    assert.ok(!JSON.stringify(stored).includes(second.split("/").at(-1) ?? "?"), "the database does not hold it");
  });

  test("a whole shelf of files brings one letter", async () => {
    const shelf = openShelf();
    try {
      const { ctx, cast } = house;
      const count = news().length;
      await (await house.as(cast.ada)).post("/categories/branches/subscription", { wanted: "yes" });
      await house.wait(MINUTE);
      shelf.replace("branches/create-branch.md", "## Example", "More.\n\n## Example");
      shelf.replace("branches/branch-already-exists.md", "## Cause", "## Cause\n\nMore.\n");
      await importArticles(ctx, shelf.folder);
      await nextMorning();
      assert.deepEqual(
        news()
          .slice(count)
          .map(({ subject }) => subject),
        ["2 articles are new or changed"],
      );
    } finally {
      shelf.close();
    }
  });
});

const addressIn = (markup: string) =>
  new URL(/value="(http[^"]*\/feeds\/[^"]+)"/.exec(markup)?.[1] ?? "http://none/none").pathname;

onEachEngine("announcements", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine, config: { publicKnowledge: true } });
  });
  after(() => house.close());

  const form = (wishes = {}) => ({
    title: "Maintenance on Friday",
    body: "See [how](/articles/create-branch).",
    audience: "signed-in",
    from: "2026-06-09",
    until: "2026-06-10",
    ...wishes,
  });

  test("are written by managers, shown to whom they are for and as long as they say, and audited", async () => {
    const { ctx, cast } = house;
    const [cy, ada, visitor] = [await house.as(cast.cy), await house.as(cast.ada), await house.as(null)];
    assert.equal((await cy.post("/knowledge/announcements", form())).status, 303);
    await cy.post("/knowledge/announcements", form({ title: "For the desk", audience: "staff" }));
    for (const place of ["/", "/ask"]) {
      const { text } = await ada.get(place);
      assert.match(text, /Maintenance on Friday[\s\S]*href="\/articles\/create-branch"/, place);
      assert.doesNotMatch(text, /For the desk/, place);
    }
    assert.match((await (await house.as(cast.bo)).get("/")).text, /For the desk/);
    assert.doesNotMatch((await visitor.get("/")).text, /Maintenance|For the desk/);
    await house.wait(2 * DAY);
    assert.doesNotMatch((await ada.get("/")).text, /Maintenance/);
    const deeds = await ctx.db.selectFrom("audit_entry").select("action").execute();
    assert.equal(deeds.filter(({ action }) => action === "announced").length, 2);
  });

  test("can be changed and ended, and come back whole when something is wrong", async () => {
    const { cast } = house;
    const [cy, ada] = [await house.as(cast.cy), await house.as(cast.ada)];
    for (const [wishes, said] of [
      [{ title: "" }, /The title is missing/],
      [{ from: "2026-02-30" }, /This is no date/],
      [{ until: "2026-06-01" }, /lies before the first/],
      [{ until: "2030-06-01" }, /up to 400 days/],
      [{ audience: "nobody" }, /Choose who sees it/],
    ] as const) {
      const refused = await cy.post("/knowledge/announcements", form(wishes));
      assert.equal(refused.status, 422);
      assert.match(refused.text, said);
      assert.match(refused.text, /See \[how\]/, "what was typed is still there");
    }
    await cy.post("/knowledge/announcements", form({ title: "Soon", until: "2026-06-30" }));
    const { text } = await cy.get("/knowledge/announcements");
    const place = /href="(\/knowledge\/announcements\/\d+)">Soon/.exec(text)?.[1] ?? "";
    assert.match((await cy.get(place)).text, /value="2026-06-30"/);
    await cy.post(place, form({ title: "Sooner", until: "2026-06-30" }));
    assert.match((await ada.get("/")).text, /Sooner/);
    await cy.post(`${place}/end`);
    assert.doesNotMatch((await ada.get("/")).text, /Sooner/);
    assert.equal((await cy.get("/knowledge/announcements/99")).status, 404);
    for (const person of [cast.ada, cast.bo]) {
      const visitor = await house.as(person);
      assert.equal((await visitor.get("/knowledge/announcements")).status, 404);
      assert.equal((await visitor.post("/knowledge/announcements", form())).status, 403);
    }
  });
});
