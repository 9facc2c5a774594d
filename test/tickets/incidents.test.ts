import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MINUTE } from "#server/platform/clock.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask, note, readerOf } from "./question.ts";

const ERROR = 'ERROR:  could not open branch "main" at 2026-06-09 10:00:00: lock held by 4711';
const AGAIN = 'ERROR:  could not open branch "other" at 2026-06-09 11:30:00: lock held by 99';

/** What the page of an incident holds in its hidden field. */
const versionIn = (text: string) => /name="version" value="(\d+)"/.exec(text)?.[1] ?? "";

onEachEngine("incidents", (engine) => {
  let house: House;
  let bo: Visitor;
  let incident: string;
  let first: number;
  let second: number;
  before(async () => {
    house = await buildHouse({ engine });
    const { ada } = house.cast;
    bo = await house.as(house.cast.bo);
    const fingerprint = "could not open branch <name> at <time>: lock held by <number>";
    first = await ask(house, ada, "Secret subject", { fingerprint });
    second = await ask(house, ada, "Again", { fingerprint });
    await house.settle();
  });
  after(() => house.close());

  const say = async (form: Record<string, string>) =>
    bo.post(`${incident}/updates`, {
      kind: "public",
      phase: "looking",
      version: versionIn((await bo.get(incident)).text),
      ...form,
    });
  const newMails = (since: number) =>
    house
      .sent()
      .slice(since)
      .map(({ to, subject }) => `${to} ${subject}`);

  test("a ticket and those with the same error become one, and the banner says so while it lasts", async () => {
    const sheet = (await bo.get(`/tickets/${first}`)).text;
    assert.match(sheet, /One other open ticket shows the same error/);
    const raising = (await bo.get(`/desk/incidents/new?t_${first}=1&t_${second}=1`)).text;
    assert.match(raising, new RegExp(`name="t_${second}" value="1" checked`));
    assert.doesNotMatch(raising, /name="title"[^>]*Secret subject/, "what somebody wrote is not made public by itself");
    const ticked = { [`t_${first}`]: "1", [`t_${second}`]: "1", incident: "" };
    assert.equal((await bo.post("/desk/incidents", { ...ticked, title: "x", summary: "" })).status, 422);
    const raised = { ...ticked, title: "Branches do not open", summary: "Opening a branch fails for some of you." };
    incident = (await bo.post("/desk/incidents", raised)).location ?? "";
    assert.match(incident, /^\/desk\/incidents\/\d+$/);
    const page = (await bo.get(incident)).text;
    assert.match(page, new RegExp(`T-${first}</span> Secret subject`));
    assert.match(page, /Follow a runbook/);
    const zoe = await house.as(house.cast.zoe);
    for (const address of ["/", "/ask"]) {
      const text = (await zoe.get(address)).text;
      assert.match(text, /Opening a branch fails for some of you/, address);
      assert.doesNotMatch(text, /Secret subject/, address);
    }
    assert.doesNotMatch((await (await house.as(null)).get("/")).text, /Branches do not open/);
    assert.match((await (await house.as(house.cast.ada)).get(`/tickets/${first}`)).text, /Branches do not open/);
  });

  test("one update reaches each of its requesters once, and answers each of its tickets", async () => {
    const before = house.sent().length;
    await say({ phase: "found", body: "A lock was left behind. We take it away." });
    await house.wait(MINUTE);
    assert.equal(newMails(before).filter((mail) => mail.startsWith("ada@")).length, 1, "two tickets, one mail");
    assert.match(house.sent().at(-1)?.text ?? "", /A lock was left behind/);
    const desk = (await bo.get("/desk?status=unanswered")).text;
    assert.doesNotMatch(desk, /Secret subject|Again</);
    assert.match((await bo.get(`/tickets/${second}`)).text, /passed on what is new about the incident/);
    await house.wait(MINUTE);
    assert.equal(newMails(before).filter((mail) => mail.startsWith("ada@")).length, 1);
    await say({ kind: "note", phase: "found", body: "The key is under the mat" });
    await house.wait(MINUTE);
    assert.equal(newMails(before).filter((mail) => mail.startsWith("ada@")).length, 1, "a note stays inside");
    const open = incident.replace("/desk", "");
    assert.doesNotMatch((await (await house.as(house.cast.ada)).get(open)).text, /under the mat/);
    assert.match((await bo.get(incident)).text, /under the mat/);
    assert.equal((await say({ kind: "note", phase: "watching", body: "Quietly" })).status, 422);
    assert.equal((await say({ body: "Over a colleague", version: "1" })).status, 409);
  });

  test("me too: one click makes one ticket, tells nobody, and what was written goes along", async () => {
    const zoe = await house.as(house.cast.zoe);
    const open = incident.replace("/desk", "");
    await zoe.post("/ask", {
      subject: "Mine too",
      body: `${AGAIN}\npassword=hunter22`,
      category: "branches",
      urgency: "normal",
    });
    assert.match((await zoe.get("/ask/check")).text, /This error is known\. We know what it is/);
    const before = house.sent().length;
    const typed = { subject: "Mine too", body: `${AGAIN}\npassword=hunter22`, category: "branches", urgency: "normal" };
    const joined = await zoe.post(`${open}/me-too`, { draft: "along", ...typed });
    assert.match(joined.location ?? "", /^\/tickets\/\d+$/);
    assert.equal((await zoe.post(`${open}/me-too`)).location, joined.location, "once");
    const ticket = (await zoe.get(joined.location ?? "")).text;
    assert.match(ticket, /Mine too/);
    assert.doesNotMatch(ticket, /hunter22/);
    assert.match((await bo.get(joined.location ?? "")).text, /said it happens to them too: I-\d+/);
    await house.settle();
    assert.deepEqual(newMails(before), []);
    await say({ phase: "watching", body: "It works again." });
    await house.wait(MINUTE);
    assert.deepEqual(
      newMails(before)
        .map((mail) => mail.split(" ")[0])
        .sort(),
      ["ada@example.test", "zoe@example.test"],
    );
  });

  test("it ends, is reviewed, and is explained by a problem with an article", async () => {
    const problem = await bo.post("/desk/problems", {
      title: "Locks survive",
      cause: "No timeout",
      article: "no-such-thing",
      solved: "",
    });
    assert.equal(problem.status, 422);
    const made = await bo.post("/desk/problems", {
      ...{ title: "Locks survive", cause: "No timeout", article: "create-branch", solved: "" },
      incident: incident.split("/").at(-1) ?? "",
    });
    assert.match((await bo.get(made.location ?? "")).text, /Branches do not open/);
    assert.match((await bo.get(incident)).text, /Caused by <a href="\/desk\/problems\/\d+">Locks survive/);
    const version = async () => versionIn((await bo.get(incident)).text);
    assert.equal((await bo.post(`${incident}/review`, { review: "Early", version: await version() })).status, 409);
    await say({ phase: "over", body: "It is over." });
    await bo.post(`${incident}/review`, { review: "We **learned**.", version: await version() });
    assert.match((await bo.get(incident)).text, /<strong>learned<\/strong>/);
    const zoe = await house.as(house.cast.zoe);
    assert.doesNotMatch((await zoe.get("/")).text, /Opening a branch fails/);
    assert.equal((await (await house.as(house.cast.dee)).post(`${incident.replace("/desk", "")}/me-too`)).status, 409);
    const deeds = await house.ctx.db.selectFrom("audit_entry").select("action").where("object", "=", "I-1").execute();
    for (const action of ["incident opened", "incident update published", "incident explained", "incident reviewed"])
      assert.ok(
        deeds.some((deed) => deed.action === action),
        action,
      );
  });

  test("who asks sees none of the work on it and may do none of it", async () => {
    const ada = await house.as(house.cast.ada);
    for (const address of [incident, "/desk/incidents", "/desk/problems", "/desk/incidents/new"])
      assert.equal((await ada.get(address)).status, 404, address);
    for (const deed of ["/updates", "/tickets", "/tickets/removal", "/review", "/problem", ""])
      assert.equal((await ada.post(incident + deed)).status, 403, deed);
    assert.equal((await ada.post("/desk/incidents", { title: "Mine", summary: "All of it is down" })).status, 403);
    assert.equal((await ada.get("/incidents/99")).status, 404);
  });
});

