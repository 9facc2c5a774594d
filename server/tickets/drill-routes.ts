import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { findArticle, findCategory } from "#server/knowledge/articles.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { drillNumber } from "./drill.ts";
import { answerForm, drillForm, sortingForm } from "./drill-forms.ts";
import { boardPage, boardView, drillsPage, drillsView } from "./drill-page.ts";
import { drillQuestionPage, questionView } from "./drill-question-page.ts";
import { scorePage, scoreView } from "./drill-score.ts";
import { actInDrill, findDrill, findPlayed, startDrill, stopDrill } from "./drilling.ts";
import type { TicketEvent } from "./history.ts";
import { findQueue } from "./queues.ts";

const NOTHING =
  "Nothing can be played: nothing was asked on that day, or no article says in which words people ask for it.";

/** Practice: what is asked and done here is nobody's ticket, and nobody is told of it. */
export function drillRoutes(ctx: Context): PortalRoute[] {
  const drillOf = (request: Request) => findDrill(ctx, drillNumber(request.params.id));

  return [
    get("/desk/practice", "drill.play", async (request, response) =>
      show(request, response, drillsView, await drillsPage(ctx, personOf(request))),
    ),
    post("/desk/practice", "drill.run", async (request, response) => {
      const by = personOf(request);
      const form = readForm(drillForm, request.body);
      if (!form.ok) return show(request, response, drillsView, await drillsPage(ctx, by, form.draft), 422);
      const id = await startDrill(ctx, by, form.value);
      if (id !== null) return leave(response, `/desk/practice/${id}`, "The day has begun. Nothing of it is real.");
      const values = { name: form.value.name, speed: String(form.value.speed), day: form.value.day ?? "" };
      show(request, response, drillsView, await drillsPage(ctx, by, { values, errors: { day: NOTHING } }), 422);
    }),
    get("/desk/practice/:id", "drill.play", async (request, response) =>
      show(request, response, boardView, await boardPage(ctx, personOf(request), await drillOf(request))),
    ),
    get("/desk/practice/:id/score", "drill.play", async (request, response) =>
      show(request, response, scoreView, await scorePage(ctx, personOf(request), await drillOf(request))),
    ),
    post("/desk/practice/:id/end", "drill.run", async (request, response) => {
      const { id } = await drillOf(request);
      await stopDrill(ctx, personOf(request), id);
      leave(response, `/desk/practice/${id}/score`, "The practice is over.");
    }),
    get("/desk/practice/:id/questions/:n", "drill.play", async (request, response) => {
      const drill = await drillOf(request);
      const played = await findPlayed(ctx, drill, drillNumber(request.params.n, "question"));
      const words = typeof request.query.q === "string" ? request.query.q.slice(0, 500) : "";
      show(request, response, questionView, await drillQuestionPage(ctx, personOf(request), drill, played, words));
    }),
    post("/desk/practice/:id/questions/:n/acknowledgement", "drill.play", (request, response) =>
      act(request, response, { kind: "acknowledged", data: {} }, "Noted: you have seen it."),
    ),
    post("/desk/practice/:id/questions/:n/sorting", "drill.play", async (request, response) => {
      const form = readForm(sortingForm, request.body);
      if (!form.ok) throw badRequest(Object.values(form.draft.errors)[0] ?? "Choose a category and a queue.");
      const { category, queue } = form.value;
      await findQueue(ctx, queue);
      if (category !== null) await findCategory(ctx, personOf(request), category);
      await act(request, response, { kind: "triaged", data: { category, queue } }, "Sorted.");
    }),
    post("/desk/practice/:id/questions/:n/answer", "drill.play", async (request, response) => {
      const form = readForm(answerForm, request.body);
      if (!form.ok) throw badRequest(Object.values(form.draft.errors)[0] ?? "Choose an article, or none.");
      const { article } = form.value;
      const slug = article === null ? null : (await findArticle(ctx, personOf(request), article)).slug;
      const data = { label: slug === null ? ("not-basic" as const) : ("basic" as const), article: slug };
      await act(request, response, { kind: "resolved", data }, "Answered.", true);
    }),
  ];

  async function act(request: Request, response: Response, event: TicketEvent, sentence: string, isDone = false) {
    const { id } = await drillOf(request);
    const n = drillNumber(request.params.n, "question");
    await actInDrill(ctx, personOf(request), id, n, event);
    leave(response, isDone ? `/desk/practice/${id}` : `/desk/practice/${id}/questions/${n}`, sentence);
  }

  function leave(response: Response, address: string, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  }
}
