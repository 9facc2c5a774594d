import { view } from "#server/http/view.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type SafeHtml, trust } from "#server/platform/html.ts";
import { type CodeBook, codeBook } from "#server/tickets/code-book.ts";
import { sampleFor } from "./sampling.ts";
import { agreement, drawnFor } from "./second-coding.ts";
import { conversation } from "./second-coding-store.ts";
import { several } from "./wording.ts";

type SecondCodingPage = {
  title: string;
  lead: string;
  codeBook: CodeBook;
  progress: string;
  nothingLeft: string;
  ticket: { subject: string; action: string; messages: { who: string; html: SafeHtml }[] } | null;
};
export const secondCodingView = view<SecondCodingPage>("reports/second-coding", "staff");

/** One ticket at a time, without its label and without names. */
export async function secondCodingPage(ctx: Context, by: Person): Promise<SecondCodingPage> {
  const { drawn, coded, next } = await drawnFor(ctx, by);
  const found = await agreement(ctx);
  const kappa = found
    ? `Kappa is ${found.kappa.toFixed(2)} over ${found.tickets} tickets; below 0.70 warns, below 0.60 fails.`
    : "Kappa is given from ten tickets on.";
  return {
    title: "Second coding",
    lead: "A tenth of the closed tickets is coded a second time, without seeing what was said the first time. How well two people agree says how far the labels can carry a figure.",
    codeBook: await codeBook(ctx),
    progress: `${coded} of ${drawn} drawn tickets are coded twice. ${kappa}`,
    nothingLeft: "Nothing is left to code for you. What you labelled yourself waits for somebody else.",
    ticket: next && (await ticketPiece(ctx, next.id, "/reports/second-coding")),
  };
}

/** The same for a baseline nobody labelled when it was asked. */
export async function samplePage(ctx: Context, by: Person): Promise<SecondCodingPage> {
  const sample = await sampleFor(ctx, by);
  const { tickets: all = 0, drawn = 0, sampled: coded = 0, isGoal = false, next = null } = sample ?? {};
  return {
    title: "Label a sample of the baseline",
    lead: "Where the questions of the baseline were never labelled, a random sample of them says how many were basic. What they were called before is not shown, and counts nothing here.",
    codeBook: await codeBook(ctx),
    progress: sample
      ? `${coded} of ${several(drawn, "drawn question")} are labelled, of ${all} in the baseline. ${isGoal ? "It is the baseline of the goal: the figure is given when all of them are." : "The figure is given from thirty on; each more makes its range narrower."}`
      : "There is no baseline to draw from: set a goal with one, or bring in history.",
    nothingLeft: all === 0 ? "No question of the baseline is here to be drawn." : "Nothing is left to label for you.",
    ticket: next && (await ticketPiece(ctx, next.id, "/reports/deflection/sample")),
  };
}

async function ticketPiece(ctx: Context, id: number, address: string): Promise<SecondCodingPage["ticket"]> {
  const messages = await conversation(ctx.db, id);
  return {
    subject: messages[0]?.subject ?? "",
    action: `${address}/${id}`,
    messages: messages.map(({ authorId, requesterId, html }) => ({
      who: authorId === requesterId ? "Who asked" : "Support",
      html: trust(html),
    })),
  };
}
