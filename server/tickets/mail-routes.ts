import { Readable } from "node:stream";
import type { Request, Response } from "express";
import { z } from "zod";
import { sendDownload } from "#server/http/download.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { rawOf } from "#server/notifications/keeping-mail.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, Refusal } from "#server/platform/errors.ts";
import { mailPage, mailsPage, mailsView, mailView, SHOWS, type Show, undeliveredPage } from "./mail-page.ts";
import { discardMail, findMailFor, releaseAsTicket, releaseInto, sortAgain } from "./mail-releasing.ts";

const intoForm = z.object({ number: wholeNumber("The ticket", 1, 999_999_999) });

const idOf = ({ params }: Request) => (/^[1-9]\d{0,14}$/.test(String(params.id)) ? Number(params.id) : -1);
const beforeOf = ({ query }: Request) =>
  /^[1-9]\d{0,14}$/.test(String(query.before)) ? Number(query.before) : Number.MAX_SAFE_INTEGER;
const showOf = ({ query }: Request): Show =>
  typeof query.show === "string" && query.show in SHOWS ? (query.show as Show) : "waiting";

const wordsOf = ({ query }: Request) => (typeof query.q === "string" ? query.q.trim().slice(0, 200) : "");

/** What came in by mail, for those who decide about it. */
export function mailRoutes(ctx: Context): PortalRoute[] {
  const said = (response: Response, sentence: string, to: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, to);
  };
  return [
    get("/admin/mail/in", "mail.sort", async (request, response) =>
      show(
        request,
        response,
        mailsView,
        await mailsPage(ctx, personOf(request), showOf(request), wordsOf(request), beforeOf(request)),
      ),
    ),
    get("/admin/mail/in/undelivered", "mail.sort", async (request, response) =>
      show(request, response, mailsView, await undeliveredPage(ctx, personOf(request), beforeOf(request))),
    ),
    get("/admin/mail/in/:id", "mail.sort", async (request, response) => {
      const mail = await findMailFor(ctx, personOf(request), idOf(request));
      show(request, response, mailView, await mailPage(ctx, personOf(request), mail));
    }),
    get("/admin/mail/in/:id/original", "portal.manage", async (request, response) => {
      const mail = await findMailFor(ctx, personOf(request), idOf(request));
      if (mail.forgottenAt !== null) throw notFound("mail");
      const raw = await rawOf(ctx, mail);
      const file = { name: `mail-${mail.id}.eml`, type: "application/octet-stream", size: raw.length };
      await sendDownload(request, response, file, () => Readable.from([Buffer.from(raw)]));
    }),
    post("/admin/mail/in/:id/ticket", "mail.sort", async (request, response) => {
      said(response, "It is a ticket now.", await releaseAsTicket(ctx, personOf(request), idOf(request)));
    }),
    post("/admin/mail/in/:id/reply", "mail.sort", async (request, response) => {
      const typed = readForm(intoForm, request.body);
      const again = async (number: string, sentence: string) => {
        const mail = await findMailFor(ctx, personOf(request), idOf(request));
        const page = await mailPage(ctx, personOf(request), mail, { values: { number }, errors: { number: sentence } });
        show(request, response, mailView, page, 422);
      };
      if (!typed.ok) return again(typed.draft.values.number, typed.draft.errors.number ?? "");
      try {
        const to = await releaseInto(ctx, personOf(request), idOf(request), typed.value.number);
        said(response, "It stands in the ticket now.", to);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 404) throw error;
        await again(String(typed.value.number), "There is no such ticket, or it is not open to you.");
      }
    }),
    post("/admin/mail/in/:id/again", "mail.sort", async (request, response) => {
      await sortAgain(ctx, personOf(request), idOf(request));
      said(response, "It is looked at again, by the rules and settings of now.", "/admin/mail/in");
    }),
    post("/admin/mail/in/:id/discarding", "mail.sort", async (request, response) => {
      await discardMail(ctx, personOf(request), idOf(request));
      said(response, "Discarded. It stays in the list of what was sorted.", "/admin/mail/in");
    }),
  ];
}
