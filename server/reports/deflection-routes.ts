import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { draftsUnderWay } from "#server/knowledge/origins.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { articlesReport } from "./articles-report.ts";
import { attach, periodIn } from "./asking.ts";
import { type DeflectionReport, deflectionReport } from "./deflection.ts";
import { deflectionCsv, deflectionJson } from "./deflection-file.ts";
import { deflectionPage, deflectionView, type NoteForm } from "./deflection-page.ts";
import { noteForm } from "./forms.ts";
import { gapsFound } from "./gaps-finding.ts";
import { withdrawNote, writeNote } from "./notes.ts";

const HERE = "/reports/deflection";

export function deflectionRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/reports", "report.see", (_request, response) => seeOther(response, HERE)),
    get(HERE, "report.see", async (request, response) => showReport(request, response)),
    get(`${HERE}.csv`, "report.see", async (request, response) => {
      const report = await askedFor(request);
      attach(response, `deflection-${report.period.from}-${report.period.to}.csv`);
      response.end(deflectionCsv(report));
    }),
    get(`${HERE}.json`, "report.see", async (request, response) => {
      response.json(deflectionJson(await askedFor(request)));
    }),
    post(`${HERE}/notes`, "report.goal", async (request, response) => {
      const typed = readForm(noteForm, request.body);
      if (!typed.ok) return showReport(request, response, typed.draft);
      const by = personOf(request);
      const { _once, leftOut, ...note } = typed.value;
      await once(ctx, _once, by.id, async (ctx) => {
        await writeNote(ctx, by, { ...note, isLeftOut: leftOut });
        return HERE;
      });
      done(response, leftOut ? "Noted. The week is left out of every figure." : "Noted.");
    }),
    post(`${HERE}/notes/:id/withdrawal`, "report.goal", async (request, response) => {
      const id = Number(request.params.id);
      if (!Number.isSafeInteger(id)) throw notFound("note");
      await withdrawNote(ctx, personOf(request), id);
      done(response, "Withdrawn. It stays in the list, struck out.");
    }),
  ];

  async function showReport(request: Request, response: Response, draft?: NoteForm) {
    const report = await askedFor(request);
    const { from, to } = report.period;
    const around = {
      articles: await articlesReport(ctx, { from, to }),
      gaps: await gapsFound(ctx),
      underWay: await draftsUnderWay(ctx, personOf(request)),
      now: ctx.clock.now(),
    };
    const page = deflectionPage(personOf(request), report, around, draft);
    show(request, response, deflectionView, page, draft ? 422 : 200);
  }

  function askedFor({ query }: Request): Promise<DeflectionReport> {
    return deflectionReport(ctx, periodIn(query));
  }

  function done(response: Response, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, `${HERE}#notes`);
  }
}
