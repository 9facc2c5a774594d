import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, readForm, submissionId, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { findTicket } from "./finding.ts";
import { endRun, followRunbook, tickStep } from "./following.ts";
import { runbooksView, runView, ticketRunbooks, ticketRunPage } from "./runbook-page.ts";
import { addressOf, ticketNumber } from "./ticket.ts";
import { turnIntoArticle } from "./turning.ts";

export const startForm = z.object({ _once: submissionId, runbook: z.string().min(1).max(100) });
export const tickForm = z.object({
  step: wholeNumber("The step", 1, 10_000),
  deed: z.enum(["done", "back"]),
  note: line("The note", 300, 0),
});
const onceForm = z.object({ _once: submissionId });

const INCOMPLETE = "This form is incomplete. Reload the page and try again.";

/** What becomes of a ticket in the knowledge: its answer an article, a runbook its steps. */
export function runbookRoutes(ctx: Context): PortalRoute[] {
  const numberOf = (request: Request) => ticketNumber(request.params.number);
  const runOf = (request: Request) => Number(/^\d{1,15}$/.exec(String(request.params.run))?.[0] ?? Number.NaN);
  const addressOfRun = (request: Request) => `${addressOf({ number: numberOf(request) })}/runs/${runOf(request)}`;
  const say = (response: Response, sentence: string) =>
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
  return [
    post("/tickets/:number/article", "knowledge.write", async (request, response) => {
      const by = personOf(request);
      await findTicket(ctx, by, numberOf(request));
      const typed = readForm(onceForm, request.body);
      if (!typed.ok) throw badRequest(INCOMPLETE);
      const place = await once(ctx, typed.value._once, by.id, async (ctx) => {
        return `/knowledge/drafts/${await turnIntoArticle(ctx, by, numberOf(request))}/edit`;
      });
      say(response, "A draft was made of it. Names, addresses and secrets are marked with square brackets.");
      seeOther(response, place);
    }),
    get("/tickets/:number/runbooks", "runbook.follow", async (request, response) =>
      show(request, response, runbooksView, await ticketRunbooks(ctx, personOf(request), numberOf(request))),
    ),
    post("/tickets/:number/runs", "runbook.follow", async (request, response) => {
      const by = personOf(request);
      await findTicket(ctx, by, numberOf(request));
      const typed = readForm(startForm, request.body);
      if (!typed.ok) throw badRequest(INCOMPLETE);
      const { _once, runbook } = typed.value;
      const begin = async (ctx: Context) => {
        const run = await followRunbook(ctx, by, numberOf(request), runbook);
        return `${addressOf({ number: numberOf(request) })}/runs/${run}`;
      };
      seeOther(response, await once(ctx, _once, by.id, begin));
    }),
    get("/tickets/:number/runs/:run", "runbook.follow", async (request, response) =>
      show(request, response, runView, await ticketRunPage(ctx, personOf(request), numberOf(request), runOf(request))),
    ),
    post("/tickets/:number/runs/:run/steps", "runbook.follow", async (request, response) => {
      await findTicket(ctx, personOf(request), numberOf(request));
      const typed = readForm(tickForm, request.body);
      if (!typed.ok) throw badRequest(Object.values(typed.draft.errors)[0] ?? INCOMPLETE);
      const { step, deed, note } = typed.value;
      await tickStep(ctx, personOf(request), numberOf(request), runOf(request), {
        step,
        isDone: deed === "done",
        note,
      });
      seeOther(response, `${addressOfRun(request)}#step-${deed === "done" ? step + 1 : step}`);
    }),
    post("/tickets/:number/runs/:run/end", "runbook.follow", async (request, response) => {
      await endRun(ctx, personOf(request), numberOf(request), runOf(request));
      say(response, "Ended. What was done stands in the ticket’s history.");
      seeOther(response, addressOf({ number: numberOf(request) }));
    }),
  ];
}
