import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, oneOf, paragraphs, readForm, submissionId, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { readTicked } from "./bulk-forms.ts";
import { backTo } from "./going-back.ts";
import { PHASES, workAddress } from "./incident.ts";
import { newIncidentPage, newIncidentView } from "./incident-new-page.ts";
import * as pages from "./incident-page.ts";
import * as incidents from "./incidents.ts";
import { explainIncident } from "./problems.ts";
import { addressOf, ticketNumber } from "./ticket.ts";
import { writeDown } from "./writing.ts";

const TITLE = line("The title", 120, 3);
const SUMMARY = line("What is known", 300, 10);
const INCOMPLETE = "This form is incomplete. Reload the page and try again.";

const newForm = z.object({ _once: submissionId, incident: z.string().max(20), title: z.string(), summary: z.string() });
const describedForm = z.object({ title: TITLE, summary: SUMMARY });
const aboutForm = z.object({ title: TITLE, summary: SUMMARY, version: wholeNumber("The version") });
const updateForm = z.object({
  _once: submissionId,
  kind: z.enum(["public", "note"]).catch("public"),
  phase: oneOf("where it stands", PHASES),
  body: paragraphs("The update", 10_000),
  version: wholeNumber("The version"),
});
const reviewForm = z.object({ review: z.string().max(30_000), version: wholeNumber("The version") });
const ticketForm = z.object({ ticket: z.string().transform((text) => text.replace(/^\s*T-/i, "").trim()) });

