import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, oneOf, paragraphs, readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import { DAY } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSpan } from "./announcement.ts";
import { announcementsPage, announcementsView, zoneOf } from "./announcement-page.ts";
import { announce, endAnnouncement, findAnnouncement } from "./announcements.ts";
import { AUDIENCES } from "./article.ts";

const LONGEST_DAYS = 400;

const announcementForm = z.object({
  title: line("The title", 120),
  body: paragraphs("What you want to say", 4000, 0),
  audience: oneOf("who sees it", AUDIENCES),
  from: z.string(),
  until: z.string(),
});

const idOf = (request: Request) => Number(/^\d{1,15}$/.exec(String(request.params.id))?.[0] ?? Number.NaN);

export function announcementRoutes(ctx: Context): PortalRoute[] {
  const done = (response: Response, sentence: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, "/knowledge/announcements");
  };
  const save = (idFrom: (request: Request) => number | null) => async (request: Request, response: Response) => {
    const [by, id] = [personOf(request), idFrom(request)];
    if (id !== null) await findAnnouncement(ctx, by, id);
    const read = await readAnnouncement(ctx, request);
    if (!read.ok)
      return show(request, response, announcementsView, await announcementsPage(ctx, by, id, read.draft), 422);
    await announce(ctx, by, read.value, id);
    done(response, id === null ? "Announced." : "Changed.");
  };
  return [
    get("/knowledge/announcements", "announcement.write", async (request, response) =>
      show(request, response, announcementsView, await announcementsPage(ctx, personOf(request), null)),
    ),
    get("/knowledge/announcements/:id", "announcement.write", async (request, response) =>
      show(request, response, announcementsView, await announcementsPage(ctx, personOf(request), idOf(request))),
    ),
    post(
      "/knowledge/announcements",
      "announcement.write",
      save(() => null),
    ),
    post("/knowledge/announcements/:id", "announcement.write", save(idOf)),
    post("/knowledge/announcements/:id/end", "announcement.write", async (request, response) => {
      await endAnnouncement(ctx, personOf(request), idOf(request));
      done(response, "It is shown no more.");
    }),
  ];
}

async function readAnnouncement(ctx: Context, request: Request) {
  const typed = readForm(announcementForm, request.body);
  if (!typed.ok) return typed;
  const { from, until, ...said } = typed.value;
  const refuse = (field: "from" | "until", sentence: string) => ({
    ok: false as const,
    draft: { values: typed.value, errors: { [field]: sentence } },
  });
  const timeZone = await zoneOf(ctx, personOf(request));
  if (!readSpan(from, from, timeZone)) return refuse("from", "This is no date. Write it like 2026-06-30.");
  const span = readSpan(from, until, timeZone);
  if (!span) return refuse("until", "This is no date. Write it like 2026-06-30.");
  const days = (span.untilAt - span.fromAt) / DAY;
  if (days <= 0) return refuse("until", "The last day lies before the first.");
  if (days > LONGEST_DAYS) return refuse("until", `An announcement may stay up to ${LONGEST_DAYS} days.`);
  return { ok: true as const, value: { ...said, ...span } };
}
