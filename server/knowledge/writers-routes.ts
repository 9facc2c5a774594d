import { readForm } from "#server/http/form.ts";
import { show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { once } from "#server/platform/once.ts";
import { blankArticle } from "./blank-article.ts";
import { beginDraft } from "./drafting.ts";
import { done } from "./editing-routes.ts";
import { newForm } from "./forms.ts";
import { newPage, newView, similarTo, wantedEntry } from "./new-page.ts";
import { writersPage, writersView } from "./writers-page.ts";

/** Where writing begins. */
export const writersRoutes = (ctx: Context): PortalRoute[] => [
  get("/knowledge", "knowledge.write", async (request, response) => {
    const before = typeof request.query.before === "string" ? request.query.before : "";
    show(request, response, writersView, await writersPage(ctx, personOf(request), before));
  }),
  get("/knowledge/new", "knowledge.write", async (request, response) =>
    show(
      request,
      response,
      newView,
      await newPage(ctx, wantedEntry(ctx, String(request.query.entry ?? ""), String(request.query.title ?? ""))),
    ),
  ),
  post("/knowledge/drafts", "knowledge.write", async (request, response) => {
    const by = personOf(request);
    const typed = readForm(newForm, request.body);
    if (!typed.ok) return show(request, response, newView, await newPage(ctx, typed.draft), 422);
    const { title, type, category, entry, sure, _once } = typed.value;
    const similar = sure === "yes" ? [] : await similarTo(ctx, by, title);
    if (similar.length > 0) {
      const draft = { values: { title, type, category, entry, sure: "yes" }, errors: {} };
      return show(request, response, newView, await newPage(ctx, draft, similar));
    }
    const about = wantedEntry(ctx, entry).values.entry ?? "";
    const source = blankArticle({ type, title, covers: about });
    const address = await once(ctx, _once, by.id, async (ctx) => {
      const id = await beginDraft(ctx, by, { articleId: null, category, base: 0, source });
      return `/knowledge/drafts/${id}/edit`;
    });
    done(ctx, response, "A draft with everything this type needs. Readers do not see it.", address);
  }),
];
