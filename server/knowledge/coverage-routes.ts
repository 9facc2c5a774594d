import { show } from "#server/http/show.ts";
import { get, type PortalRoute } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { coveragePage, coverageView, draftOf } from "./coverage-page.ts";

export const coverageRoutes = (ctx: Context): PortalRoute[] => [
  get("/knowledge/coverage", "knowledge.write", async (request, response) =>
    show(request, response, coverageView, await coveragePage(ctx)),
  ),
  get("/knowledge/coverage/draft", "knowledge.write", (request, response) => {
    const { name, text } = draftOf(ctx, String(request.query.entry));
    response.setHeader("Content-Disposition", `attachment; filename="${name}"`);
    response.type("text/markdown").send(text);
  }),
];
