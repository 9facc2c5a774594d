import { view } from "#server/http/view.ts";
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

/** Everything that was told to anybody, newest first, with how far it came. */
export async function receiptsPage(ctx: Context, before: unknown): Promise<ReceiptsPage> {
  const from = typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null;
  const rows = await receiptsBefore(ctx, from ?? Number.MAX_SAFE_INTEGER, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  return {
    title: "Receipts",
    receipts: shown.map((one) => ({
      ...one,
      href: /^T-\d+$/.test(one.about) ? `/tickets/${one.about.slice(2)}` : null,
    })),
    isFirst: from === null,
    nextHref: last ? `/admin/receipts?before=${last.id}` : null,
  };
}
