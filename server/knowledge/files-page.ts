import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { difference, type Line } from "./difference.ts";
import type { Approver } from "./draft.ts";
import { approverWanted } from "./reviewing.ts";
import { conflicts, problems } from "./writing-store.ts";

const MOST_SHOWN = 20;

type Conflict = {
  slug: string;
  title: string;
  file: string;
  revision: number;
  fileHash: string;
  editedAt: number | null;
  foundAt: number;
  isGone: boolean;
  lines: Line[] | null;
  ours: string;
  theirs: string;
};

type FilesPage = {
  title: string;
  folder: string;
  approver: Approver;
  conflicts: Conflict[];
  problems: { file: string; reason: string; foundAt: number }[];
};
export const filesView = view<FilesPage>("knowledge/files", "staff");

/** What an admin has to decide or repair about articles that come from files. */
export async function filesPage(ctx: Context): Promise<FilesPage> {
  const open = await conflicts(ctx.db, MOST_SHOWN);
  const wrong = await problems(ctx.db);
  return {
    title: "Articles from files",
    folder: ctx.config.knowledgeDir,
    approver: await approverWanted(ctx),
    conflicts: open.map(({ slug, title, category, revision, editedAt, fileSource, fileHash, foundAt, ourSource }) => ({
      slug,
      title,
      file: `${category}/${slug}.md`,
      revision,
      fileHash: fileHash ?? "",
      editedAt,
      foundAt,
      isGone: fileSource === null,
      lines: fileSource === null ? [] : difference(ourSource, fileSource),
      ours: ourSource,
      theirs: fileSource ?? "",
    })),
    problems: wrong.map(({ file, reason, found_at }) => ({ file, reason, foundAt: found_at })),
  };
}
