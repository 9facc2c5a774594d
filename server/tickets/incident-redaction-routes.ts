import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { blankDraft, type Draft, line, readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { view } from "#server/http/view.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { Refusal } from "#server/platform/errors.ts";
import { incidentName, workAddress } from "./incident.ts";
import { redactIncident } from "./incident-redacting.ts";
import { findIncident } from "./incidents.ts";
import { LONGEST_BODY } from "./writing.ts";

const redactForm = z.object({ words: z.string().max(LONGEST_BODY), reason: line("The reason", 200, 5) });

type Page = { title: string; name: string; about: string; back: string; action: string; longest: number; draft: Draft };
const redactView = view<Page>("tickets/incident-redact", "staff");

/** Words that should never have been told of an incident, taken out by those who may. */
export function incidentRedactionRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => Number(/^[1-9]\d{0,14}$/.exec(String(request.params.id))?.[0] ?? Number.NaN);
  const draw = async (request: Request, response: Response, draft: Draft, status = 200) => {
    const incident = await findIncident(ctx, idOf(request));
    const back = workAddress(incident);
    const page = { title: "Remove words", name: incidentName(incident), about: incident.title, back };
    show(request, response, redactView, { ...page, action: `${back}/redaction`, longest: LONGEST_BODY, draft }, status);
  };
  return [
    get("/desk/incidents/:id/redaction", "ticket.redact", (request, response) =>
      draw(request, response, blankDraft({ words: "", reason: "" })),
    ),
    post("/desk/incidents/:id/redaction", "ticket.redact", async (request, response) => {
      const form = readForm(redactForm, request.body);
      if (!form.ok) return draw(request, response, form.draft, 422);
      try {
        await redactIncident(ctx, personOf(request), idOf(request), form.value);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 422) throw error;
        return draw(request, response, { values: form.value, errors: { words: error.message } }, 422);
      }
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Removed, from everything said of it." });
      seeOther(response, workAddress({ id: idOf(request) }));
    }),
  ];
}
