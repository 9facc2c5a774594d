import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { rooms } from "#server/rooms.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { crawl } from "#test/support/crawler.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf } from "#test/tickets/question.ts";

/** Each stands in one place only, so that wherever it turns up it got out of there. */
const NOTE = "marker-of-a-note";
const OTHERS_TICKET = "marker-of-another-ticket";
/** Stands in an article for the staff. */
const STAFF_ARTICLE = "zanzibar";
const STAFF_SLUG = "rotate-the-support-key";

describe("what is hidden stays hidden", () => {
  let house: House;
  let starts: string[];
  before(async () => {
    house = await buildHouse();
    const { ada, zoe, bo } = house.cast;
    const mine = await ask(house, ada, "Merge fails");
    await sendMessage(house.ctx, bo, readerOf(bo), mine, note(`${NOTE}: she is in a hurry`));
    const theirs = await ask(house, zoe, OTHERS_TICKET);
    await sendMessage(house.ctx, bo, readerOf(bo), theirs, note(NOTE));
    await house.settle();
    starts = [
      ...rooms(house.ctx)
        .filter(({ method, path }) => method === "get" && !path.includes(":"))
        .map(({ path }) => path),
      `/tickets/${mine}`,
      `/tickets/${theirs}`,
      `/articles/${STAFF_SLUG}`,
      "/categories/access",
      ...[NOTE, OTHERS_TICKET, STAFF_ARTICLE].flatMap((word) => [
        `/search?q=${word}`,
        `/search.json?q=${word}`,
        `/search/suggest?q=${word}`,
        `/tickets?q=${word}`,
      ]),
    ];
  });
  after(() => house.close());

  const look = async (person: Person | null) => {
    const answers = await crawl(await house.as(person), starts);
    return [...answers].map(([address, { text, status, headers }]) => {
      // Where they are they know: a page may hold its own address.
      const own = [address, encodeURIComponent(address), ...new URLSearchParams(address.split("?")[1]).values()];
      const whole = text + JSON.stringify([...headers]);
      const bytes = own.filter(Boolean).reduce((all, one) => all.replaceAll(one, ""), whole);
      return { address, status, bytes };
    });
  };

  test("from a requester, wherever a link, a list or a search leads", async () => {
    for (const [person, hidden] of [
      [house.cast.ada, [NOTE, OTHERS_TICKET, STAFF_ARTICLE, STAFF_SLUG]],
      [house.cast.zoe, [NOTE, STAFF_ARTICLE, STAFF_SLUG, "Merge fails"]],
      [null, [NOTE, OTHERS_TICKET, STAFF_ARTICLE, STAFF_SLUG, "Merge fails", "Ada Asks"]],
    ] as const) {
      const pages = await look(person);
      for (const { address, bytes } of pages)
        for (const marker of hidden)
          assert.ok(!bytes.includes(marker), `${person?.name ?? "a visitor"} finds ${marker} at ${address}`);
      if (person) assert.ok(pages.length > 20, `${person.name} saw ${pages.length} pages`);
    }
  });

  test("and the markers are where they were put: an agent finds each", async () => {
    const pages = await look(house.cast.bo);
    for (const marker of [NOTE, OTHERS_TICKET, STAFF_ARTICLE])
      assert.ok(
        pages.some(({ bytes }) => bytes.includes(marker)),
        `nobody finds ${marker}, so the test above proves nothing`,
      );
  });

  test("and from every letter to a requester", async () => {
    for (const mail of house.sent().filter(({ to }) => ["ada@example.test", "zoe@example.test"].includes(to)))
      assert.doesNotMatch(JSON.stringify(mail), new RegExp(`${NOTE}|${STAFF_ARTICLE}`));
  });
});
