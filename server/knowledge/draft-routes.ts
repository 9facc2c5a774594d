import type { Request } from "express";
import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, notFound } from "#server/platform/errors.ts";
import { layDraft } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { draftPage, draftView, savePage, saveView } from "./draft-page.ts";
import { dropDraft, findDraft } from "./drafting.ts";
import { editView, stalePage } from "./edit-page.ts";
import { done, idOf } from "./editing-routes.ts";
import { returnForm, saveForm } from "./forms.ts";
import { publishDraft } from "./publishing.ts";
import { returnDraft, submitDraft } from "./reviewing.ts";
import { revisionOf } from "./store.ts";

/** What becomes of a draft: looked at, asked about, sent back, published, dropped. */
export function draftRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/knowledge/drafts/:id", "knowledge.write", async (request, response) =>
      show(request, response, draftView, await draftPage(ctx, personOf(request), idOf(request))),
    ),
    get("/knowledge/drafts/:id/saves/:number", "knowledge.write", async (request, response) => {
      const page = await savePage(ctx, personOf(request), idOf(request), Number(request.params.number));
      if (!page) throw notFound("text");
      show(request, response, saveView, page);
    }),
    post("/knowledge/drafts/:id/review", "knowledge.write", async (request, response) => {
      const [by, id] = [personOf(request), idOf(request)];
      const submitted = await submitDraft(ctx, by, id, await saveIn(ctx, request));
      if (!submitted.ok)
        return show(request, response, draftView, await draftPage(ctx, by, id, submitted.problems), 422);
      done(ctx, response, "Somebody else reads it now.", `/knowledge/drafts/${id}`);
    }),
    post("/knowledge/drafts/:id/return", "knowledge.publish", async (request, response) => {
      const id = idOf(request);
      await findDraft(ctx, personOf(request), id);
      const typed = readForm(returnForm, request.body);
      if (!typed.ok) {
        const problems = Object.values(typed.draft.errors);
        return show(request, response, draftView, await draftPage(ctx, personOf(request), id, problems), 422);
      }
      await returnDraft(ctx, personOf(request), id, typed.value.save, typed.value.note);
      done(ctx, response, "Sent back to its author.", `/knowledge/drafts/${id}`);
    }),
    post("/knowledge/drafts/:id/publication", "knowledge.publish", async (request, response) => {
      const [by, id] = [personOf(request), idOf(request)];
      const save = await saveIn(ctx, request);
      const before = await findDraft(ctx, by, id);
      // Pressed twice, it was published once.
      if (before.outcome === "published" && before.save === save && before.slug !== null)
        return done(ctx, response, "Published. Readers see it now.", `/articles/${before.slug}`);
      const published = await publishDraft(ctx, by, id, save);
      if (published.kind === "published")
        return done(ctx, response, "Published. Readers see it now.", `/articles/${published.slug}`);
      if (published.kind === "wrong")
        return show(request, response, draftView, await draftPage(ctx, by, id, published.problems), 422);
      const desk = await layDraft(ctx, by, id);
      const typed = { ...desk.typed, base: published.draft.published ?? 0 };
      show(
        request,
        response,
        editView,
        await stalePage(ctx, { desk, typed }, await publishedSince(ctx, published.draft)),
        409,
      );
    }),
    post("/knowledge/drafts/:id/end", "knowledge.write", async (request, response) => {
      const id = idOf(request);
      await dropDraft(ctx, personOf(request), id, await saveIn(ctx, request));
      done(ctx, response, "Draft dropped. Its texts are kept.", "/knowledge");
    }),
  ];
}

/** The text they had before their eyes. A draft that is not there is said before a form that is wrong. */
async function saveIn(ctx: Context, request: Request): Promise<number> {
  await findDraft(ctx, personOf(request), idOf(request));
  const typed = readForm(saveForm, request.body);
  if (!typed.ok) throw badRequest("Reload the page and try again.");
  return typed.value.save;
}

/** What readers got meanwhile, against what the draft was made from. */
async function publishedSince(ctx: Context, { articleId, baseRevision, published }: Draft) {
  const base = await revisionOf(ctx.db, articleId ?? 0, baseRevision);
  const theirs = await revisionOf(ctx.db, articleId ?? 0, published ?? 0);
  return {
    base: base?.source ?? "",
    theirs: theirs?.source ?? "",
    who: theirs?.author ?? "The article’s file",
    at: theirs?.createdAt ?? ctx.clock.now(),
    aside: null,
  };
}
