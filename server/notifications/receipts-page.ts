import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type Receipt, receiptsBefore } from "./receipts.ts";

const PER_PAGE = 50;

type ReceiptsPage = {
  title: string;
  receipts: (Receipt & { href: string | null })[];
  isFirst: boolean;
  nextHref: string | null;
};
export const receiptsView = view<ReceiptsPage>("notifications/receipts", "staff");

const isAboutTicket = (about: string) => /^T-\d+$/.test(about);

/** Who was told of a ticket says who asked it: of one they may not see nothing is left. */
async function seenBy(ctx: Context, by: Person, receipts: readonly Receipt[]): Promise<Receipt[]> {
  const names = [...new Set(receipts.map(({ about }) => about).filter(isAboutTicket))];
  const seen = await ctx.subjectsOf(ctx, by, names);
  return receipts.filter(({ about }) => !isAboutTicket(about) || seen.has(about));
}

/** Everything that was told to anybody, newest first, with how far it came. */
export async function receiptsPage(ctx: Context, by: Person, before: unknown): Promise<ReceiptsPage> {
  const from = typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null;
  const rows = await receiptsBefore(ctx, from ?? Number.MAX_SAFE_INTEGER, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  return {
    title: "Receipts",
    receipts: (await seenBy(ctx, by, shown)).map((one) => ({
      ...one,
      href: isAboutTicket(one.about) ? `/tickets/${one.about.slice(2)}` : null,
    })),
    isFirst: from === null,
    nextHref: last ? `/admin/receipts?before=${last.id}` : null,
  };
}
