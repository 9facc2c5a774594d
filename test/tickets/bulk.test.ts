import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY } from "#server/platform/clock.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { snoozeTicket } from "#server/tickets/snoozing.ts";
import { setAside } from "#server/tickets/spam.ts";
import { tagTicket } from "#server/tickets/tagging.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf, says } from "./question.ts";

onEachEngine("changing several at once", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
  });
  after(() => house.close());

  const ticks = (numbers: readonly number[]) => Object.fromEntries(numbers.map((number) => [`t_${number}`, "1"]));
  const preview = async (numbers: readonly number[], wanted: Record<string, string>, person = house.cast.bo) =>
    (await house.as(person)).post("/desk/bulk", { ...ticks(numbers), ...wanted, step: "preview" });
  /** What the preview says of each, by its subject. */
  const planOf = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/<strong>([^<]+)<\/strong>.*?<span class="sub">(.*?)<\/span><\/a>/g)].map(
        ([, name, plan = ""]) => [name, plan.replace(/<svg.*?<\/svg>/g, "").replaceAll("&#34;", '"')],
      ),
    );
  const confirm = async (text: string, wanted: Record<string, string>, person = house.cast.bo) => {
    const shown = (text.split("bulk/changes")[1] ?? "").matchAll(/name="(t_\d+)" value="(\d+)"/g);
    const seen = Object.fromEntries([...shown].map(([, name = "", seq = ""]) => [name, seq]));
    const answer = await (await house.as(person)).post("/desk/bulk/changes", { ...seen, ...wanted });
    const flash = /flash=([^.;]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? "";
    return { status: answer.status, said: Buffer.from(flash, "base64url").toString() };
  };
  const stateOf = async (number: number) =>
    house.ctx.db
      .selectFrom("ticket")
      .select(["status", "urgency", "spam_at", "wake_at", "seq"])
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
  const tagsOn = async (number: number) =>
    (
      await house.ctx.db
        .selectFrom("ticket_tag")
        .innerJoin("ticket", "ticket.id", "ticket_tag.ticket_id")
        .select("tag")
        .where("number", "=", number)
        .orderBy("tag")
        .execute()
    ).map(({ tag }) => tag);

  /** One of each standing, named by it. */
  async function oneOfEach() {
    const { ctx, cast } = house;
    const { ada, bo } = cast;
    const answered = async (subject: string, next: "" | "wait" = "") => {
      const number = await ask(house, ada, subject);
      await sendMessage(ctx, bo, readerOf(bo), number, says("Try this.", { next }));
      return number;
    };
    const numbers = {
      fresh: await ask(house, ada, "A new one"),
      open: await answered("An open one"),
      waiting: await answered("A waiting one", "wait"),
      asleep: await answered("A sleeping one"),
      resolved: await answered("A resolved one"),
      spam: await ask(house, ada, "A junk one"),
    };
    await snoozeTicket(ctx, bo, numbers.asleep, { until: ctx.clock.now() + DAY, reason: "Later" });
    await resolveTicket(ctx, bo, readerOf(bo), numbers.resolved, { label: "not-basic", article: null });
    await setAside(ctx, bo, numbers.spam);
    return numbers;
  }

  test("a status is set where it can be, and the others are listed with the reason and stay as they are", async () => {
    const numbers = await oneOfEach();
    const all = Object.values(numbers);
    const { text } = await preview(all, { status: "waiting", urgency: "high" });
    assert.deepEqual(planOf(text), {
      "A new one": "Nobody has answered yet, so there is nothing to wait for.",
      "An open one": "Open → Waiting · Urgency normal → high",
      "A waiting one": "Urgency normal → high",
      "A sleeping one": "On hold → Waiting · Urgency normal → high",
      "A resolved one": "It is resolved. Open it again first.",
      "A junk one": "It was set aside as spam, so it stays as it is.",
    });
    assert.match((await confirm(text, { status: "waiting", urgency: "high" })).said, /3 tickets changed\./);
    const states = await Promise.all(all.map(stateOf));
    assert.deepEqual(
      states.map(({ status, urgency }) => [status, urgency]),
      [
        ["new", "normal"],
        ["waiting", "high"],
        ["waiting", "high"],
        ["waiting", "high"],
        ["resolved", "normal"],
        ["new", "normal"],
      ],
    );
    assert.equal((await stateOf(numbers.asleep)).wake_at, null);
    // Whatever the form says.
    const forced = await (await house.as(house.cast.bo)).post("/desk/bulk/changes", {
      [`t_${numbers.fresh}`]: String((await stateOf(numbers.fresh)).seq),
      status: "waiting",
      urgency: "high",
    });
    assert.equal(forced.status, 303);
    assert.deepEqual((({ status, urgency }) => [status, urgency])(await stateOf(numbers.fresh)), ["new", "normal"]);
  });

  test("opened again is what was resolved, what sleeps and what waits", async () => {
    const numbers = await oneOfEach();
    const all = Object.values(numbers);
    const { text } = await preview(all, { status: "open" });
    const plan = planOf(text);
    assert.equal(plan["A new one"], "Nobody has answered yet, so it stays new.");
    assert.equal(plan["An open one"], "Nothing changes.");
    assert.equal(plan["A resolved one"], "Resolved → Open");
    assert.match((await confirm(text, { status: "open" })).said, /3 tickets changed\./);
    const states = await Promise.all(all.map(stateOf));
    assert.deepEqual(
      states.map(({ status }) => status),
      ["new", "open", "open", "open", "open", "new"],
    );
  });

  test("several are resolved with what kind of question they were; each requester hears, and a frozen label is kept", async () => {
    const { ctx, cast } = house;
    const numbers = await oneOfEach();
    await house.wait(15 * DAY);
    await (await house.as(cast.bo)).post(`/tickets/${numbers.resolved}/reopening`, {});
    await house.settle();
    const earlier = house.sent().length;
    const both = [numbers.fresh, numbers.open, numbers.resolved];
    const { text } = await preview(both, { status: "basic-uncovered" });
    assert.deepEqual(planOf(text), {
      "A new one": "New → Resolved: basic, but no article answers it yet",
      "An open one": "Open → Resolved: basic, but no article answers it yet",
      "A resolved one": "Its label is frozen. Resolve it by itself and say why the label was wrong.",
    });
    assert.match((await confirm(text, { status: "basic-uncovered" })).said, /2 tickets changed\./);
    assert.deepEqual(
      (await Promise.all(both.map(stateOf))).map(({ status }) => status),
      ["resolved", "resolved", "open"],
    );
    const labels = await ctx.db
      .selectFrom("ticket_label")
      .innerJoin("ticket", "ticket.id", "ticket_label.ticket_id")
      .select(["label", "labelled_by"])
      .where("number", "in", [numbers.fresh, numbers.open])
      .execute();
    assert.deepEqual(labels, Array(2).fill({ label: "basic-uncovered", labelled_by: cast.bo.id }));
    await house.settle();
    const told = house
      .sent()
      .slice(earlier)
      .filter(({ to }) => to === "ada@example.test");
    assert.equal(told.length >= 2, true, "both were told");
  });

  test("spam is set aside and taken back by itself only", async () => {
    const numbers = await oneOfEach();
    const two = [numbers.fresh, numbers.spam];
    const mixed = await preview(two, { status: "spam", tags: "junk" });
    assert.equal(mixed.status, 422);
    assert.match(mixed.text, /Say what is spam and what is not by itself/);
    const { text } = await preview(two, { status: "spam" });
    assert.equal(planOf(text)["A new one"], "New → Spam");
    assert.equal(planOf(text)["A junk one"], "Nothing changes.");
    assert.match((await confirm(text, { status: "spam" })).said, /One ticket changed\./);
    assert.notEqual((await stateOf(numbers.fresh)).spam_at, null);
    const back = (await preview(two, { status: "no-spam" })).text;
    assert.equal(planOf(back)["A junk one"], "Spam → New");
    await confirm(back, { status: "no-spam" });
    for (const number of two) assert.equal((await stateOf(number)).spam_at, null);
  });

  test("tags are taken away where they are, and none is added and taken away at once", async () => {
    const { ctx, cast } = house;
    const [first, second] = [await ask(house, cast.ada, "Two tags"), await ask(house, cast.zoe, "One tag")];
    await tagTicket(ctx, cast.bo, first, { add: ["stays", "goes"], remove: [] });
    await tagTicket(ctx, cast.bo, second, { add: ["stays"], remove: [] });
    const wanted = { tags: "fresh", untag: "Goes" };
    const { text } = await preview([first, second], wanted);
    assert.deepEqual(planOf(text), { "Two tags": "Tags + fresh · Tags − goes", "One tag": "Tags + fresh" });
    await confirm(text, wanted);
    assert.deepEqual(
      [await tagsOn(first), await tagsOn(second)],
      [
        ["fresh", "stays"],
        ["fresh", "stays"],
      ],
    );
    const both = await preview([first], { tags: "one, two", untag: "two" });
    assert.equal(both.status, 422);
    assert.match(both.text, /“two” cannot be added and taken away at once\./);
    assert.match(both.text, /name="tags"[^>]*value="one, two"/, "what was typed stays");
    const many = Array.from({ length: 19 }, (_, place) => `t${place}`).join();
    const full = (await preview([first, second], { tags: many })).text;
    assert.equal(planOf(full)["Two tags"], "A ticket has up to 20 tags.");
    assert.doesNotMatch(full, /bulk\/changes/, "nothing is left to confirm");
  });

  test("a confidential one is given to nobody it is not open to, and whoever may not see it does not find it", async () => {
    const { ctx, cast } = house;
    const secret = await ask(house, cast.ada, "Only for Bo");
    const plain = await ask(house, cast.ada, "For everybody");
    await confideTicket(ctx, cast.bo, secret, [cast.bo.id]);
    const { text } = await preview([secret, plain], { assignee: String(cast.cy.id) });
    assert.deepEqual(planOf(text), {
      "Only for Bo": "It is confidential, and Cy Leads is not among those it is open to.",
      "For everybody": "Nobody → Cy Leads",
    });
    const wanted = { status: "spam" };
    const others = (await preview([secret, plain], wanted, cast.cy)).text;
    assert.deepEqual(planOf(others), { "For everybody": "New → Spam" });
    const forced = { [`t_${secret}`]: String((await stateOf(secret)).seq), ...wanted };
    await (await house.as(cast.cy)).post("/desk/bulk/changes", forced);
    assert.equal((await stateOf(secret)).spam_at, null);
    await assignTicket(ctx, cast.bo, secret, { from: null, to: cast.bo.id });
  });

  test("whoever does not answer changes nothing, and wrong input is said at its field", async () => {
    const { cast } = house;
    const number = await ask(house, cast.ada, "Hers");
    const ada = await house.as(cast.ada);
    for (const wanted of [{ status: "spam" }, { status: "not-basic" }, { untag: "x" }])
      for (const address of ["/desk/bulk", "/desk/bulk/changes"])
        assert.equal((await ada.post(address, { [`t_${number}`]: "1", step: "preview", ...wanted })).status, 403);
    assert.deepEqual((({ status, spam_at }) => [status, spam_at])(await stateOf(number)), ["new", null]);
    const wrong = await preview([number], { status: "merged" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /href="#status">Choose a status\./);
    assert.equal(
      (await (await house.as(cast.bo)).post("/desk/bulk/changes", { [`t_${number}`]: "1", status: "merged" })).status,
      400,
    );
  });
});
