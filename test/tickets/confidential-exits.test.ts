import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { byPerson } from "#server/audit/trail.ts";
import { addPerson } from "#server/people/actions.ts";
import type { Person } from "#server/people/person.ts";
import { personById } from "#server/people/store.ts";
import { DAY, HOUR } from "#server/platform/clock.ts";
import { rooms } from "#server/rooms.ts";
import { assignTicket } from "#server/tickets/assigning.ts";
import { confideTicket } from "#server/tickets/confiding.ts";
import { gatherTickets, openIncident } from "#server/tickets/incidents.ts";
import { linkTickets } from "#server/tickets/linking.ts";
import { mergeTickets } from "#server/tickets/merging.ts";
import { rate, ratingLink } from "#server/tickets/rating.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { resolveTicket } from "#server/tickets/resolving.ts";
import { splitTicket } from "#server/tickets/splitting.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { programOf } from "#test/api/program.ts";
import { crawl } from "#test/support/crawler.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { lastFate, MAIL, mailOf, receive, vouched } from "./mail.ts";
import { ask, note, readerOf, says } from "./question.ts";

/** Each stands in what is confidential and nowhere else. */
const SUBJECT = "quaggasubject";
const BODY = "quaggabody";
const NOTE = "quagganote";
const COMMENT = "quaggacomment";
const REQUESTER = "Quaggawoman";
const MARKERS = [SUBJECT, BODY, NOTE, COMMENT, REQUESTER, REQUESTER.toLowerCase()];

const PLACES: Record<string, string[]> = { ":number": ["1", "2", "3", "4", "5", "6", "7", "8"], ":place": ["1"] };
const SLUGS = ["billing", "no-commits-found"];
/** What only a key opens, nobody walks into. */
const isWalkable = (path: string) => !/:token|sign-out|\/live$/.test(path);

