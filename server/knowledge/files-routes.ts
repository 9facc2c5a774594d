import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { settleConflict } from "./conflicts.ts";
import { filesPage, filesView } from "./files-page.ts";
import { approverForm, conflictForm } from "./forms.ts";
import { importArticles } from "./importing.ts";
import { keepInStep, relearnSynonyms } from "./library.ts";
import { slugOf } from "./reading-routes.ts";
import { chooseApprover } from "./reviewing.ts";

/** What an admin decides about articles: where they come from, and who approves them. */
export function filesRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/admin/knowledge", "knowledge.manage", async (request, response) =>
      show(request, response, filesView, await filesPage(ctx)),
    ),
    post("/admin/knowledge/approver", "knowledge.manage", async (request, response) => {
      const typed = readForm(approverForm, request.body);
      if (!typed.ok) throw badRequest("Choose who approves.");
      await chooseApprover(ctx, personOf(request), typed.value.approver);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved." });
      seeOther(response, "/admin/knowledge");
    }),
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
