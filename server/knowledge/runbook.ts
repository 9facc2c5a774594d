import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import type { SafeHtml } from "#server/platform/html.ts";
import { renderMarkdown } from "#server/platform/markdown.ts";
import type { ArticleCard } from "./article.ts";
import { audiencesOf } from "./audience.ts";
import { readDocument } from "./document.ts";
import { revisionText, runbookCards } from "./runbook-store.ts";

/** A runbook in the order it is followed: steps to tick, and the text around them. */
export type RunbookPart = { html: SafeHtml; step: { number: number; text: string } | null };

const MOST_RUNBOOKS = 200;
const STEP = /^ {0,3}[-*+] \[[ x]\] +(.*)$/;
const FENCE = /^\s*(```|~~~)/;

type Piece = { lines: string[]; isStep: boolean };

/** Cuts a text at its boxes. What is indented below a box belongs to it. */
export function runbookParts(body: string): RunbookPart[] {
  const pieces = cut(body.split("\n"));
  let number = 0;
  return pieces
    .filter(({ lines }) => lines.join("").trim() !== "")
    .map(({ lines, isStep }, place) => {
      const { html } = renderMarkdown(lines.join("\n"), { prefix: `part-${place}-`, pictures: true });
      if (!isStep) return { html, step: null };
      number += 1;
      return { html, step: { number, text: plain(lines[0] ?? "") } };
    });
}

function cut(lines: string[]): Piece[] {
  const pieces: Piece[] = [{ lines: [], isStep: false }];
  let fence: string | null = null;
  for (const line of lines) {
    const words = fence === null ? STEP.exec(line)?.[1] : undefined;
    const last = pieces.at(-1) as Piece;
    const mark = FENCE.exec(line)?.[1] ?? null;
    if (mark !== null) fence = fence === null ? mark : fence === mark ? null : fence;
    const isBelow = line.trim() === "" || /^\s{2,}/.test(line);
    if (words !== undefined) pieces.push({ lines: [words], isStep: true });
    else if (last.isStep && !isBelow) pieces.push({ lines: [line], isStep: false });
    else last.lines.push(last.isStep ? line.replace(/^ {2,6}/, "") : line);
  }
  return pieces;
}

const plain = (line: string) => line.replace(/[*_`]|\[([^\]]*)\]\([^)]*\)/g, "$1").slice(0, 200);

/** Every runbook they may read, by title. */
export const listRunbooks = (ctx: Context, person: Person): Promise<ArticleCard[]> =>
  runbookCards(ctx.db, audiencesOf(person), MOST_RUNBOOKS);

/** The parts of a runbook as they were in one revision, whatever became of it since. */
export async function runbookAt(ctx: Context, articleId: number, revision: number): Promise<RunbookPart[]> {
  const row = await revisionText(ctx.db, articleId, revision);
  const read = row ? readDocument(row.source) : null;
  if (!read?.ok) throw notFound("runbook");
  return runbookParts(read.document.body);
}
