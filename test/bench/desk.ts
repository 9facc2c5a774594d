import { sql } from "kysely";
import { fillWith } from "#server/cli/seed.ts";
import type { Engine } from "#server/platform/database/database.ts";
import { updateClocks } from "#server/tickets/clocks.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Visitor } from "#test/support/visitor.ts";
import { type Around, lookAround, PAGES, type Page } from "./desk-pages.ts";

/**
 * Does every page of the desk answer as quickly with 200,000 tickets and a million messages as with 2,000? Both portals
 * are asked in turn, so that what else the machine does hits both alike; the ratio is what counts, of the quicker
 * quarter of the answers, since the slower ones tell of the neighbours.
 */
const GOAL = 1.5;
const isQuick = process.argv.includes("--quick");
const SIZES = isQuick ? [2_000, 20_000] : [2_000, 200_000];
const ROUNDS = 40;
const WARM = 6;
const QUICKER = 0.25;
/** As many on both: a desk is emptied by those who work there, however old it is. */
const OPEN = 900;

type Filled = { count: number; house: House; around: Around; people: Record<Page["who"], Visitor> };

const engines: Engine[] = process.env.TEST_DATABASE_URL ? ["sqlite", "postgres"] : ["sqlite"];
const asked = engines.filter((one) => !process.argv.includes(`--no-${one}`));
/** `--only "search|ticket"` measures the pages of such names alone. */
const only = process.argv[process.argv.indexOf("--only") + 1] ?? "";
const pages = process.argv.includes("--only") ? PAGES.filter(({ name }) => new RegExp(only).test(name)) : PAGES;
for (const engine of asked) await measure(engine);
process.exit(0);

async function measure(engine: Engine): Promise<void> {
  const filled: Filled[] = [];
  try {
    for (const count of SIZES) filled.push(await fill(engine, count));
    await compare(engine, filled);
  } finally {
    for (const { house } of filled) await house.close();
  }
}

async function fill(engine: Engine, count: number): Promise<Filled> {
  const house = await buildHouse({ engine });
  const { ctx, cast } = house;
  const tell = (line: string) => console.log(`  ${line}`);
  console.log(`${engine}: filling ${count.toLocaleString("en")} tickets`);
  const began = performance.now();
  await fillWith(ctx, { articles: 0, tickets: count, people: 300, open: OPEN, seed: 1 }, tell);
  const took = performance.now() - began;
  while (await updateClocks(ctx));
  // A server looks at its tables by itself after a while; nobody waits for that here.
  await sql`analyze`.execute(ctx.db);
  const { messages } = await ctx.db
    .selectFrom("ticket_message")
    .select(({ fn }) => fn.countAll<number>().as("messages"))
    .executeTakeFirstOrThrow();
  tell(`${messages.toLocaleString("en")} messages in ${(took / 1000).toFixed(0)} s`);
  const around = await lookAround(house);
  const [agent, views, requester] = [
    await house.as(cast.bo),
    await house.as(cast.dee),
    await house.as(around.requester),
  ];
  return { count, house, around, people: { agent, views, requester, program: await house.as(null) } };
}

async function compare(engine: Engine, filled: readonly Filled[]): Promise<void> {
  const head = [...SIZES.map((size) => `${size.toLocaleString("en")}, ms`), "ratio"];
  console.log(`\n${engine.padEnd(38)}${head.map((one) => one.padStart(13)).join("")}`);
  const slow: string[] = [];
  for (const page of pages) {
    const times: number[][] = filled.map(() => []);
    for (let turn = -WARM; turn < ROUNDS; turn += 1)
      for (const place of turn % 2 === 0 ? [0, 1] : [1, 0]) {
        const began = performance.now();
        await ask(filled[place] as Filled, page, turn + WARM);
        if (turn >= 0) times[place]?.push(performance.now() - began);
      }
    const usual = times.map((list) => list.sort((one, other) => one - other)[Math.floor(list.length * QUICKER)] ?? 0);
    const ratio = (usual[1] ?? 0) / (usual[0] || 1);
    if (ratio > GOAL) slow.push(page.name);
    const cells = [...usual.map((one) => one.toFixed(2)), `${ratio.toFixed(2)}${ratio > GOAL ? " !" : "  "}`];
    console.log(`${page.name.padEnd(38)}${cells.map((one) => one.padStart(13)).join("")}`);
  }
  console.log(slow.length === 0 ? `All within ${GOAL}.` : `${slow.length} of ${pages.length} above ${GOAL}.`);
}

/** A fast refusal would be a fine figure of nothing. */
async function ask({ around, people }: Filled, page: Page, turn: number): Promise<void> {
  const address = page.address(around, turn);
  const { status } =
    page.form === undefined
      ? await people[page.who].get(address, page.who === "program" ? { authorization: `Bearer ${around.bearer}` } : {})
      : await people[page.who].post(address, page.form(around));
  if (status !== 200 && !(page.name === "search: a number" && status === 303))
    throw new Error(`${page.name} answers ${status}.`);
}
