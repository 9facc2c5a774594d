import assert from "node:assert/strict";
import { test } from "node:test";
import { byPortal } from "#server/audit/trail.ts";
import { noteEvent, type Reader } from "#server/journeys/journal.ts";
import { openLibrary } from "#server/knowledge/library.ts";
import { beginDraftOf } from "#server/knowledge/origins.ts";
import { addPerson } from "#server/people/actions.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Person } from "#server/people/person.ts";
import { DAY, MINUTE } from "#server/platform/clock.ts";
import { findGaps, gapsFound } from "#server/reports/gaps-finding.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const ANSWER = "no-commits-found";
const by = (person: Person, token = "a visit"): Reader => ({ personId: person.id, kind: "dev", token });

async function threeMore({ ctx }: House): Promise<Person[]> {
  const people: Person[] = [];
  for (const name of ["Fay", "Gus", "Hal"]) {
    const email = `${name.toLowerCase()}@example.test`;
    const id = await addPerson(ctx, byPortal, { email, name, role: "requester", team: null });
    people.push((await findPerson(ctx, id)) as Person);
  }
  return people;
}

/** Asked, answered, and called basic. */
async function askBasic({ ctx, cast }: House, person: Person, articleId: number | null): Promise<void> {
  const number = await openTicket(ctx, person, by(person), {
    subject: "No commits found",
    message: writeDown("It says so."),
    category: "branches",
    urgency: "normal",
    tried: [],
  });
  const article = articleId === null ? null : { id: articleId, slug: ANSWER };
  const bo: Reader = { personId: cast.bo.id, kind: "support", token: "desk" };
  await resolveTicket(ctx, cast.bo, bo, number, { label: article ? "basic" : "basic-uncovered", article });
}

