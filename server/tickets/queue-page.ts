import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { deskAddress } from "./desk.ts";
import { DEFAULT_QUEUE } from "./queue.ts";
import type { QueueRead, QueueTyped } from "./queue-forms.ts";
import { categoriesOf, findQueue, listQueues, membersOf } from "./queues.ts";
import { readQueueTallies } from "./tally.ts";

type QueueLine = { name: string; href: string; who: string; open: number; isRetired: boolean; isDefault: boolean };
type QueuesPage = { title: string; queues: QueueLine[] };
export const queuesView = view<QueuesPage>("tickets/queues", "staff");

export async function queuesPage(ctx: Context, by: Person): Promise<QueuesPage> {
  const queues = await listQueues(ctx);
  const tallies = await readQueueTallies(
    ctx,
    by,
    queues.map(({ id }) => id),
  );
  const lines = [];
  for (const { id, name, retiredAt } of queues)
    lines.push({
      name,
      href: `/admin/queues/${id}`,
      who: await whoWorksIn(ctx, id),
      open: tallies.get(id)?.open ?? 0,
      isRetired: retiredAt !== null,
      isDefault: id === DEFAULT_QUEUE,
    });
  return { title: "Queues", queues: lines };
}

async function whoWorksIn(ctx: Context, id: number): Promise<string> {
  const members = await membersOf(ctx, id);
  if (members.length === 0) return "Everybody who answers";
  const lead = members.find(({ part }) => part === "lead")?.name;
  const people = members.length === 1 ? "One person" : `${members.length} people`;
  return lead === undefined ? people : `${people}, led by ${lead}`;
}

type QueuePage = {
  title: string;
  action: string;
  draft: Draft;
  categories: { slug: string; title: string; isHere: boolean; elsewhere: string | null }[];
  /** What may be done with one that is there already. */
  existing: { deskHref: string; isRetired: boolean; canRetire: boolean } | null;
};
export const queueView = view<QueuePage>("tickets/queue", "staff");

export async function queuePage(ctx: Context, by: Person, id: number | null, read?: QueueRead): Promise<QueuePage> {
  const queue = id === null ? null : await findQueue(ctx, id);
  const here = read?.categories ?? (id === null ? [] : await categoriesOf(ctx, id));
  const elsewhere = await takenCategories(ctx, id);
  const errors = read?.ok === false ? read.errors : {};
  return {
    title: queue?.name ?? "New queue",
    action: id === null ? "/admin/queues" : `/admin/queues/${id}`,
    draft: { ...blankDraft(read?.typed ?? (await typedNow(ctx, queue))), errors },
    categories: (await listCategories(ctx, by)).map(({ slug, title }) => ({
      slug,
      title,
      isHere: here.includes(slug),
      elsewhere: elsewhere.get(slug) ?? null,
    })),
    existing: queue && {
      deskHref: deskAddress({ queue: String(queue.id) }),
      isRetired: queue.retiredAt !== null,
      canRetire: queue.id !== DEFAULT_QUEUE,
    },
  };
}

async function typedNow(ctx: Context, queue: { id: number; name: string } | null): Promise<QueueTyped> {
  if (queue === null) return { name: "", leads: "", members: "" };
  const members = await membersOf(ctx, queue.id);
  const emails = (wanted: "lead" | "member") =>
    members
      .filter(({ part }) => part === wanted)
      .map(({ email }) => email)
      .join("\n");
  return { name: queue.name, leads: emails("lead"), members: emails("member") };
}

/** The queue each category goes to already. */
async function takenCategories(ctx: Context, besides: number | null): Promise<Map<string, string>> {
  const taken = new Map<string, string>();
  for (const { id, name } of await listQueues(ctx))
    if (id !== besides) for (const slug of await categoriesOf(ctx, id)) taken.set(slug, name);
  return taken;
}
