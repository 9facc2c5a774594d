import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import type { ArticleCard } from "#server/knowledge/article.ts";
import { can } from "#server/people/permissions.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { findTicket } from "./finding.ts";
import { verdictForm } from "./forms.ts";
import { backTo } from "./going-back.ts";
import { NEEDS_REASON, needsReason } from "./labelling.ts";
import { Overtaken } from "./replying.ts";
import { type ResolutionErrors, type ResolutionWishes, resolutionPage, resolutionView } from "./resolution-page.ts";
import { labelTicket, type Resolving, reopenTicket, resolveTicket, type Verdict } from "./resolving.ts";
import { addressOf, nameOf, ticketNumber } from "./ticket.ts";
import { readVerdict } from "./verdict.ts";

type Judged = Resolving & { verdict: Verdict };

export function resolutionRoutes(ctx: Context): PortalRoute[] {
  const readerOf = (request: Request) => readerFrom(request.visit, request.headers);
  const numberOf = (request: Request) => ticketNumber(request.params.number);

  return [
    get("/tickets/:number/resolution", "ticket.label", (request, response) => showQuestion(request, response)),
    get("/tickets/:number/label", "ticket.label", (request, response) => showQuestion(request, response)),
    post("/tickets/:number/resolution", "ticket.resolve", async (request, response) => {
      const by = personOf(request);
      const isJudge = can(by, "ticket.label");
      const said = isJudge ? await verdictIn(request, response) : null;
      if (isJudge && !said) return;
      const { verdict, ...how }: Partial<Judged> = said ?? {};
      try {
        await resolveTicket(ctx, by, readerOf(request), numberOf(request), verdict ?? null, how);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
        return showAgain(request, response, how.seen);
      }
      const sentence = isJudge
        ? `${nameOf({ number: numberOf(request) })} resolved.`
        : "Good to know. Your question is marked as solved.";
      done(request, response, sentence);
    }),
    post("/tickets/:number/label", "ticket.label", async (request, response) => {
      const said = await verdictIn(request, response);
      if (!said) return;
      await labelTicket(ctx, personOf(request), readerOf(request), numberOf(request), said.verdict, said.reason);
      done(request, response, "Label saved.");
    }),
    post("/tickets/:number/reopening", "ticket.reopen", async (request, response) => {
      await reopenTicket(ctx, personOf(request), readerOf(request), numberOf(request));
      done(request, response, `${nameOf({ number: numberOf(request) })} opened again.`);
    }),
  ];

  async function showQuestion(request: Request, response: Response, wishes: ResolutionWishes = {}, status = 200) {
    const by = personOf(request);
    const ticket = await findTicket(ctx, by, numberOf(request));
    const back = backTo(request.body?.back ?? request.query.back, addressOf(ticket));
    show(request, response, resolutionView, await resolutionPage(ctx, by, ticket, { ...wishes, back }), status);
  }

  /** Somebody wrote meanwhile: what they said is shown, and what was chosen stays chosen. */
  function showAgain(request: Request, response: Response, overtakenAt = 0) {
    const { label = "", article = "", named = "", reason = "" } = request.body;
    const draft = { values: { label, article, named, reason }, errors: {} };
    return showQuestion(request, response, { draft, overtakenAt }, 409);
  }

  /** Null: something was missing, and the question was asked again with what they had said. */
  async function verdictIn(request: Request, response: Response): Promise<Judged | null> {
    const form = readForm(verdictForm, request.body);
    if (!form.ok) {
      await showQuestion(request, response, { draft: form.draft }, 422);
      return null;
    }
    const by = personOf(request);
    const again = (errors: ResolutionErrors, offered: ArticleCard[] = []) =>
      showQuestion(request, response, { draft: { values: form.value, errors }, offered }, 422).then(() => null);
    const read = await readVerdict(ctx, by, form.value);
    if (!read.ok) return again({ named: read.sentence }, read.offered);
    const { reason, seen } = form.value;
    const ticket = await findTicket(ctx, by, numberOf(request));
    if (reason === "" && (await needsReason(ctx, ticket, read.verdict))) return again({ reason: NEEDS_REASON });
    return { verdict: read.verdict, reason, seen };
  }

  function done(request: Request, response: Response, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, backTo(request.body?.back, addressOf({ number: numberOf(request) })));
  }
}
