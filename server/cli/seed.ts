import { listCategories } from "#server/knowledge/articles.ts";
import { everyArticle } from "#server/knowledge/giving-out.ts";
import { importArticles } from "#server/knowledge/importing.ts";
import { takeInFiles } from "#server/knowledge/taking-in.ts";
import { findPerson } from "#server/people/directory.ts";
import { everybody, importPeople } from "#server/people/importing.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { Misuse } from "#server/platform/errors.ts";
import { addPastTickets, hasSeeded } from "#server/tickets/importing.ts";
import { type Command, countFrom, misuse, readCall } from "./command.ts";
import { counted } from "./counted.ts";
import { withPortal } from "./opening.ts";
import { progressOf } from "./progress.ts";
import { seedArticles, seedShelves } from "./seed/articles.ts";
import { seedOrder } from "./seed/order.ts";
import { seedPeople } from "./seed/people.ts";
import { type Around, seedTickets } from "./seed/tickets.ts";

export type Volume = { articles: number; tickets: number; people: number; seed: number; open?: number };

const BATCH = 1000;
const MOST = 1_000_000;

export const seed: Command = {
  name: "seed",
  usage: "--articles N --tickets N --people N --open N --seed S",
  summary:
    "believable volume for load tests, the newest N tickets open: the same seed gives the same; not while the portal runs",
  examples: [
    "DATA_DIR=/tmp/load portal seed --articles 1000 --tickets 100000 --people 2000 --seed 1",
    "DATA_DIR=/tmp/load portal seed --people 50 --tickets 500",
  ],
  run: async (words, terminal) => {
    const kind = { type: "string", default: "0" } as const;
    const { values } = readCall(seed, words, {
      options: { articles: kind, tickets: kind, people: kind, open: kind, seed: { type: "string", default: "1" } },
    });
    const volume: Volume = {
      articles: countFrom(seed, "articles", values.articles, MOST),
      tickets: countFrom(seed, "tickets", values.tickets, MOST),
      people: countFrom(seed, "people", values.people, MOST),
      open: countFrom(seed, "open", values.open, MOST),
      seed: countFrom(seed, "seed", values.seed, 2 ** 31),
    };
    if (volume.articles + volume.tickets + volume.people === 0) throw misuse(seed, "There is nothing to make");
    await withPortal(terminal, (ctx) => fillWith(ctx, volume, terminal.tell), { alone: true });
    terminal.say(
      `Made ${counted(volume.people, "person", "people")}, ${counted(volume.articles, "article")} and ${counted(volume.tickets, "ticket")}.`,
    );
    return 0;
  },
};

/** Fills the portal with this much, up to the midnight before now. */
export async function fillWith(ctx: Context, volume: Volume, tell: (line: string) => void): Promise<void> {
  if (volume.tickets > 0 && (await hasSeeded(ctx)))
    throw new Misuse("There are seeded tickets here already. Seed an empty folder: set DATA_DIR to another one.");
  const until = Math.floor(ctx.clock.now() / DAY) * DAY;
  // What the portal ships with is there before anybody asks; so are its categories.
  await importArticles(ctx, ctx.config.knowledgeDir, tell);
  if (volume.people > 0) await importPeople(ctx, seedPeople(volume.people, volume.seed, until));
  if (volume.articles > 0) await addArticles(ctx, volume, tell);
  if (volume.tickets > 0) await addTickets(ctx, volume, until, tell);
}

async function addArticles(ctx: Context, { articles, seed }: Volume, tell: (line: string) => void): Promise<void> {
  const progress = progressOf(tell, "Articles", articles);
  await takeInFiles(ctx, { files: seedArticles(articles, seed), shelves: seedShelves() }, progress);
}

async function addTickets(
  ctx: Context,
  { tickets, open = 0, seed }: Volume,
  until: number,
  tell: (line: string) => void,
): Promise<void> {
  const progress = progressOf(tell, "Tickets", tickets);
  const around = await whatIsAround(ctx);
  let made = 0;
  for (const some of inBatches(seedTickets({ count: tickets, open }, seed, until, around))) {
    await addPastTickets(ctx, "seed", some);
    made += some.length;
    progress(made);
  }
}

async function whatIsAround(ctx: Context): Promise<Around> {
  const people = await everybody(ctx);
  const requesters = people.filter(({ role }) => role === "requester").map(({ id }) => id);
  const agents = people.filter(({ role }) => role === "agent").map(({ id }) => id);
  if (requesters.length === 0 || agents.length === 0)
    throw new Misuse("Tickets need people who ask and people who answer. Add --people 50.");
  const categories = (await listCategories(ctx)).map(({ slug }) => slug);
  const admin = people.find(({ role }) => role === "admin");
  const by = admin && (await findPerson(ctx, admin.id));
  const order = by ? await seedOrder(ctx, by, agents) : {};
  return { requesters, agents, categories, articles: await everyArticle(ctx), ...order };
}

function* inBatches<Thing>(things: Iterable<Thing>): Generator<Thing[]> {
  let batch: Thing[] = [];
  for (const thing of things) {
    batch.push(thing);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
