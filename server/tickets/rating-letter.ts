import type { Context } from "#server/platform/context.ts";
import { escapeHtml } from "#server/platform/html.ts";
import { ratingLink, SCORES } from "./rating.ts";

const ASKS = "How did it go, all in all? One click is enough, without signing in:";

/** One link for each answer. They lead to a page with a button: a program that follows links must not vote. */
export async function askInLetter(ctx: Context, ticketId: number): Promise<{ body: string; html: string }> {
  const link = await ratingLink(ctx, ticketId);
  if (link === null) return { body: "", html: "" };
  const answers = SCORES.map(({ value, name }) => ({
    words: `${value} ${name}`,
    address: `${ctx.config.baseUrl}${link}?score=${value}`,
  }));
  const lines = answers.map(({ words, address }) => `${words}: ${address}`).join("\n");
  const links = answers.map(({ words, address }) => `<a href="${escapeHtml(address)}">${escapeHtml(words)}</a>`);
  return { body: `${ASKS}\n${lines}`, html: `<p>${ASKS}</p><p>${links.join(" &nbsp; ")}</p>` };
}
