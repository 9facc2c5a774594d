import { isFileId, isPicture, type KeptFile } from "#server/files/file.ts";
import { attachFiles, keptFile, keptFiles } from "#server/files/keeping.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import * as store from "./attachment-store.ts";
import { audiencesOf } from "./audience.ts";

export const addressOfFile = (id: string) => `/attachments/${id}`;

/** Which files a text names, as it is written or as it is drawn. */
export const fileIdsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\/attachments\/([\w-]{22})(?![\w-])/g)].map((found) => found[1] ?? "")),
];

/** What an author puts into the text: pictures are shown where they stand, everything else is a link. */
export function markdownFor({ id, name, type }: Pick<KeptFile, "id" | "name" | "type">): string {
  const words = name.replace(/[[\]\\`*_<>!]/g, " ").trim() || "file";
  const link = `[${isPicture({ type }) ? words.replace(/\.\w+$/, "") : words}](${addressOfFile(id)})`;
  return isPicture({ type }) ? `!${link}` : link;
}

/** Of the files a draft names, it holds those its writer sent, and those other texts of the knowledge hold already. */
export async function holdForDraft(ctx: Context, by: Person, draftId: number, source: string): Promise<void> {
  const named = await keptFiles(ctx, fileIdsIn(source));
  const known = await store.heldFiles(
    ctx.db,
    named.map(({ id }) => id),
  );
  const held = named.filter(({ id, personId }) => personId === by.id || known.has(id)).map(({ id }) => id);
  await store.holdForDraft(ctx.db, draftId, held);
  await attachFiles(ctx, held);
}

export async function holdForArticle(ctx: Context, articleId: number, source: string): Promise<void> {
  await store.holdForArticle(ctx.db, articleId, [...(await store.heldFiles(ctx.db, fileIdsIn(source)))]);
}

/**
 * A file is as open as the published article that names it, and closed to readers as soon as none does. Those who
 * write see the files of drafts, too, and what they have just sent.
 */
export async function findAttachment(ctx: Context, by: Person | null, id: string): Promise<KeptFile> {
  const file = isFileId(id) ? await keptFile(ctx, id) : null;
  if (!file || !(await mayHave(ctx, by, file))) throw notFound("file");
  return file;
}

async function mayHave(ctx: Context, by: Person | null, { id, personId }: KeptFile): Promise<boolean> {
  if (can(by, "knowledge.write")) return by?.id === personId || (await store.heldFiles(ctx.db, [id])).has(id);
  const articles = await store.articlesNaming(ctx.db, id, audiencesOf(by));
  return articles.some(({ html }) => fileIdsIn(html).includes(id));
}

/** What the editor is told of files that were just sent: what to put into the text. */
export async function sentFiles(ctx: Context, by: Person, ids: readonly string[]) {
  const own = (await keptFiles(ctx, ids)).filter(({ personId }) => personId === by.id);
  return own.map((file) => ({ id: file.id, name: file.name, markdown: markdownFor(file) }));
}
