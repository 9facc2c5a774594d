import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { SMTPServer } from "smtp-server";
import { PLAIN, type Step, USUAL } from "#server/escalation/ladder.ts";
import { saveLadder } from "#server/escalation/ladder-editing.ts";
import { openMailer } from "#server/notifications/mailer.ts";
import { HOUR, MINUTE, SECOND } from "#server/platform/clock.ts";
import { type Drill, dayTime, endOf, isOver } from "#server/tickets/drill.ts";
import { dice } from "#server/tickets/drill-inventing.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouseInUtc, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { ask, readerOf } from "#test/tickets/question.ts";

test("the clock of the played day runs as fast as it was set, never back, and stands still at the end", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(15, 30, 60, 120),
      fc.integer({ min: 1, max: 24 }),
      fc.array(fc.integer({ min: -10 * MINUTE, max: 3 * HOUR }), { minLength: 2, maxLength: 8 }),
      (speed, hours, moments) => {
        const drill: Drill = {
          ...{ id: 1, name: "", source: "invented", speed, startsAt: 1_000_000_000, endedAt: null },
          ...{ dayFrom: 500 * HOUR, dayTo: (500 + hours) * HOUR },
        };
        const shown = moments.sort((a, b) => a - b).map((ms) => dayTime(drill, drill.startsAt + ms));
        assert.deepEqual(
          shown,
          [...shown].sort((a, b) => a - b),
        );
        assert.ok(shown.every((at) => at >= drill.dayFrom && at <= drill.dayTo));
        assert.equal(dayTime(drill, drill.startsAt + MINUTE), Math.min(drill.dayTo, drill.dayFrom + speed * MINUTE));
        assert.ok(isOver(drill, endOf(drill)) && !isOver(drill, endOf(drill) - 1000));
      },
    ),
  );
  const [one, other] = [dice(7), dice(7)];
  assert.deepEqual([one(), one(), one()], [other(), other(), other()]);
});

