import type { Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { attach, periodIn } from "./asking.ts";
import { deflectionReport } from "./deflection.ts";
import { setMinutes } from "./minutes.ts";
import { minutesPage, minutesView } from "./minutes-page.ts";
import { ladderCsv } from "./spared-file.ts";

const HERE = "/reports/deflection/minutes";
const LONGEST = 480;

const minutesForm = z
  .object({
    least: wholeNumber("The minutes of a quick question", 1, LONGEST),
    most: wholeNumber("The minutes of a slow question", 1, LONGEST),
    source: line("How that is known", 200, 3),
  })
  .refine(({ least, most }) => least <= most, {
    path: ["most"],
    error: "A slow question cannot take less than a quick one.",
  });

export function minutesRoutes(ctx: Context): PortalRoute[] {
  return [
    get(HERE, "report.goal", async (request, response) => show(request, response, minutesView, await minutesPage(ctx))),
    post(HERE, "report.goal", async (request, response) => {
      const typed = readForm(minutesForm, request.body);
      if (!typed.ok) return show(request, response, minutesView, await minutesPage(ctx, typed.draft), 422);
      await setMinutes(ctx, personOf(request), typed.value);
      done(response, "Saved. The report shows hours wherever a lot shows that questions were avoided.");
    }),
    post(`${HERE}/removal`, "report.goal", async (request, response) => {
      await setMinutes(ctx, personOf(request), null);
      done(response, "Taken away. The report shows no hours.");
    }),
    get("/reports/deflection/ladder.csv", "report.see", async (request, response) => {
      const report = await deflectionReport(ctx, periodIn(request.query));
      attach(response, `ladder-${report.period.from}-${report.period.to}.csv`);
      response.end(ladderCsv(report));
    }),
  ];

  function done(response: Response, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, "/reports/deflection");
  }
}
