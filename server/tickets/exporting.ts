import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { type Cell, csv, csvRows } from "#server/http/csv.ts";
import { can, onlyOwn } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { type Exported, ticketsAfter } from "./export-store.ts";
import { answersByTicket } from "./fields.ts";
import { eyesOf } from "./finding.ts";
import { listQueues, worksOn } from "./queues.ts";
import { nameOf } from "./ticket.ts";
import { STATUS_NAMES, URGENCY_NAMES } from "./words.ts";

const AT_ONCE = 500;

const SHARED = ["ticket", "subject", "status", "urgency", "category", "assignee", "opened_at", "resolved_at", "fields"];
const FOR_STAFF = [...SHARED, "queue", "requester", "team", "first_reply_at", "confidential"];

/**
 * Their tickets as a file, piece by piece: who asks gets what they asked, who leads what lies in the queues they work
 * in, who runs the place all that may be seen. How many went out stands in the audit trail.
 */
export async function* exportTickets(ctx: Context, by: Person): AsyncGenerator<string> {
  const isOwn = onlyOwn(by, "ticket.export");
  const wanted: Exported = {
    eyes: eyesOf(by),
    requesterId: isOwn ? by.id : null,
    queues: isOwn || can(by, "queue.manage") ? null : await ownQueues(ctx, by),
  };
  yield csv(isOwn ? SHARED : FOR_STAFF, []);
  let count = 0;
  for (let after = 0; ; ) {
    const rows = await ticketsAfter(ctx.db, wanted, after, AT_ONCE);
    yield csvRows(await cellsOf(ctx, rows, isOwn));
    count += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) break;
    after = last.id;
  }
  if (!isOwn) await note(ctx, by, count);
}

async function ownQueues(ctx: Context, by: Person): Promise<number[]> {
  const own: number[] = [];
  for (const { id } of await listQueues(ctx))
    if (await worksOn(ctx, by, { queueId: id, requesterId: 0, assigneeId: null, participants: null })) own.push(id);
  // An empty list would be no condition at all on one engine and an error on the other.
  return own.length > 0 ? own : [0];
}

type Rows = Awaited<ReturnType<typeof ticketsAfter>>;

async function cellsOf(ctx: Context, rows: Rows, isOwn: boolean): Promise<Cell[][]> {
  const answers = await answersByTicket(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const fields = (answers.get(row.id) ?? []).map(({ label, value }) => `${label}: ${value}`).join("; ");
    const shared = [nameOf(row), row.subject, STATUS_NAMES[row.status], URGENCY_NAMES[row.urgency], row.category];
    const own = [...shared, row.assignee, timeOf(row.openedAt), timeOf(row.resolvedAt), fields];
    if (isOwn) return own;
    const isConfidential = row.insiders === null ? "" : "yes";
    return [...own, row.queue, row.requester, row.team, timeOf(row.firstReplyAt), isConfidential];
  });
}

const timeOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());

const note = (ctx: Context, by: Person, rows: number) =>
  inTransaction(ctx, (ctx) =>
    recordDeed(ctx, { by: byPerson(by), action: "tickets exported", object: "tickets", data: { rows } }),
  );