onEachEngine("Gaps", (engine) => {
  test("what three people looked for in vain is shown, what two did is only counted", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    const people = await threeMore(house);
    for (const person of people)
      noteEvent(ctx, by(person), { type: "search", q: "sandbox bank credentials", results: 0, source: "page" });
    for (const person of [cast.ada, cast.zoe])
      noteEvent(ctx, by(person), { type: "search", q: "rotate deploy token", results: 0, source: "page" });
    await wait(MINUTE);
    await findGaps(ctx);
    const found = await gapsFound(ctx);
    assert.deepEqual(
      found?.clusters.map(({ label, failed, ticketed }) => [label, failed, ticketed]),
      [["sandbox bank credentials", 3, 0]],
    );
    assert.equal(found?.hidden, 1);
    assert.deepEqual([found?.clusters[0]?.before, found?.clusters[0]?.lately], [0, 3]);
    await wait(31 * DAY);
    await findGaps(ctx);
    const later = (await gapsFound(ctx))?.clusters[0];
    assert.deepEqual([later?.before, later?.lately], [3, 0], "it closes when nobody looks for it in vain any more");

    const cy = await house.as(cast.cy);
    const { text } = await cy.get("/reports/gaps");
    assert.match(text, /sandbox bank credentials/);
    assert.doesNotMatch(text, /rotate deploy token/);
    assert.doesNotMatch((await cy.get("/reports/gaps.csv")).text, /rotate deploy token/);
    assert.doesNotMatch((await cy.get("/reports/gaps.json")).text, /rotate deploy token|Fay|fay@/);
  });

  test("a draft that is about a gap stands beside it, until it is published", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    for (const person of await threeMore(house))
      noteEvent(ctx, by(person), { type: "search", q: "sandbox bank credentials", results: 0, source: "page" });
    await wait(MINUTE);
    await findGaps(ctx);
    const draftOf = (title: string) =>
      `---\ntitle: ${title}\ntype: explanation\nsummary: Where they are.\n---\n\nThere.\n`;
    const begin = (ticket: number, title: string, words: string) =>
      beginDraftOf(ctx, cast.bo, { ticket, words, category: "branches", source: draftOf(title) });
    await begin(1, "Where test money comes from", "Which credentials has the sandbox bank?");
    await begin(2, "Where branches come from", "Who makes a branch?");
    const cy = await house.as(cast.cy);
    for (const address of ["/reports/gaps", "/reports/deflection"]) {
      const { text } = await cy.get(address);
      assert.match(text, /being written: <a href="\/knowledge\/drafts\/1">Where test money comes from<\/a>/, address);
      assert.doesNotMatch(text, /Where branches come from/);
    }
    await ctx.db.updateTable("draft").set({ outcome: "dropped" }).where("id", "=", 1).execute();
    assert.doesNotMatch((await cy.get("/reports/gaps")).text, /being written/);
  });

  test("every basic question that came has its first reason", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, wait } = house;
    await openLibrary(ctx, () => {});
    const article = await ctx.db
      .selectFrom("article")
      .select("id")
      .where("slug", "=", ANSWER)
      .executeTakeFirstOrThrow();
    await wait(MINUTE);
    const [fay, gus, hal] = (await threeMore(house)) as [Person, Person, Person];
    noteEvent(ctx, by(fay), { type: "view", article: ANSWER, revision: 1 });
    noteEvent(ctx, by(gus), { type: "impression", list: "search", articles: [[ANSWER, 2]] });
    await wait(MINUTE);
    await askBasic(house, fay, article.id);
    await askBasic(house, gus, article.id);
    await askBasic(house, hal, article.id);
    await askBasic(house, house.cast.ada, null);
    await wait(MINUTE);
    await findGaps(ctx);
    const found = await gapsFound(ctx);
    assert.deepEqual(
      found?.reasons.map(({ reason, questions }) => [reason, questions]),
      [
        ["COVERAGE_GAP", 1],
        ["NOT_SOLVED", 1],
        ["NOT_CHOSEN", 1],
        ["NOT_TRIED", 1],
      ],
    );
    const { closed = 0, linked = 0, known = 0 } = found?.links ?? {};
    assert.ok(closed > linked && linked >= known && linked > 0, JSON.stringify(found?.links));
    const gaps = (await (await house.as(house.cast.cy)).get("/reports/gaps")).text;
    assert.match(gaps, new RegExp(`of ${closed} closed questions name an article \\(95% range`));
    assert.ok(
      found?.reasons.every(({ articles }) => articles.length === 0),
      "an article of one person points at them",
    );
  });

  test("articles show their readers' verdict from three readers on, and nobody's name", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { ctx, cast, wait } = house;
    await openLibrary(ctx, () => {});
    for (const person of [...(await threeMore(house)), cast.ada]) {
      noteEvent(ctx, by(person), { type: "search", q: "commits", results: 1, source: "page" });
      noteEvent(ctx, by(person), { type: "view", article: ANSWER, revision: 1 });
      noteEvent(ctx, by(person), { type: "solved", article: ANSWER, where: "article" });
    }
    noteEvent(ctx, by(cast.zoe), { type: "view", article: "create-branch", revision: 1 });
    await wait(MINUTE);
    const cy = await house.as(cast.cy);
    const { text } = await cy.get("/reports/articles?from=2026-06-08&to=2026-06-14");
    assert.match(text, /href="\/articles\/no-commits-found"/);
    assert.match(text, /1 article with fewer than 3 readers is counted but not shown/);
    assert.doesNotMatch(text, /href="\/articles\/create-branch"/);
    const { rows } = JSON.parse((await cy.get("/reports/articles.json?from=2026-W24&to=2026-W24")).text);
    assert.deepEqual([rows.length, rows[0].readers, rows[0].solved, rows[0].credit], [1, 4, 4, 4]);
    for (const page of ["/reports/articles", "/reports/gaps"])
      for (const person of [cast.ada, cast.bo]) assert.equal((await (await house.as(person)).get(page)).status, 404);
  });
});