onEachEngine("a pasted error", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());
  const form = { category: "branches", urgency: "normal" };

  test("that looks like it holds a secret is sent only after they were asked, masked as they wish", async () => {
    const ada = await house.as(house.cast.ada);
    const body = "It says\npostgres://app:hunter22@db/main\ntoken=not-a-real-one";
    const asked = await ada.post("/tickets", { ...form, subject: "Connect", body });
    assert.equal(asked.location, "/ask/check#secrets");
    const check = (await ada.get("/ask/check")).text;
    assert.match(check, /a password in an address: <code>postgres:\/\/app:<mark>\[masked\]<\/mark>@db\/main/);
    const seen = /name="secrets_seen" value="(\w+)"/.exec(check)?.[1] ?? "";
    const other = await ada.post("/tickets", { ...form, subject: "Connect", body: `${body} more`, secrets_seen: seen });
    assert.equal(other.location, "/ask/check#secrets", "consent is for the text that was shown");
    const sent = await ada.post("/tickets", { ...form, subject: "Connect", body, secrets_seen: seen, mask_0: "yes" });
    const text = (await ada.get(sent.location ?? "")).text;
    assert.match(text, /\[masked\]@db/);
    assert.match(text, /not-a-real-one/, "what they unticked stays");
    assert.doesNotMatch(text, /hunter22/);
    const kept = await house.ctx.db.selectFrom("ticket_message").select("body").execute();
    assert.ok(kept.every((message) => !message.body.includes("hunter22")));
  });

  test("that they asked about already leads to their open ticket, and to the article that answered it", async () => {
    const { ada, bo, zoe } = house.cast;
    const asker = await house.as(ada);
    const first = (await asker.post("/tickets", { ...form, subject: "Locked", body: ERROR })).location ?? "";
    const draft = { ...form, subject: "Once more", body: AGAIN };
    assert.match(
      (await asker.post("/ask/suggestions", draft)).text,
      /You have asked about this error already.*Locked/s,
    );
    const stranger = await house.as(zoe);
    assert.doesNotMatch((await stranger.post("/ask/suggestions", draft)).text, /Locked|Known already/);
    await sendMessage(house.ctx, bo, readerOf(bo), Number(first.split("/").at(-1)), note("It is the lock"));
    const agent = await house.as(bo);
    await agent.post(`${first}/resolution`, { label: "basic", article: "create-branch", named: "" });
    assert.match(
      (await stranger.post("/ask/suggestions", draft)).text,
      /answered the same error for others: <a href="\/articles\/create-branch"/,
    );
    assert.doesNotMatch((await asker.post("/ask/suggestions", draft)).text, /asked about this error already/);
  });
});
