import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, sendHtml, show, siteOf } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { sentFiles } from "./attachments.ts";
import { baseOf, type Laid, layArticle, layDraft } from "./desk.ts";
import { type SavedDraft, saveDraft, saveForArticle, type Typed } from "./drafting.ts";
import { drawPreview, editPage, editView, previewOf, previewPage, stalePage } from "./edit-page.ts";
import { editForm } from "./forms.ts";
import { slugOf } from "./reading-routes.ts";
import { submitDraft } from "./reviewing.ts";

export const idOf = (request: Request) => Number(String(request.params.id).match(/^\d{1,15}$/)?.[0] ?? Number.NaN);

/** The editor, over an article or over a draft: the same page with the same buttons. */
export function editingRoutes(ctx: Context): PortalRoute[] {
  const ofArticle = (request: Request) => layArticle(ctx, personOf(request), slugOf(request));
  const ofDraft = (request: Request) => layDraft(ctx, personOf(request), idOf(request));
  return [
    get("/articles/:slug/edit", "knowledge.write", async (request, response) => {
      const laid = await ofArticle(request);
      if (laid.draft) return seeOther(response, `/knowledge/drafts/${laid.draft.id}/edit`);
      show(request, response, editView, await editPage(ctx, { desk: laid, typed: laid.typed }));
    }),
    get("/knowledge/drafts/:id/edit", "knowledge.write", async (request, response) => {
      const laid = await ofDraft(request);
      show(request, response, editView, await editPage(ctx, { desk: laid, typed: laid.typed }));
    }),
    post("/articles/:slug/preview", "knowledge.write", (request, response) =>
      preview(ctx, request, response, ofArticle),
    ),
    post("/knowledge/drafts/:id/preview", "knowledge.write", (request, response) =>
      preview(ctx, request, response, ofDraft),
    ),
    post("/knowledge/preview", "knowledge.write", (request, response) => {
      const { source } = readTyped(request).typed;
      sendHtml(request, response, drawPreview(previewOf(source), siteOf(response)));
    }),
    post("/articles/:slug/files", "knowledge.write", (request, response) =>
      addFiles(ctx, request, response, ofArticle),
    ),
    post("/knowledge/drafts/:id/files", "knowledge.write", (request, response) =>
      addFiles(ctx, request, response, ofDraft),
    ),
    post("/articles/:slug/revisions", "knowledge.write", (request, response) =>
      save(ctx, request, response, ofArticle, (typed) =>
        saveForArticle(ctx, personOf(request), slugOf(request), typed),
      ),
    ),
    post("/knowledge/drafts/:id/saves", "knowledge.write", (request, response) =>
      save(ctx, request, response, ofDraft, (typed) => saveDraft(ctx, personOf(request), idOf(request), typed)),
    ),
  ];
}

type Lay = (request: Request) => Promise<Laid>;

async function preview(ctx: Context, request: Request, response: Response, lay: Lay): Promise<void> {
  const desk = await lay(request);
  const { typed, problems } = readTyped(request, desk);
  const shown = { desk, typed, problems };
  const page = problems.length > 0 ? await editPage(ctx, shown) : await previewPage(ctx, shown);
  show(request, response, editView, page, problems.length > 0 ? 422 : 200);
}

/** Without a script: the files come with the text, and the text comes back with their places in it. */
async function addFiles(ctx: Context, request: Request, response: Response, lay: Lay): Promise<void> {
  const desk = await lay(request);
  const { typed } = readTyped(request, desk);
  const files = await sentFiles(ctx, personOf(request), request.uploads ?? []);
  const problem = request.uploadProblem ?? (files.length === 0 ? "Choose a file first." : null);
  const lines = files.map(({ markdown }) => markdown);
  const source = lines.length === 0 ? typed.source : `${typed.source.trimEnd()}\n\n${lines.join("\n\n")}\n`;
  const page = await editPage(ctx, { desk, typed: { ...typed, source }, problems: problem ? [problem] : [] });
  const added = files.length > 0 ? files.map(({ name }) => name).join(", ") : null;
  show(request, response, editView, { ...page, added }, problem ? 422 : 200);
}

async function save(
  ctx: Context,
  request: Request,
  response: Response,
  lay: Lay,
  work: (typed: Typed) => Promise<SavedDraft>,
): Promise<void> {
  const desk = await lay(request);
  const { typed, problems, next } = readTyped(request, desk);
  if (problems.length > 0)
    return show(request, response, editView, await editPage(ctx, { desk, typed, problems }), 422);
  const saved = await work(typed);
  if (saved.kind === "stale") return showBoth(ctx, request, response, typed, saved);
  if (saved.id === 0) return done(ctx, response, "Nothing had changed.", `/articles/${slugOf(request)}`);
  const place = `/knowledge/drafts/${saved.id}`;
  if (next === "") return done(ctx, response, saved.isNew ? "Draft saved." : "Nothing had changed.", `${place}/edit`);
  const submitted = await submitDraft(ctx, personOf(request), saved.id, saved.save);
  if (submitted.ok) return done(ctx, response, "Saved. Somebody else reads it now.", place);
  const now = await layDraft(ctx, personOf(request), saved.id);
  const shown = { desk: now, typed: now.typed, problems: submitted.problems };
  show(request, response, editView, await editPage(ctx, shown), 422);
}

type Stale = Extract<SavedDraft, { kind: "stale" }>;

async function showBoth(
  ctx: Context,
  request: Request,
  response: Response,
  typed: Typed,
  { draft, aside }: Stale,
): Promise<void> {
  const desk = await layDraft(ctx, personOf(request), draft.id);
  const base = await baseOf(ctx, draft, typed);
  const shown = { desk, typed: { ...typed, save: draft.save, base: draft.baseRevision } };
  const about = { base, theirs: draft.source, who: draft.author, at: draft.updatedAt, aside };
  show(request, response, editView, await stalePage(ctx, shown, about), 409);
}

export function done(ctx: Context, response: Response, sentence: string, address: string): void {
  leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
  seeOther(response, address);
}

type Read = { typed: Typed; problems: string[]; next: "" | "review" };

/** A form that is wrong comes back with what was typed in it. */
export function readTyped(request: Request, laid?: Laid): Read {
  const read = readForm(editForm, request.body);
  const category = (given: string) => given || laid?.typed.category || "";
  if (read.ok) {
    const { next, ...typed } = read.value;
    return { typed: { ...typed, category: category(typed.category) }, problems: [], next };
  }
  const { values, errors } = read.draft;
  const { base = 0, save = 0 } = laid?.typed ?? {};
  const typed = { base, save, source: values.source, category: category(values.category) };
  return { typed, problems: Object.values(errors), next: "" };
}
