import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, paragraphs, readForm, wholeNumber } from "#server/http/form.ts";
import { safePath } from "#server/http/redirects.ts";
import { seeOther, show } from "#server/http/show.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, Refusal } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { fingerprintOf } from "#server/search/fingerprint.ts";
import { discardDraft, findDraft } from "./asking.ts";
import { readDraft, sendForm } from "./forms.ts";
import { publicIncidentPage, publicIncidentView } from "./incident-page.ts";
import { joinIncident } from "./incident-telling.ts";
import { problemPage, problemsPage, problemsView, problemView } from "./problem-page.ts";
import * as problems from "./problems.ts";
import { findSecrets, maskSecrets } from "./secrets.ts";

const problemForm = z.object({
  title: line("The title", 120, 3),
  cause: paragraphs("The cause", 20_000),
  article: line("The article", 300, 0),
  solved: z.string().transform((given) => given === "yes"),
});
const versionForm = z.object({ version: wholeNumber("The version") });

/** What is behind incidents, for those who work on it, and incidents as those see them who are hit. */
export function problemRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => Number(/^\d{1,15}$/.exec(String(request.params.id))?.[0] ?? Number.NaN);
  return [
    get("/desk/problems", "incident.manage", async (request, response) => {
      const { before } = request.query;
      const from = typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null;
      show(request, response, problemsView, await problemsPage(ctx, from));
    }),
    get("/desk/problems/new", "incident.manage", async (request, response) => {
      const { incident } = request.query;
      show(request, response, problemView, await problemPage(ctx, null, { incident: idIn(incident) }));
    }),
    post("/desk/problems", "incident.manage", async (request, response) => {
      const incident = idIn(request.body?.incident);
      await save(request, response, null, async (typed) => {
        const id = await problems.openProblem(ctx, personOf(request), typed);
        if (incident !== null) await problems.explainIncident(ctx, personOf(request), incident, id);
        return id;
      });
    }),
    get("/desk/problems/:id", "incident.manage", async (request, response) => {
      const problem = await problems.findProblem(ctx, idOf(request));
      show(request, response, problemView, await problemPage(ctx, problem));
    }),
    post("/desk/problems/:id", "incident.manage", async (request, response) => {
      const { id } = await problems.findProblem(ctx, idOf(request));
      const seen = readForm(versionForm, request.body);
      if (!seen.ok) throw badRequest("This form is incomplete. Reload the page and try again.");
      await save(request, response, id, async (typed) => {
        await problems.changeProblem(ctx, personOf(request), id, seen.value.version, typed);
        return id;
      });
    }),
    get("/incidents/:id", "ticket.open", async (request, response) =>
      show(request, response, publicIncidentView, await publicIncidentPage(ctx, personOf(request), idOf(request))),
    ),
    post("/incidents/:id/me-too", "ticket.open", async (request, response) => {
      const by = personOf(request);
      const form = readForm(sendForm, request.body);
      if (!form.ok) throw badRequest("Reload the page and try again.");
      const given = await whatTheyWrote(request);
      const reader = readerFrom(request.visit, request.headers);
      const address = await once(ctx, form.value._once, by.id, async (ctx) => {
        const joined = await joinIncident(ctx, by, reader, idOf(request), given);
        if (given.body !== "") await discardDraft(ctx, by);
        return joined;
      });
      const sentence = "You are part of it now, and are told when something is new.";
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
      seeOther(response, safePath(address, "/tickets"));
    }),
  ];

  /** A question that was begun goes along with its secrets masked; it is asked about them nowhere on this way. */
  async function whatTheyWrote(request: Request) {
    const isAlong = request.body?.draft === "along";
    // Beside the form its own fields come along, and they are newer than what was kept.
    const isTyped = isAlong && typeof request.body?.body === "string";
    const kept = isAlong && !isTyped ? (await findDraft(ctx, personOf(request)))?.draft : undefined;
    const draft = isTyped ? readDraft(request.body) : kept;
    const masked = (text: string) => maskSecrets(text, findSecrets(text));
    const body = masked(draft?.body ?? "");
    return {
      ...{
        subject: masked(draft?.subject ?? "")
          .trim()
          .slice(0, 150),
        body,
      },
      ...{ category: null, fingerprint: fingerprintOf(`${draft?.subject ?? ""}\n${body}`) },
    };
  }

  async function save(
    request: Request,
    response: Response,
    id: number | null,
    keep: (typed: problems.ProblemTyped) => Promise<number>,
  ): Promise<void> {
    const form = readForm(problemForm, request.body);
    const problem = id === null ? null : await problems.findProblem(ctx, id);
    const wishes = { incident: idIn(request.body?.incident) };
    const again = async (draft: { values: Record<string, string>; errors: Record<string, string> }) =>
      show(request, response, problemView, await problemPage(ctx, problem, { ...wishes, draft }), 422);
    if (!form.ok) return again(form.draft as Parameters<typeof again>[0]);
    const { solved, ...typed } = form.value;
    try {
      const kept = await keep({ ...typed, isSolved: solved });
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved." });
      seeOther(response, problems.problemAddress({ id: kept }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 422) throw error;
      await again({ values: { ...typed, solved: solved ? "yes" : "" }, errors: { article: error.message } });
    }
  }
}

const idIn = (given: unknown): number | null =>
  typeof given === "string" && /^[1-9]\d{0,14}$/.test(given) ? Number(given) : null;
