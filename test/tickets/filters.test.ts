import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY, HOUR, MINUTE } from "#server/platform/clock.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { queryFor, readFilters } from "#server/tickets/desk.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { letWatch } from "#server/tickets/watching.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, readerOf } from "./question.ts";

const NONE = { assignee: "", urgency: "", category: "", queue: "" };

onEachEngine("narrowing the desk", (engine) => {
  let house: House;
  before(async () => {
    house = await buildHouse({ engine });
    await house.settle();
  });
  after(() => house.close());

  const subjects = async (query: string, person = house.cast.bo) => {
    const { text } = await (await house.as(person)).get(`/desk?${query}`);
    return [...text.matchAll(/<a class="sub" href="[^"]+"[^>]*>([^<]+)<\/a>/g)].map((found) => found[1] ?? "");
  };

  test("by urgency, team, what is due, what one watches and what stands in a field", async () => {
    const { ada, zoe, bo, dee } = house.cast;
    const urgent = await ask(house, ada, "Urgent one", { urgency: "high" });
    await ask(house, zoe, "Calm one", { urgency: "low", category: "access" });
    assert.deepEqual(await subjects("urgency=high"), ["Urgent one"]);
    assert.deepEqual(await subjects("team=search"), ["Calm one"]);
    assert.deepEqual(await subjects("team=%25"), []);
    await letWatch(house.ctx, bo, urgent, bo.id);
    assert.deepEqual(await subjects("watched=me"), ["Urgent one"]);
    assert.deepEqual(await subjects("watched=me", dee), []);
    assert.deepEqual(await subjects("due=late"), []);
    await house.wait(3 * HOUR);
    assert.deepEqual(await subjects("due=late"), ["Urgent one"]);
    assert.deepEqual(await subjects("due=none"), []);
    await house.wait(3 * DAY);
    assert.deepEqual((await subjects("due=late")).length, 2);
    assert.equal((await subjects("urgency=high&team=search")).length, 0);
    await house.ctx.db
      .insertInto("ticket_question")
      .values({
        ...{ category: null, label: "Version", hint: "", kind: "version", choices: "[]", required_since: null },
        ...{ position: 1, version: 1, retired_at: null },
      })
      .execute();
    const { id } = await house.ctx.db
      .selectFrom("ticket")
      .select("id")
      .where("number", "=", urgent)
      .executeTakeFirstOrThrow();
    const answer = { ticket_id: id, field_id: 1, label: "Version", kind: "version", value: "V1.4" } as const;
    await house.ctx.db.insertInto("ticket_answer").values(answer).execute();
    assert.deepEqual(await subjects("field=1&value=v1.4"), ["Urgent one"]);
    assert.deepEqual(await subjects("field=1&value=1.5"), []);
    const { text } = await (await house.as(bo)).get("/desk?field=1&value=v1.4");
    assert.match(text, /<a href="\/desk">Version: v1\.4/, "what is folded away is said, and can be taken away");
    assert.match(text, /value="v1\.4"/);
  });

  test("by who asked, who watches, what is confidential, the kind of question and having no category", async () => {
    const { ctx, cast } = house;
    const { ada, zoe, bo, cy } = cast;
    const odd = await ask(house, zoe, "Odd one", { category: null });
    const sealed = await ask(house, ada, "Sealed one");
    assert.deepEqual(await subjects("category=none"), ["Odd one"]);
    assert.deepEqual(await subjects("requester=zoe%40example.test&category=none"), ["Odd one"]);
    assert.ok((await subjects("requester=STRANGER")).includes("Odd one"), "part of a name");
    assert.ok(!(await subjects("requester=stranger")).includes("Sealed one"));
    assert.deepEqual(await subjects("requester=%25"), []);
    assert.deepEqual(await subjects("requester=zoe%40example"), []);
    await confideTicket(ctx, bo, sealed, []);
    assert.deepEqual(await subjects("confidential=yes"), ["Sealed one"]);
    assert.deepEqual(await subjects("confidential=yes", cy), [], "what one may not see is in no list");
    await letWatch(ctx, bo, odd, cy.id);
    assert.deepEqual(await subjects(`watched=${cy.id}`), ["Odd one"]);
    assert.deepEqual(await subjects("watched=me", cy), ["Odd one"]);
    await resolveTicket(ctx, bo, readerOf(bo), odd, { label: "basic-uncovered", article: null });
    assert.deepEqual(await subjects("label=basic-uncovered&status=resolved"), ["Odd one"]);
    assert.deepEqual(await subjects("label=not-basic&status=resolved"), []);
  });

  test("by when it was asked and when anything happened to it, in the days of who looks", async () => {
    const { ctx, cast } = house;
    await house.settle();
    await house.wait(40 * DAY);
    const today = new Date(ctx.clock.now()).toISOString().slice(0, 10);
    await ask(house, cast.ada, "New one");
    assert.deepEqual(await subjects("opened=day"), ["New one"]);
    assert.deepEqual(await subjects("opened=week&changed=day"), ["New one"]);
    assert.deepEqual(await subjects(`from=${today}&to=${today}`), ["New one"]);
    const older = await subjects("opened=older&changed=quiet-30");
    assert.ok(older.includes("Urgent one") && !older.includes("New one"), older.join());
    assert.deepEqual(await subjects("opened=day&changed=quiet-3"), []);
    assert.deepEqual(await subjects("opened=older&from=2026-06-20"), []);
    assert.ok((await subjects("from=2026-06-09&to=2026-06-09")).includes("Urgent one"));
    const kiritimati = { ...cast.bo, timeZone: "Pacific/Kiritimati" };
    const query = await queryFor(ctx, kiritimati, readFilters({ from: "2026-06-10", to: "2026-06-10" }));
    assert.deepEqual(query.opened, { from: Date.UTC(2026, 5, 9, 10), before: Date.UTC(2026, 5, 10, 10) });
  });

  test("every filter is kept by a view, comes back in the form, and can be taken away by itself", async () => {
    const bo = await house.as(house.cast.bo);
    const typed = {
      ...{ status: "open", assignee: "nobody", category: "none", tag: "vip", urgency: "high", due: "hour" },
      ...{ requester: "ada", team: "Payments", watched: "me", likely: "yes", confidential: "yes", label: "basic" },
      ...{ opened: "week", from: "2026-06-01", to: "2026-06-30", changed: "quiet-3", field: "1", value: "V1.4" },
    };
    const { location } = await bo.post("/desk/views", { name: "Everything at once", shared: "", ...typed });
    const query = new URL(location ?? "", "http://desk.test").searchParams;
    assert.deepEqual(Object.fromEntries(query), typed);
    const { text } = await bo.get(location ?? "");
    for (const [name, value] of Object.entries(typed)) {
      const form = /<form action="\/desk" class="filters">[\s\S]*?<\/form>/.exec(text)?.[0] ?? "";
      const field = new RegExp(
        `name="${name}"[^>]*(?:value="${value}"[^>]*|>(?:(?!</select>)[\\s\\S])*<option value="${value}" selected)`,
      );
      assert.match(form, field, name);
    }
    const [, list = ""] = /aria-label="Filters in use">([\s\S]*?)<\/ul>/.exec(text) ?? [];
    const without = [...list.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
    assert.equal(without.length, 13, list);
    for (const href of without) {
      const rest = [...new URL(href, "http://desk.test").searchParams.keys()].length;
      assert.ok(rest === query.size - 1 || (rest === query.size - 2 && !href.includes("value=")), href);
      assert.equal((await bo.get(href)).status, 200);
    }
  });

  test("all of a list are ticked at once, also without scripts, and views keep nothing of it", async () => {
    const bo = await house.as(house.cast.bo);
    const { text } = await bo.get("/desk?status=new");
    assert.doesNotMatch(text, /form="bulk"[^>]* checked/);
    const [, href = ""] = /href="([^"]+)" data-tick-all>Tick all/.exec(text) ?? [];
    const ticked = (await bo.get(href.replaceAll("&amp;", "&"))).text;
    const boxes = [...ticked.matchAll(/<input type="checkbox" form="bulk"[^>]*>/g)].map(([box]) => box);
    assert.ok(boxes.length > 1 && boxes.every((box) => box.includes(" checked")));
    assert.match(ticked, /href="\/desk\?status=new" data-tick-all>Tick none/);
    assert.match(ticked, /name="back" value="\/desk\?status=new"/);
    assert.doesNotMatch(ticked, /<a class="sub" href="[^"]*tick=/);
  });

  test("ticked in a narrowed list, tickets are changed, and the list is the same afterwards", async () => {
    const { ctx, cast } = house;
    const bo = await house.as(cast.bo);
    const number = await ask(house, cast.zoe, "To be ticked");
    const back = "/desk?requester=zoe&opened=day";
    const preview = await bo.post("/desk/bulk", { [`t_${number}`]: "1", back, step: "preview", tags: "vip", ...NONE });
    assert.match(preview.text, /Tags \+ vip/);
    assert.match(preview.text, /name="back" value="\/desk\?requester=zoe&amp;opened=day"/);
    const { seq } = await findTicket(ctx, cast.bo, number);
    const done = await bo.post("/desk/bulk/changes", { [`t_${number}`]: String(seq), back, tags: "vip", ...NONE });
    assert.equal(done.location, back);
    assert.deepEqual(await subjects("requester=zoe&opened=day&tag=vip"), ["To be ticked"]);
  });

  test("by whether an article likely answers it, seen again as articles change", async () => {
    const { ada } = house.cast;
    await ask(house, ada, "No commits found", { category: "branches" });
    await ask(house, ada, "Zyxwvut qponmlk", { category: null });
    await house.wait(MINUTE);
    const likely = await subjects("likely=yes");
    assert.ok(likely.includes("No commits found"), likely.join());
    assert.ok(!likely.includes("Zyxwvut qponmlk"));
    const { text } = await (await house.as(house.cast.bo)).get("/desk?likely=yes");
    assert.match(text, /No commits found<\/a>(?:(?!<\/li>)[\s\S])*Likely article/, "and the list says so");
  });

  test("places are offered to whoever may go there", async () => {
    const placesOf = async (person = house.cast.bo) => {
      const { text, status } = await (await house.as(person)).get("/desk/places.json");
      return status === 200 ? JSON.parse(text).places.map(({ href }: { href: string }) => href) : status;
    };
    assert.ok(!(await placesOf()).includes("/admin/queues"));
    assert.ok((await placesOf(house.cast.dee)).includes("/admin/queues"));
    assert.equal(await placesOf(house.cast.ada), 404);
    for (const href of await placesOf(house.cast.dee))
      assert.equal((await (await house.as(house.cast.dee)).get(href)).status, 200, href);
  });
});
