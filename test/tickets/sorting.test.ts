import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOUR } from "#server/platform/clock.ts";
import { readTags } from "#server/tickets/tag.ts";
import { changeBetween, listTags } from "#server/tickets/tagging.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask } from "./question.ts";

test("tags are read as people type them", () => {
  assert.deepEqual(readTags("Billing,  flaky test ,billing,,\nC++").tags, ["billing", "c++", "flaky-test"]);
  assert.deepEqual(readTags(""), { tags: [], wrong: null });
  for (const wrong of ["<b>", "-x", "a/b", "x".repeat(41)]) assert.match(readTags(wrong).wrong ?? "", /is no tag/);
  assert.match(readTags(Array.from({ length: 21 }, (_, place) => `t${place}`).join()).wrong ?? "", /up to 20 tags/);
  assert.deepEqual(changeBetween(["a", "b"], ["b", "c"]), { add: ["c"], remove: ["a"] });
});

onEachEngine("sorting the work", (engine) => {
  let house: House;
  let bo: Visitor;
  before(async () => {
    house = await buildHouse({ engine });
    bo = await house.as(house.cast.bo);
  });
  after(() => house.close());

  const numberOf = async (subject: string) => {
    const found = await house.ctx.db
      .selectFrom("ticket")
      .select(["id", "number"])
      .where("subject", "=", subject)
      .executeTakeFirstOrThrow();
    return found;
  };
  const subjects = async (address: string) => {
    const { text } = await bo.get(address);
    return [...text.matchAll(/<a class="sub" href="[^"]+"[^>]*>([^<]+)<\/a>/g)].map((found) => found[1] ?? "");
  };

  test("tags are kept, shown to those who answer and never to who asked", async () => {
    const { ada, cy } = house.cast;
    const number = await ask(house, ada, "Tagged");
    // Her words can be edited for a while; that ends without a tag, too.
    await house.wait(HOUR);
    const hers = await house.as(ada);
    const steady = (text: string) =>
      text.replace(/name="_once" value="[^"]*"/g, "").replace(/\d+ (?:min|h) ago/g, "just now");
    const before = steady((await hers.get(`/tickets/${number}`)).text) + steady((await hers.get("/tickets")).text);
    await house.wait(HOUR);
    bo = await house.as(house.cast.bo);
    const saved = await bo.post(`/tickets/${number}/tags`, { before: "", tags: "Flaky Test, planted-tag" });
    assert.equal(saved.location, `/tickets/${number}`);
    const other = await house.as(cy);
    await other.post(`/tickets/${number}/tags`, { before: "", tags: "billing" });
    const { id } = await numberOf("Tagged");
    assert.deepEqual(
      await listTags(house.ctx, { id }),
      ["billing", "flaky-test", "planted-tag"],
      "both at once are kept",
    );
    await bo.post(`/tickets/${number}/tags`, { before: "flaky-test, planted-tag", tags: "planted-tag" });
    assert.deepEqual(await listTags(house.ctx, { id }), ["billing", "planted-tag"]);
    const { text } = await bo.get(`/tickets/${number}`);
    assert.match(text, /href="\/desk\?tag=planted-tag">planted-tag<\/a>/);
    assert.match(text, /added the tags flaky-test, planted-tag/);
    assert.match(text, /took away the tag flaky-test/);
    assert.equal(
      steady((await hers.get(`/tickets/${number}`)).text) + steady((await hers.get("/tickets")).text),
      before,
    );
    assert.equal((await hers.post(`/tickets/${number}/tags`, { before: "", tags: "mine" })).status, 403);
    assert.equal((await bo.post(`/tickets/${number}/tags`, { before: "", tags: "<b>" })).status, 400);
    const used = await house.ctx.db.selectFrom("tag").selectAll().orderBy("name").execute();
    assert.deepEqual(
      used.map(({ name, used }) => [name, Number(used)]),
      [
        ["billing", 1],
        ["flaky-test", 0],
        ["planted-tag", 1],
      ],
    );
  });

  test("the desk is narrowed by a tag, with everything else", async () => {
    await ask(house, house.cast.zoe, "Not tagged");
    const number = await ask(house, house.cast.zoe, "Tagged too", { category: "monitoring" });
    await bo.post(`/tickets/${number}/tags`, { before: "", tags: "billing" });
    assert.deepEqual(await subjects("/desk?tag=billing"), ["Tagged", "Tagged too"]);
    assert.deepEqual(await subjects("/desk?tag=billing&category=monitoring"), ["Tagged too"]);
    assert.deepEqual(await subjects("/desk?tag=nothing"), []);
  });

  test("a view is saved with what the list is narrowed by, shared or not, and deleted by who made it", async () => {
    const address = "/desk?category=monitoring&tag=billing";
    assert.match((await bo.get(address)).text, /Save this view/);
    const saved = await bo.post("/desk/views", {
      name: "Billing & monitoring",
      tag: "billing",
      category: "monitoring",
      shared: "",
    });
    assert.equal(saved.location, address);
    const page = (await bo.get(address)).text;
    assert.match(page, /aria-current="page"><span>Billing &amp; monitoring<\/span><span class="num count">1<\/span>/);
    assert.match(page, /<h1 id="desk-title">Billing &amp; monitoring<\/h1>/);
    assert.equal((await bo.get("/desk/views/billing-monitoring")).location, address);
    const cy = await house.as(house.cast.cy);
    assert.doesNotMatch((await cy.get("/desk")).text, /Billing &amp; monitoring/);
    assert.equal((await cy.get("/desk/views/billing-monitoring")).status, 404);
    await bo.post("/desk/views", { name: "Mine, whoever looks", assignee: "me", shared: "yes" });
    assert.match((await cy.get("/desk")).text, /Mine, whoever looks/);
    assert.equal((await cy.get("/desk/views/mine-whoever-looks")).location, "/desk?assignee=me");
    assert.equal((await cy.post("/desk/views/mine-whoever-looks/deletion")).status, 403);
    assert.equal((await bo.post("/desk/views/mine-whoever-looks/deletion")).status, 303);
    assert.equal((await bo.get("/desk/views/mine-whoever-looks")).status, 404);
    assert.equal((await bo.post("/desk/views", { name: " " })).status, 400);
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.post("/desk/views", { name: "Hers" })).status, 403);
    assert.equal((await ada.get("/desk/views/billing-monitoring")).status, 404);
  });

  test("counts of views end at a hundred", async () => {
    await bo.post("/desk/views", { name: "Many", tag: "", category: "access", shared: "yes" });
    for (let place = 0; place < 101; place += 1)
      await ask(house, house.cast.zoe, `Many ${place}`, { category: "access" });
    assert.match((await bo.get("/desk")).text, /<span>Many<\/span><span class="num count">99\+<\/span>/);
  });

  test("several are changed at once: first it is shown what will change, then it happens", async () => {
    const { ada, bo: agent, cy } = house.cast;
    const numbers = [];
    for (const place of [1, 2, 3])
      numbers.push(await ask(house, ada, `Bulk ${place}`, { urgency: place === 2 ? "high" : "normal" }));
    const ticked = Object.fromEntries(numbers.map((number) => [`t_${number}`, "1"]));
    const chosen = await bo.post("/desk/bulk", { ...ticked, back: "/desk?status=new" });
    assert.match(chosen.text, /Change 3 tickets/);
    assert.doesNotMatch(chosen.text, /bulk\/changes/);
    const wanted = { assignee: String(agent.id), urgency: "high", category: "", tags: "Bulk" };
    const preview = await bo.post("/desk/bulk", { ...ticked, ...wanted, step: "preview", back: "/desk?status=new" });
    assert.match(preview.text, /Nobody → Bo Answers · Urgency normal → high · Tags \+ bulk/);
    assert.match(preview.text, /<span class="sub">Nobody → Bo Answers · Tags \+ bulk/);
    const rows = await house.ctx.db.selectFrom("ticket").select("assignee_id").where("number", "in", numbers).execute();
    assert.ok(
      rows.every(({ assignee_id }) => assignee_id === null),
      "nothing has changed yet",
    );
    const seen = Object.fromEntries(
      [...(preview.text.split("bulk/changes")[1]?.matchAll(/name="(t_\d+)" value="(\d+)"/g) ?? [])].map(
        ([, name = "", seq = ""]) => [name, seq],
      ),
    );
    assert.equal(Object.keys(seen).length, 3);
    const other = await house.as(cy);
    await other.post(`/tickets/${numbers[2]}/assignment`, { assignee: String(cy.id), from: "" });
    const done = await bo.post("/desk/bulk/changes", { ...seen, ...wanted, back: "/desk?status=new" });
    assert.equal(done.location, "/desk?status=new");
    const flash = /flash=([^.;]+)/.exec(done.headers.get("set-cookie") ?? "")?.[1] ?? "";
    assert.match(
      Buffer.from(flash, "base64url").toString(),
      /2 tickets changed\. 1 refused: T-\d+, It was changed meanwhile\./,
    );
    const now = await house.ctx.db
      .selectFrom("ticket")
      .select(["assignee_id", "urgency"])
      .where("number", "in", numbers)
      .orderBy("number")
      .execute();
    assert.deepEqual(
      now.map(({ assignee_id, urgency }) => [assignee_id, urgency]),
      [
        [agent.id, "high"],
        [agent.id, "high"],
        [cy.id, "normal"],
      ],
    );
    const again = await bo.post("/desk/bulk/changes", { ...seen, ...wanted });
    const twice = /flash=([^.;]+)/.exec(again.headers.get("set-cookie") ?? "")?.[1] ?? "";
    assert.match(Buffer.from(twice, "base64url").toString(), /^.*0 tickets changed/, "sent twice it happens once");
  });

  test("what cannot be chosen is said, and who may not change is refused", async () => {
    const number = await ask(house, house.cast.ada, "Not bulk");
    assert.equal((await bo.post("/desk/bulk", {})).status, 400);
    const empty = await bo.post("/desk/bulk", {
      [`t_${number}`]: "1",
      step: "preview",
      assignee: "",
      urgency: "",
      category: "",
      tags: "",
    });
    assert.equal(empty.status, 422);
    assert.match(empty.text, /Choose what shall change\./);
    const wrong = await bo.post("/desk/bulk", {
      [`t_${number}`]: "1",
      step: "preview",
      assignee: "",
      urgency: "",
      category: "",
      tags: "<x>",
    });
    assert.match(wrong.text, /is no tag/);
    const ada = await house.as(house.cast.ada);
    assert.equal((await ada.post("/desk/bulk", { [`t_${number}`]: "1" })).status, 403);
    assert.equal(
      (
        await ada.post("/desk/bulk/changes", {
          [`t_${number}`]: "1",
          urgency: "low",
          assignee: "",
          category: "",
          tags: "",
        })
      ).status,
      403,
    );
    const gone = await bo.post("/desk/bulk/changes", {
      [`t_${number}`]: "1",
      assignee: String(house.cast.ada.id),
      urgency: "",
      category: "",
      tags: "",
    });
    const flash = /flash=([^.;]+)/.exec(gone.headers.get("set-cookie") ?? "")?.[1] ?? "";
    assert.match(Buffer.from(flash, "base64url").toString(), /They do not answer tickets any more/);
  });
});
