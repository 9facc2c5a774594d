import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { once } from "#server/platform/once.ts";
import { attach } from "./asking.ts";
import { figureForm } from "./forms.ts";
import { feedFigure, GOALS, programmeFigures } from "./programme.ts";
import { programmeCsv, programmePage, programmeView } from "./programme-page.ts";

const HERE = "/reports/programme";

export const programmeRoutes = (ctx: Context): PortalRoute[] => [
  get(HERE, "report.see", async (request, response) =>
    show(request, response, programmeView, programmePage(personOf(request), await programmeFigures(ctx))),
  ),
  get(`${HERE}.csv`, "report.see", async (_request, response) => {
    attach(response, "programme.csv");
    response.end(programmeCsv(await programmeFigures(ctx)));
  }),
  get(`${HERE}.json`, "report.see", async (_request, response) => {
    response.json(await programmeFigures(ctx));
  }),
  post(`${HERE}/figures`, "report.goal", async (request, response) => {
    const by = personOf(request);
    const typed = readForm(figureForm, request.body);
    const again = async (draft: Parameters<typeof programmePage>[2]) =>
      show(request, response, programmeView, programmePage(by, await programmeFigures(ctx), draft), 422);
    if (!typed.ok) return again(typed.draft);
    const { _once, value, ...figure } = typed.value;
    const isPart = GOALS[figure.name].unit === "part";
    if (!isPart && (value < 1 || value > 5)) {
      const values = { ...figure, value: String(value), _once: "" };
      return again({ values, errors: { value: "Satisfaction lies between 1 and 5." } });
    }
    await once(ctx, _once, by.id, async (ctx) => {
      await feedFigure(ctx, by, { ...figure, value: isPart ? value / 100 : value });
      return HERE;
    });
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "The figure stands beside its source." });
    seeOther(response, HERE);
  }),
];