/** Incidents, for those who work on them. */
export function incidentRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => Number(/^\d{1,15}$/.exec(String(request.params.id))?.[0] ?? Number.NaN);
  const say = (response: Response, sentence: string, kind: "done" | "problem" = "done") =>
    leaveFlash(response, ctx.config, ctx.keys, { kind, sentence });
  const back = (request: Request, response: Response, sentence: string) => {
    say(response, sentence);
    seeOther(response, workAddress({ id: idOf(request) }));
  };
  return [
    get("/desk/incidents", "incident.manage", async (request, response) => {
      const { before } = request.query;
      const from = typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null;
      show(request, response, pages.incidentsView, await pages.incidentsPage(ctx, from));
    }),
    get("/desk/incidents/new", "incident.manage", async (request, response) => {
      const numbers = [...readTicked(request.query).keys()];
      show(request, response, newIncidentView, await newIncidentPage(ctx, personOf(request), numbers));
    }),
    post("/desk/incidents/new", "incident.manage", async (request, response) => {
      const numbers = [...readTicked(request.body).keys()];
      if (numbers.length === 0) throw badRequest("Tick the tickets first.");
      show(request, response, newIncidentView, await newIncidentPage(ctx, personOf(request), numbers));
    }),
    post("/desk/incidents", "incident.manage", async (request, response) => {
      const by = personOf(request);
      const form = readForm(newForm, request.body);
      if (!form.ok) throw badRequest(INCOMPLETE);
      const numbers = [...readTicked(request.body).keys()];
      const described = readForm(describedForm, request.body);
      if (form.value.incident === "" && !described.ok) {
        const draft = { values: { ...described.draft.values, incident: "" }, errors: described.draft.errors };
        return show(request, response, newIncidentView, await newIncidentPage(ctx, by, numbers, draft), 422);
      }
      const address = await once(ctx, form.value._once, by.id, async (ctx) => {
        const id =
          described.ok && form.value.incident === "" ? await incidents.openIncident(ctx, by, described.value) : 0;
        return workAddress({ id: id || Number(form.value.incident) });
      });
      const id = Number(address.split("/").at(-1));
      say(response, gatheredInWords(await incidents.gatherTickets(ctx, by, id, numbers)));
      seeOther(response, address);
    }),
    get("/desk/incidents/:id", "incident.manage", async (request, response) =>
      show(request, response, pages.incidentView, await pages.incidentPage(ctx, personOf(request), idOf(request))),
    ),
    post("/desk/incidents/:id", "incident.manage", async (request, response) => {
      const form = readForm(aboutForm, request.body);
      if (!form.ok) return again(request, response, { about: form.draft });
      await incidents.describeIncident(ctx, personOf(request), idOf(request), form.value);
      back(request, response, "Saved. The banner says so from now on.");
    }),
    post("/desk/incidents/:id/updates", "incident.manage", async (request, response) => {
      const by = personOf(request);
      const form = readForm(updateForm, request.body);
      if (!form.ok && form.draft.errors.version) throw badRequest(INCOMPLETE);
      if (!form.ok) return again(request, response, { update: form.draft });
      const { _once, body, ...its } = form.value;
      const update = { ...its, message: writeDown(body) };
      await once(ctx, _once, by.id, async (ctx) => {
        await incidents.postUpdate(ctx, by, idOf(request), update);
        return workAddress({ id: idOf(request) });
      });
      back(request, response, its.kind === "note" ? "Note added." : "Published. Everybody who is part of it is told.");
    }),
    post("/desk/incidents/:id/tickets", "incident.manage", async (request, response) => {
      const form = readForm(ticketForm, request.body);
      if (!form.ok) throw badRequest(INCOMPLETE);
      const number = ticketNumber(form.value.ticket);
      const result = await incidents.gatherTickets(ctx, personOf(request), idOf(request), [number]);
      say(response, gatheredInWords(result), result.refused.length > 0 ? "problem" : "done");
      seeOther(response, backTo(request.body?.back, workAddress({ id: idOf(request) })));
    }),
    post("/desk/incidents/:id/tickets/removal", "incident.manage", async (request, response) => {
      const form = readForm(ticketForm, request.body);
      if (!form.ok) throw badRequest(INCOMPLETE);
      const number = ticketNumber(form.value.ticket);
      await incidents.releaseTicket(ctx, personOf(request), idOf(request), number);
      say(response, "It is no part of the incident any more.");
      seeOther(response, backTo(request.body?.back, workAddress({ id: idOf(request) })));
    }),
    post("/desk/incidents/:id/review", "incident.manage", async (request, response) => {
      const form = readForm(reviewForm, request.body);
      if (!form.ok) throw badRequest("The review is longer than 30,000 characters, or the form is incomplete.");
      const { review, version } = form.value;
      await incidents.reviewIncident(ctx, personOf(request), idOf(request), review.trim(), version);
      back(request, response, "Review saved.");
    }),
    post("/desk/incidents/:id/problem", "incident.manage", async (request, response) => {
      const typed = String(request.body?.problem ?? "");
      if (!/^(|[1-9]\d{0,14})$/.test(typed)) throw badRequest("Choose a problem, or none.");
      await explainIncident(ctx, personOf(request), idOf(request), typed === "" ? null : Number(typed));
      back(request, response, typed === "" ? "No cause is known." : "Explained.");
    }),
    post("/tickets/:number/incident", "incident.manage", async (request, response) => {
      const by = personOf(request);
      const number = ticketNumber(request.params.number);
      const id = Number(/^[1-9]\d{0,14}$/.exec(String(request.body?.incident))?.[0] ?? Number.NaN);
      await incidents.findIncident(ctx, id);
      const result = await incidents.gatherTickets(ctx, by, id, [number]);
      const [refused] = result.refused;
      say(response, refused?.why ?? "It is part of the incident now.", refused ? "problem" : "done");
      seeOther(response, backTo(request.body?.back, addressOf({ number })));
    }),
  ];

  async function again(request: Request, response: Response, wishes: Parameters<typeof pages.incidentPage>[3]) {
    const page = await pages.incidentPage(ctx, personOf(request), idOf(request), wishes);
    show(request, response, pages.incidentView, page, 422);
  }
}

function gatheredInWords({ gathered, refused }: incidents.Gathered): string {
  const done = gathered === 1 ? "One ticket is part of it now." : `${gathered} tickets are part of it now.`;
  const [first] = refused;
  return first ? `${done} ${refused.length} refused: ${first.name}, ${first.why}` : done;
}