onEachEngine("of what is confidential", (engine) => {
  let house: House;
  let secrets: number[];
  /** An agent, too, and not named. */
  let stranger: Person;
  before(async () => {
    house = await buildHouse({ engine, config: MAIL });
    stranger = await addOne("Eve Answers", "agent");
    secrets = await plant();
  });
  after(() => house.close());

  async function addOne(name: string, role: Person["role"]): Promise<Person> {
    const email = `${name.split(" ")[0]?.toLowerCase()}@example.test`;
    const id = await addPerson(house.ctx, byPerson(house.cast.dee), { email, name, role, team: null });
    return (await personById(house.ctx.db, id)) as Person;
  }

  /** Everything that leads from one ticket to another, to people or to pages, and only then it becomes confidential. */
  async function plant(): Promise<number[]> {
    const { ctx, cast } = house;
    const { bo, cy, zoe } = cast;
    const her = await addOne(`${REQUESTER} Asks`, "requester");
    const wishes = { message: writeDown(`It says ${BODY} 42804.`) };
    const first = await ask(house, her, `Merge fails ${SUBJECT}`, wishes);
    const second = await ask(house, her, `Merge fails again ${SUBJECT}`, wishes);
    const third = await ask(house, her, `Solved ${SUBJECT}`, wishes);
    const open = await ask(house, zoe, "Merge fails for Zoe");
    const other = await ask(house, zoe, "Merge fails for Zoe once more");
    await linkTickets(ctx, bo, open, "related", first);
    await sendMessage(ctx, bo, readerOf(bo), first, note(`${NOTE}: what does @Cy Leads say?`));
    await sendMessage(ctx, bo, readerOf(bo), first, says(`Try ${BODY}.`));
    await sendMessage(ctx, her, readerOf(her), first, says(`Two things: ${BODY}.`));
    const split = await splitTicket(ctx, bo, first, { subject: `Apart ${SUBJECT}`, places: [4] });
    await mergeTickets(ctx, bo, readerOf(bo), second, first);
    const incident = await openIncident(ctx, bo, { title: "Merges fail", summary: "For some." });
    await gatherTickets(ctx, bo, incident, [first, open]);
    await assignTicket(ctx, cy, third, { from: null, to: cy.id });
    await assignTicket(ctx, cy, third, { from: cy.id, to: null });
    const verdict = { label: "basic-uncovered", article: null } as const;
    await resolveTicket(ctx, bo, readerOf(bo), third, verdict);
    const row = await ctx.db.selectFrom("ticket").select("id").where("number", "=", third).executeTakeFirstOrThrow();
    const link = await ratingLink(ctx, row.id);
    await rate(ctx, (link ?? "").split("/").at(-1) ?? "", { score: 1, comment: `No ${COMMENT}` });
    await receive(house, mailOf({ from: her.email, subject: `By mail ${SUBJECT}`, text: BODY, heads: [vouched()] }));
    const mailed = Number((await lastFate(house)).about?.slice(2));
    for (const number of [first, second, third, split, mailed]) await confideTicket(ctx, bo, number, [bo.id]);
    await linkTickets(ctx, bo, other, "related", first);
    await house.wait(HOUR);
    await house.wait(DAY);
    await house.settle();
    return [first, second, third, split, mailed];
  }

  const addresses = (): string[] => [
    ...rooms(house.ctx)
      .filter(({ method, path }) => method === "get" && isWalkable(path))
      .flatMap(({ path }) => filledIn(path)),
    ...["", "billing", SUBJECT, BODY, REQUESTER, COMMENT].flatMap((word) => [
      `/tickets/search?q=${word}`,
      `/desk?requester=${word}`,
      `/search.json?q=${word}`,
      `/search/suggest?q=${word}`,
    ]),
    ...["unanswered", "new", "open", "waiting", "resolved", "spam"].map((status) => `/desk?status=${status}`),
    ...["requester", "queue", "assignee", "category"].map((group) => `/desk?group=${group}`),
  ];
  const filledIn = (path: string): string[] => {
    const [name] = /:\w+/.exec(path) ?? [];
    if (name === undefined) return [path];
    const ways = PLACES[name] ?? (name === ":slug" ? SLUGS : ["1", "2", "3", "6"]);
    return ways.flatMap((way) => filledIn(path.replace(name, way)));
  };

  /** Where they are they know: a page may hold its own address. */
  const bytesOf = (address: string, text: string, headers: Headers) =>
    [address, encodeURIComponent(address), ...new URLSearchParams(address.split("?")[1]).values()]
      .filter(Boolean)
      .reduce((all, one) => all.replaceAll(one, ""), text + JSON.stringify([...headers]));

  const look = async (person: Person) =>
    [...(await crawl(await house.as(person), addresses()))].map(([address, { text, status, headers }]) => ({
      address,
      status,
      bytes: bytesOf(address, text, headers),
    }));

  /** Who is there is no secret: the pages of people name them, and the trail who added them, with nothing of theirs. */
  const mayName = (marker: string, address: string) =>
    marker.toLowerCase() === REQUESTER.toLowerCase() && /^\/(admin|desk)\/people|^\/admin\/audit/.test(address);

  test("nothing gets out to those it is not open to, whatever address they ask", async () => {
    for (const person of [stranger, house.cast.cy, house.cast.dee]) {
      const pages = await look(person);
      assert.ok(pages.length > 150, `${person.name} saw ${pages.length} pages`);
      const found = pages.flatMap(({ address, bytes }) =>
        MARKERS.filter((marker) => bytes.includes(marker) && !mayName(marker, address)).map(
          (marker) => `${marker} at ${address}`,
        ),
      );
      assert.deepEqual(found, [], person.name);
      const broken = pages.filter(({ status }) => status >= 500).map(({ address }) => address);
      assert.deepEqual(broken, [], "and nothing breaks");
    }
  });

  test("nor to a program of theirs", async () => {
    const program = await programOf(house, house.cast.cy);
    const reports = ["deflection", "articles", "teams", "search", "service", "satisfaction", "coverage", "gaps"];
    for (const path of ["/tickets", ...reports.map((one) => `/reports/${one}`), "/programme/key-figures"]) {
      const { text } = await program.get(path);
      for (const marker of MARKERS) assert.ok(!text.includes(marker), `${marker} at ${path}`);
    }
    for (const number of secrets) assert.equal((await program.get(`/tickets/${number}`)).status, 404);
  });

  test("nor by mail from the moment it is confidential, nor by what an open desk hears", async () => {
    const { ctx, cast } = house;
    const [first = 0] = secrets;
    const hearing = new AbortController();
    const { cookie } = await house.as(cast.cy);
    const headers = { cookie, accept: "text/event-stream" };
    const stream = await fetch(`${await house.address()}/desk/live`, { headers, signal: hearing.signal });
    let heard = "";
    const listening = (async () => {
      for await (const bytes of stream.body ?? []) heard += new TextDecoder().decode(bytes);
    })().catch(() => undefined);
    const earlier = house.sent().length;
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), first, note(`${NOTE} for @Cy Leads`));
    await sendMessage(ctx, cast.bo, readerOf(cast.bo), first, says(`Once more ${BODY}`));
    await house.wait(DAY);
    await house.settle();
    hearing.abort();
    await listening;
    const theirs = house
      .sent()
      .slice(earlier)
      .filter(({ to }) => ["cy@example.test", "dee@example.test"].includes(to));
    for (const text of [heard, JSON.stringify(theirs)])
      for (const marker of MARKERS) assert.ok(!text.includes(marker), marker);
  });

  test("and those it is open to find each of it", async () => {
    const pages = await look(house.cast.bo);
    for (const marker of [SUBJECT, BODY, NOTE, REQUESTER])
      assert.ok(
        pages.some(({ bytes }) => bytes.includes(marker)),
        `nobody finds ${marker}`,
      );
  });
});
