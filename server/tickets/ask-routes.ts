import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import { placeOf } from "#server/experiment/placing.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { isReading } from "#server/http/reading.ts";
import { safePath } from "#server/http/redirects.ts";
import { seeOther, sendHtml, show, siteOf } from "#server/http/show.ts";
import { noteEvent, type Reader, readerFrom } from "#server/journeys/journal.ts";
import { pageIn, pageToken } from "#server/journeys/page-token.ts";
import type { Person } from "#server/people/person.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, Refusal } from "#server/platform/errors.ts";
import { askPage, askView, checkPage, checkView, startAsking, thanksPage, thanksView } from "./ask-page.ts";
import * as asking from "./asking.ts";
import { readAnswers } from "./field.ts";
import { askedIn } from "./fields.ts";
import { questionForm, readDraft, sendForm, solvedForm } from "./forms.ts";
import { withConsent } from "./masking.ts";
import { type Panel, panelFor, wantsThem } from "./panel.ts";
import { suggestionsPiece } from "./suggestions.ts";

/** What the token of the form's page is made for. */
const FORM = "the ask form";
const SHOWN_ANYWAY = "/ask/check?suggestions=show";

export function askRoutes(ctx: Context): PortalRoute[] {
  /** With the opening of the form to which this belongs. */
  const readerOf = (request: Request): Reader => {
    const reader = readerFrom(request.visit, request.headers);
    return { ...reader, page: pageIn(ctx, reader, request.body?.page, FORM) };
  };
  const tokenFor = (reader: Reader) => pageToken(ctx, reader, reader.page ?? randomUUID(), FORM);

  return [
    get("/ask", "ticket.open", async (request, response) => {
      const by = personOf(request);
      const { draft, savedAt } = await startAsking(ctx, by, request.query);
      const reader = { ...readerOf(request), page: randomUUID() };
      if (isReading(request)) await noteOpen(reader, by, draft);
      const wishes = { savedAt, wantsSuggestions: wantsThem(request.query), pageToken: tokenFor(reader) };
      show(request, response, askView, await askPage(ctx, by, draft, wishes));
    }),
    post("/ask", "ticket.open", async (request, response) => {
      const by = personOf(request);
      const draft = await wholeQuestion(request, response, wereAsked(request.body));
      if (!draft) return;
      await asking.keepDraft(ctx, by, draft);
      const wanted = wantsThem(request.body);
      note(request, await panelFor(ctx, by, readerOf(request), draft, { wanted, href: SHOWN_ANYWAY }));
      seeOther(response, wanted ? SHOWN_ANYWAY : "/ask/check");
    }),
    get("/ask/check", "ticket.open", async (request, response) => {
      const by = personOf(request);
      const kept = await asking.findDraft(ctx, by);
      if (!kept) return seeOther(response, "/ask");
      const wanted = wantsThem(request.query);
      const panel = await panelFor(ctx, by, readerOf(request), kept.draft, { wanted, href: SHOWN_ANYWAY });
      if (wanted) note(request, panel);
      show(request, response, checkView, await checkPage(ctx, by, kept.draft, panel.panel));
    }),
    post("/tickets", "ticket.open", async (request, response) => {
      const by = personOf(request);
      const draft = await wholeQuestion(request, response);
      if (!draft) return;
      const form = readForm(sendForm, request.body);
      if (!form.ok) throw badRequest(Object.values(form.draft.errors)[0] ?? "Reload the page and try again.");
      const consented = withConsent(draft, request.body);
      if (!consented) {
        await asking.keepDraft(ctx, by, draft);
        return seeOther(response, "/ask/check#secrets");
      }
      const address = await asking.sendQuestion(ctx, by, readerOf(request), form.value._once, consented);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Question sent." });
      seeOther(response, address);
    }),
    post("/ask/draft", "ticket.open", async (request, response) => {
      await asking.keepDraft(ctx, personOf(request), readDraft(request.body));
      response.status(204).end();
    }),
    post("/ask/discard", "ticket.open", async (request, response) => {
      await asking.discardDraft(ctx, personOf(request));
      seeOther(response, safePath(request.body?.next, "/ask"));
    }),
    post("/ask/suggestions", "ticket.open", async (request, response) => {
      const wishes = { wanted: wantsThem(request.body), href: "/ask?suggestions=show" };
      const panel = await panelFor(ctx, personOf(request), readerOf(request), readDraft(request.body), wishes);
      if (request.body?.shown !== "yes") note(request, panel);
      sendHtml(request, response, suggestionsPiece(panel.panel, siteOf(response)));
    }),
    post("/ask/solved", "ticket.open", async (request, response) => {
      const form = readForm(solvedForm, request.body);
      if (!form.ok) throw badRequest("Reload the page and try again.");
      const { _once, article } = form.value;
      seeOther(response, await asking.keepToThemselves(ctx, personOf(request), readerOf(request), _once, article));
    }),
    get("/ask/thanks", "ticket.open", async (request, response) =>
      show(request, response, thanksView, await thanksPage(ctx, personOf(request), request.query.article)),
    ),
  ];

  /** The lot is drawn when the form is opened; what it says goes with the event and nowhere else. */
  async function noteOpen(reader: Reader, by: Person, { category, urgency }: asking.AskDraft) {
    const place = await placeOf(ctx, by, reader, urgency);
    noteEvent(ctx, reader, { type: "ask_open", category, severity: urgency, ...place }, { id: reader.page });
  }

  /** What the category asks and was not answered, and whom nobody knows. */
  async function problemsAround(by: Person, draft: asking.AskDraft, isAskedAll: boolean) {
    const fields = isAskedAll ? await askedIn(ctx, draft.category || null) : [];
    const { errors } = readAnswers(fields, draft.fields);
    const nobody = await asking.requesterFor(ctx, by, draft.for).then(() => null, refusalIn);
    return nobody === null ? errors : { ...errors, for: nobody };
  }

  /** Once for each opening of the form, whatever the page says of what it has shown before. */
  function note(request: Request, { happening }: Panel) {
    if (!happening) return;
    const reader = readerOf(request);
    const id = reader.page && ctx.keys.sign("journal", `${happening.type} ${reader.page}`);
    noteEvent(ctx, reader, happening, { id });
  }

  /** Null: something was missing, and the form was sent back with everything in it. */
  async function wholeQuestion(request: Request, response: Response, isAskedAll = true) {
    const by = personOf(request);
    const draft = readDraft(request.body, request.uploads);
    const whole = readForm(questionForm, request.body);
    const problem = request.uploadProblem;
    const more = await problemsAround(by, draft, isAskedAll);
    if (whole.ok && !problem && Object.keys(more).length === 0) return { ...draft, ...whole.value };
    await asking.keepDraft(ctx, by, draft);
    const errors = { ...(whole.ok ? {} : whole.draft.errors), ...more };
    const wantsSuggestions = wantsThem(request.body);
    const page = await askPage(ctx, by, draft, {
      errors: problem ? { ...errors, files: problem } : errors,
      wantsSuggestions,
      pageToken: tokenFor(readerOf(request)),
    });
    show(request, response, askView, page, 422);
    return null;
  }
}

/** The form has asked what its category asks: without scripts that comes a page later. */
const wereAsked = (body: unknown) => {
  const { fields_for, category } = (body ?? {}) as { fields_for?: unknown; category?: unknown };
  return typeof fields_for === "string" && fields_for === category;
};

const refusalIn = (error: unknown): string => {
  if (error instanceof Refusal) return error.message;
  throw error;
};
