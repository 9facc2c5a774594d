import type { Request } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { settleConflict } from "./conflicts.ts";
import { editPage, editView, previewPage, stalePage, withOffers } from "./edit-page.ts";
import { saveArticle, sourceOf } from "./editing.ts";
import { filesPage, filesView } from "./files-page.ts";
import { conflictForm, editForm } from "./forms.ts";
import { importArticles } from "./importing.ts";
import { keepInStep, relearnSynonyms } from "./library.ts";
import { slugOf } from "./reading-routes.ts";

export function editingRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/articles/:slug/edit", "knowledge.write", async (request, response) => {
      const { article, source } = await sourceOf(ctx, personOf(request), slugOf(request));
      const page = editPage({ article, base: article.revision, source });
      show(request, response, editView, await withOffers(ctx, article, page));
    }),
    post("/articles/:slug/preview", "knowledge.write", async (request, response) => {
      const { article } = await sourceOf(ctx, personOf(request), slugOf(request));
      const typed = readTyped(request);
      show(
        request,
        response,
        editView,
        typed.ok ? previewPage({ article, ...typed.value }) : editPage({ article, ...typed.draft }),
        typed.ok ? 200 : 422,
      );
    }),
    post("/articles/:slug/revisions", "knowledge.write", async (request, response) => {
      const slug = slugOf(request);
      const { article } = await sourceOf(ctx, personOf(request), slug);
      const typed = readTyped(request);
      if (!typed.ok) return show(request, response, editView, editPage({ article, ...typed.draft }), 422);
      const saved = await saveArticle(ctx, personOf(request), slug, typed.value);
      if (saved.kind === "wrong")
        return show(request, response, editView, editPage({ article, ...typed.value, problems: saved.problems }), 422);
      if (saved.kind === "stale")
        return show(request, response, editView, stalePage(saved.newest, typed.value.source), 409);
      leaveFlash(response, ctx.config, ctx.keys, {
        kind: "done",
        sentence: saved.isNew ? "Article saved." : "Nothing had changed.",
      });
      seeOther(response, `/articles/${slug}`);
    }),
    get("/admin/knowledge", "knowledge.manage", async (request, response) =>
      show(request, response, filesView, await filesPage(ctx)),
    ),
    post("/admin/knowledge/imports", "knowledge.manage", async (_request, response) => {
      const { added, updated, archived, revived } = await importArticles(ctx, ctx.config.knowledgeDir);
      await keepInStep(ctx);
      relearnSynonyms(ctx);
      const sentence = `Folder read: ${added + revived} new, ${updated} updated, ${archived} archived.`;
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
      seeOther(response, "/admin/knowledge");
    }),
    post("/admin/knowledge/conflicts/:slug", "knowledge.manage", async (request, response) => {
      const typed = readForm(conflictForm, request.body);
      if (!typed.ok) throw badRequest("Choose one of the two texts.");
      const { choice, revision, fileHash } = typed.value;
      await settleConflict(ctx, personOf(request), slugOf(request), choice, { revision, fileHash: fileHash || null });
      const sentence = choice === "file" ? "The file was taken." : "The portal’s text was kept.";
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
      seeOther(response, "/admin/knowledge");
    }),
  ];
}

/** A form that is wrong comes back with what was typed in it. */
function readTyped(request: Request) {
  const typed = readForm(editForm, request.body);
  if (typed.ok) return typed;
  const { values, errors } = typed.draft;
  return {
    ok: false as const,
    draft: { base: Number(values.base) || 1, source: values.source, problems: Object.values(errors) },
  };
}
