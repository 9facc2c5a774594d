import { letter } from "#server/http/view.ts";
import type { Letter, LetterWriter } from "#server/notifications/letter.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { DIGEST } from "./digest.ts";
import { dueLines } from "./due-page.ts";
import { TRIAL } from "./trial.ts";
import { testById } from "./trial-store.ts";

type Mail = {
  subject: string;
  lead: string;
  items: { title: string; address: string; lines: string[] }[];
  link: { address: string; label: string };
};
const asMarkup = letter<Mail>("knowledge/mail/letter.html");
const asText = letter<Mail>("knowledge/mail/letter.txt", false);

const MOST_ITEMS = 20;

const draw = (mail: Mail): Letter => ({ subject: mail.subject, text: asText(mail), html: asMarkup(mail) });

/** What writers hear by mail. What it says is looked up when it goes out; when nothing is left to say, it does not. */
export const knowledgeLetters: [string, LetterWriter][] = [
  [DIGEST, digest],
  [TRIAL, invitation],
];

async function digest(ctx: Context, reader: Person): Promise<Letter | null> {
  if (!can(reader, "knowledge.verify")) return null;
  const { lines, next } = await dueLines(ctx, reader.id, MOST_ITEMS);
  if (lines.length === 0) return null;
  const { baseUrl } = ctx.config;
  const count = `${lines.length}${next ? " or more" : ""}`;
  return draw({
    subject:
      lines.length === 1 ? `An article of yours is due: ${lines[0]?.title}` : `${count} articles of yours are due`,
    lead: "These articles wait for your word that they are still right, or for a better text.",
    items: lines.map(({ slug, title, reasons }) => ({
      title,
      address: `${baseUrl}/articles/${slug}`,
      lines: reasons.map(({ words }) => words),
    })),
    link: { address: `${baseUrl}/knowledge/due?mine=yes`, label: "Verify them" },
  });
}

async function invitation(ctx: Context, reader: Person, payload: unknown): Promise<Letter | null> {
  const test = await testById(ctx.db, (payload as { test: number }).test);
  if (test?.personId !== reader.id || test.doneAt !== null || !can(reader, "knowledge.write")) return null;
  return draw({
    subject: `Read it as somebody new: ${test.title}`,
    lead: `${test.asker} asks you to read a draft about something you have not read about yet. Do what it says, and say where you get stuck.`,
    items: [],
    link: { address: `${ctx.config.baseUrl}/knowledge/trials/${test.id}`, label: "Read the draft" },
  });
}