onEachEngine("practice", (engine) => {
  let house: House;
  let post: SMTPServer;
  const wire: string[] = [];
  before(async () => {
    house = await buildHouseInUtc(engine);
    // A real mail server, so that whatever leaves is seen on the wire.
    post = new SMTPServer({
      ...{ authOptional: true, disabledCommands: ["STARTTLS"] },
      onData: (stream, session, done) => {
        wire.push(session.envelope.rcptTo.map(({ address }) => address).join(","));
        stream.resume();
        stream.on("end", () => done());
      },
    });
    await new Promise<void>((resolve) => post.listen(0, "127.0.0.1", resolve));
    const { port } = post.server.address() as { port: number };
    const mailer = openMailer(
      { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: "support@example.test" } as never,
      async () => "Ours",
    );
    Object.assign(house.ctx, { mailer });
  });
  after(async () => {
    house.ctx.mailer?.close();
    await house.close();
    await new Promise<void>((resolve) => post.close(() => resolve()));
  });

  const START = { name: "New colleagues", speed: "60", day: "" };
  const count = async (
    table: "outbox" | "notice" | "ticket" | "ticket_event" | "escalation" | "sla_clock" | "counter",
  ) => (await house.ctx.db.selectFrom(table).selectAll().execute()).length;
  const everything = async () =>
    Promise.all(
      (["outbox", "notice", "ticket", "ticket_event", "escalation", "sla_clock", "counter"] as const).map(count),
    );
  const firstWaiting = async (bo: Visitor) => {
    const { text } = await bo.get("/desk/practice/1");
    return /href="(\/desk\/practice\/1\/questions\/\d+)"/.exec(text)?.[1] ?? "";
  };

  test("who leads starts one, who answers plays it, and who asks does not come there", async () => {
    const bo = await house.as(house.cast.bo);
    assert.equal((await bo.post("/desk/practice", START)).status, 403);
    assert.equal((await (await house.as(house.cast.ada)).get("/desk/practice")).status, 404);
    const cy = await house.as(house.cast.cy);
    for (const [typed, sentence] of [
      [{ name: "" }, /name is missing/],
      [{ speed: "7" }, /how fast the day goes/],
      [{ day: "2020-01-01" }, /nothing was asked on that day/],
      [{ day: "yesterday" }, /a day like 2026-06-01/],
    ] as const) {
      const answer = await cy.post("/desk/practice", { ...START, ...typed });
      assert.equal(answer.status, 422, String(sentence));
      assert.match(answer.text, sentence);
    }
    assert.equal((await cy.post("/desk/practice", START)).location, "/desk/practice/1");
    assert.equal((await bo.get("/desk/practice/1")).status, 200);
    assert.equal((await bo.get("/desk/practice/9")).status, 404);
  });

  test("a whole day is played; nobody is mailed or told, and nothing of it stands where tickets stand", async () => {
    const before = await everything();
    const bo = await house.as(house.cast.bo);
    const questions = await house.ctx.db.selectFrom("drill_question").selectAll().orderBy("n").execute();
    assert.ok(questions.length >= 3, `${questions.length} questions`);
    const [, , missed] = questions;
    while (!(await bo.get("/desk/practice/1")).text.includes("P-1")) await house.wait(15 * SECOND);
    const [first] = questions;
    assert.ok(first);
    const address = "/desk/practice/1/questions/1";
    const page = await bo.get(address);
    assert.match(page.text, /It says:|It is about/);
    await bo.post(`${address}/acknowledgement`);
    await bo.post(`${address}/sorting`, { category: first.category ?? "", queue: String(first.queue_id) });
    assert.match((await bo.get(address)).text, /Bo Answers<\/b> has seen it|Bo Answers<\/b>/);
    await bo.post(`${address}/answer`, { article: first.article ?? "" });
    assert.equal((await bo.post(`${address}/answer`, { article: "" })).status, 409, "it is answered");
    const meanwhile = await bo.get("/desk/practice/1/score");
    assert.match(meanwhile.text, /: 3 of 3 points\. It goes on/);
    assert.doesNotMatch(meanwhile.text, /P-2/, "what is right of what waits is not told");
    assert.doesNotMatch((await bo.get("/desk/practice/1")).text, /questions\/1"/);
    for (let minute = 0; minute < 12; minute++) await house.wait(MINUTE);
    const score = await bo.get("/desk/practice/1/score");
    assert.match(score.text, new RegExp(`: 3 of ${3 * questions.length} points`));
    assert.match(score.text, /In time<\/span> After \d+ min/);
    assert.match(score.text, /Practised by Bo Answers \(3 deeds\)/);
    assert.match(score.text, /Not seen/);
    assert.equal((await bo.post(`/desk/practice/1/questions/${missed?.n}/acknowledgement`)).status, 409, "it is over");
    assert.deepEqual(
      await everything(),
      before,
      "no mail queued, no entry, no ticket, no ladder, no clock, no counter",
    );
    assert.deepEqual(wire, []);
    const subject = first.subject ?? "";
    const desk = await bo.get("/desk");
    assert.ok(!desk.text.includes(`${subject.slice(0, 20)}`) && /href="\/desk\/practice"/.test(desk.text));
    const found = await bo.get(`/tickets/search?q=${encodeURIComponent(subject)}`);
    assert.doesNotMatch(found.text, /P-1/);
    const cy = await house.as(house.cast.cy);
    assert.match((await cy.get("/reports/service")).text, /Service/);
    assert.equal(await firstWaiting(bo), "/desk/practice/1/questions/2");
  });

  test("the ladder of the portal is what a trainee runs against, by the same code", async () => {
    const bo = await house.as(house.cast.bo);
    const { text } = await bo.get("/desk/practice/1/questions/2");
    assert.match(text, /The ladder<\/b> would have told Bo Answers \(Support\)/);
    assert.match((await bo.get("/desk/practice/1/score")).text, /Too late<\/span> Not seen/);
  });

  test("a day that was is played again with what became of it; what only some may see is left out", async () => {
    const { ctx, cast } = house;
    const number = await ask(house, cast.ada, "The merge of yesterday");
    await resolveTicket(ctx, cast.bo, readerOf(cast.bo), number, { label: "not-basic", article: null } as never);
    const hidden = await ask(house, cast.ada, "Between us");
    await ctx.db
      .updateTable("ticket")
      .set({ insiders: `,${cast.cy.id},` })
      .where("number", "=", hidden)
      .execute();
    await ask(house, cast.ada, "A real one");
    await house.settle();
    assert.ok(wire.includes("bo@example.test"), "what is no practice does leave by this very server");
    const mails = wire.length;
    const cy = await house.as(cast.cy);
    const day = new Date(ctx.clock.now()).toISOString().slice(0, 10);
    assert.equal((await cy.post("/desk/practice", { ...START, day })).location, "/desk/practice/2");
    await house.wait(5 * MINUTE);
    const bo = await house.as(cast.bo);
    const { text } = await bo.get("/desk/practice/2");
    assert.match(text, /The merge of yesterday/);
    assert.doesNotMatch(text, /Between us/);
    await bo.post("/desk/practice/2/questions/1/sorting", { category: "branches", queue: "1" });
    await bo.post("/desk/practice/2/questions/1/answer", { article: "" });
    const score = await bo.get("/desk/practice/2/score");
    assert.match(score.text, /None answers it/);
    assert.equal((await bo.post("/desk/practice/2/end")).status, 403);
    await cy.post("/desk/practice/2/end");
    assert.equal((await bo.post("/desk/practice/2/questions/1/sorting", { category: "", queue: "1" })).status, 409);
    await house.settle();
    assert.equal(wire.slice(mails).filter((to) => to !== "ada@example.test").length, 0);
  });

  test("what a step of the ladder changes, by that the next one is decided; the score says so, and no ticket changes", async () => {
    const { ctx, cast } = house;
    const step = (name: string, afterMinutes: number, wishes: Partial<Step>): Step => ({
      ...{ name, afterMinutes, counts: "calendar", groups: ["agents"], people: [], rotas: [], onlyPriorities: [] },
      ...{ raises: false, assigns: false, ...PLAIN, ...wishes },
    });
    await saveLadder(ctx, cast.dee, null, {
      ...{ name: "Asleep", position: 1, isEnabled: true, categories: [], ...USUAL, repeat: 0, repeatAfterMinutes: 60 },
      ackMinutes: 60,
      steps: [
        step("First", 30, { raises: true, assigns: true, note: "Nobody woke up" }),
        step("Only for low", 10, { groups: ["managers"], onlyPriorities: ["low"] }),
        step("Then", 10, { groups: ["managers"], onlyPriorities: ["high"] }),
      ],
    });
    const cy = await house.as(cast.cy);
    assert.equal((await cy.post("/desk/practice", START)).location, "/desk/practice/3");
    const drill = await ctx.db.selectFrom("drill").selectAll().where("id", "=", 3).executeTakeFirstOrThrow();
    const all = { at: drill.day_from, urgency: "normal" } as const;
    await ctx.db.updateTable("drill_question").set(all).where("drill_id", "=", 3).execute();
    const before = await everything();
    const told = async () => (await (await house.as(cast.bo)).get("/desk/practice/3/questions/1")).text;
    await house.wait(20 * SECOND);
    assert.match(await told(), /Normal urgency/);
    await house.wait(15 * SECOND);
    const bo = await told();
    assert.match(bo, /High urgency/);
    assert.match(
      bo,
      /would have told Bo Answers \(First\), raised it to high urgency, gave it to Bo Answers, noted: Nobody woke up/,
    );
    assert.doesNotMatch(bo, /\(Then\)/);
    const answerer = await house.as(cast.bo);
    await answerer.post("/desk/practice/3/questions/2/acknowledgement");
    await house.wait(30 * SECOND);
    assert.match(await told(), /would have told Cy Leads \(Then\)/, "it is high by now, so this step is meant");
    assert.doesNotMatch(await told(), /Only for low/);
    assert.doesNotMatch((await answerer.get("/desk/practice/3/questions/2")).text, /\(Then\)/, "somebody has seen it");
    await cy.post("/desk/practice/3/end");
    const { text } = await cy.get("/desk/practice/3/score");
    assert.match(text, /The ladder had to step in[\s\S]*?\d+ of \d+/);
    assert.match(
      text,
      /It would have told Bo Answers \(First\), raised it to high urgency[\s\S]*It would have told Cy Leads/,
    );
    assert.deepEqual(await everything(), before, "all of it is played, and nothing stands where tickets stand");
  });
});
