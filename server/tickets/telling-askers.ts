import { articlesBySlugs } from "#server/knowledge/articles.ts";
import { firstUntold, markTold } from "#server/knowledge/origins.ts";
import type { Letter, LetterWriter } from "#server/notifications/letter.ts";
import { notify } from "#server/notifications/notifying.ts";
import { findPerson } from "#server/people/directory.ts";
import type { Context } from "#server/platform/context.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { escapeHtml } from "#server/platform/html.ts";
import { changeByItself } from "./changing.ts";
import { eyesOf } from "./finding.ts";
import { drawLetter } from "./letters.ts";
import { ticketByNumber } from "./store.ts";
import { isOwn, nameOf } from "./ticket.ts";

const BECAME = "ticket.became";

type Payload = { number: number; slug: string };

/** The job: whoever asked learns that their question became an article, if it is open to them. */
export async function tellAskers(ctx: Context): Promise<boolean> {
  const made = await firstUntold(ctx);
  if (!made) return false;
  const ticket = await ticketByNumber(ctx.db, made.ticket, null);
  const asker = ticket && (await findPerson(ctx, ticket.requesterId));
  const isOpen = asker ? (await articlesBySlugs(ctx, asker, [made.slug])).length > 0 : false;
  await inTransaction(ctx, async (ctx) => {
    if (!(await markTold(ctx, made.draftId)) || !ticket || !isOpen) return;
    await changeByItself(ctx, ticket.id, async (ctx) => {
      const about = nameOf(ticket);
      await notify(ctx, {
        ...{ kind: BECAME, to: { id: ticket.requesterId }, reason: `${BECAME} ${about} ${made.draftId}`, about },
        payload: { number: ticket.number, slug: made.slug } satisfies Payload,
        ...{ urgency: "low", address: `/articles/${made.slug}`, rule: "You asked it" },
        sentence: "Your question became an article.",
      });
      return { kind: "became", data: { article: made.title } };
    });
  });
  return true;
}

/** The article may have moved, or closed, since it was queued. */
export const becameLetter: [string, LetterWriter] = [
  BECAME,
  async (ctx, reader, payload): Promise<Letter | null> => {
    const { number, slug } = payload as Payload;
    const ticket = await ticketByNumber(ctx.db, number, eyesOf(reader));
    const [article] = await articlesBySlugs(ctx, reader, [slug]);
    if (!ticket || !isOwn(reader, ticket) || !article) return null;
    const address = `${ctx.config.baseUrl}/articles/${article.slug}`;
    const lead = "Your question became an article. Whoever gets stuck there next finds your answer:";
    return drawLetter(ctx, ticket, lead, {
      body: `${article.title}\n${address}`,
      html: `<p><a href="${escapeHtml(address)}">${escapeHtml(article.title)}</a></p>`,
    });
  },
];
