import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type SafeHtml, trust } from "#server/platform/html.ts";
import { type CodeBook, codeBook } from "#server/tickets/code-book.ts";
import { agreement, drawnFor } from "./second-coding.ts";
import { conversation } from "./second-coding-store.ts";

type SecondCodingPage = {
  title: string;
  codeBook: CodeBook;
  progress: string;
  kappa: string;
  ticket: { subject: string; action: string; messages: { who: string; html: SafeHtml }[] } | null;
};
export const secondCodingView = view<SecondCodingPage>("reports/second-coding", "staff");

/** One ticket at a time, without its label and without names. */
export async function secondCodingPage(ctx: Context, by: Person): Promise<SecondCodingPage> {
  const { drawn, coded, next } = await drawnFor(ctx, by);
  const found = await agreement(ctx);
  const messages = next ? await conversation(ctx.db, next.id) : [];
  return {
    title: "Second coding",
    codeBook: await codeBook(ctx),
    progress: `${coded} of ${drawn} drawn tickets are coded twice.`,
    kappa: found
      ? `Kappa is ${found.kappa.toFixed(2)} over ${found.tickets} tickets; below 0.70 warns, below 0.60 fails.`
      : "Kappa is given from ten tickets on.",
    ticket: next && {
      subject: messages[0]?.subject ?? "",
      action: `/reports/second-coding/${next.id}`,
      messages: messages.map(({ authorId, requesterId, html }) => ({
        who: authorId === requesterId ? "Who asked" : "Support",
        html: trust(html),
      })),
    },
  };
}
