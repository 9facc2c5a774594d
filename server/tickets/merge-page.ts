import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type FoundTicket, findTicket } from "./finding.ts";
import * as store from "./merge-store.ts";
import { planMerge } from "./merging.ts";
import { type Thread, threadOf } from "./thread.ts";
import { addressOf, nameOf } from "./ticket.ts";

const SHOWN = 5;

type Side = { name: string; subject: string; href: string; requester: string };
type MergePage = { title: string; action: string; back: string; from: Side; into: Side; effects: string[] };
export const mergeView = view<MergePage>("tickets/merge", "staff");

/** What will happen, before it does. */
export async function mergePage(
  ctx: Context,
  by: Person,
  number: number,
  into: number,
  back: string,
): Promise<MergePage> {
  const plan = await planMerge(ctx, by, number, into);
  const [from, to] = [plan.from, plan.into];
  return {
    title: `Merge ${nameOf(from)} into ${nameOf(to)}`,
    action: `${addressOf(from)}/merge`,
    back,
    from: sideOf(from),
    into: sideOf(to),
    effects: [
      `${nameOf(from)} ends: its clocks and its ladder stop, and whatever is written to it later goes to ${nameOf(to)}.`,
      plan.letsIn === null ? "" : `${plan.letsIn} can read all of ${nameOf(to)} that is not internal, and reply to it.`,
      plan.waits ? `${nameOf(to)} waits for an answer from the moment ${nameOf(from)} did, if that was earlier.` : "",
      "For 30 days it can be taken out again.",
    ].filter(Boolean),
  };
}

const sideOf = (ticket: FoundTicket): Side => ({
  name: nameOf(ticket),
  subject: ticket.subject,
  href: addressOf(ticket),
  requester: ticket.requesterName,
});

/** `into`: where this one goes on. `taken`: what goes on here, with what was said there. */
export type MergePiece = {
  into: { name: string; href: string; canUndo: boolean } | null;
  taken: { name: string; subject: string; href: string; thread: Thread }[];
};

/** Each only for those who may see the other one, too. */
export async function mergePiece(ctx: Context, by: Person, ticket: FoundTicket): Promise<MergePiece> {
  const merge = ticket.status === "merged" ? await store.mergeOf(ctx.db, ticket.id) : undefined;
  const into = merge && (await findTicket(ctx, by, merge.into).catch(() => null));
  const taken: MergePiece["taken"] = [];
  for (const number of await store.mergedInto(ctx.db, ticket.id, SHOWN)) {
    const one = await findTicket(ctx, by, number).catch(() => null);
    if (!one) continue;
    const thread = { ...(await threadOf(ctx, by, one)), earlierHref: null };
    taken.push({ name: nameOf(one), subject: one.subject, href: addressOf(one), thread: withoutAnchors(thread) });
  }
  return {
    into: into
      ? { name: nameOf(into), href: addressOf(into), canUndo: ctx.clock.now() <= (merge?.reversibleUntil ?? 0) }
      : null,
    taken,
  };
}

/** Its messages are numbered like those they stand beside: an anchor can only lead to one of them. */
const withoutAnchors = (thread: Thread): Thread => ({
  ...thread,
  messages: thread.messages.map((message) => ({ ...message, place: -message.place })),
});
