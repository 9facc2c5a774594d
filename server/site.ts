import type { Request, RequestHandler } from "express";
import { alarmIn, wellness } from "#server/admin/wellness.ts";
import type { Assets } from "#server/http/assets.ts";
import { errorSummary, field, submissionField, tokenField } from "#server/http/fields.ts";
import { takeFlash } from "#server/http/flash.ts";
import { icon } from "#server/http/icons.ts";
import type { NavLink, Site } from "#server/http/site.ts";
import { timeFormats } from "#server/http/times.ts";
import { WRITING } from "#server/knowledge/places.ts";
import { countHeld } from "#server/notifications/keeping-mail.ts";
import { unreadCount } from "#server/notifications/notice-page.ts";
import { type Action, can, mayEnter } from "#server/people/permissions.ts";
import { initialsOf, isStaff, type Person } from "#server/people/person.ts";
import { csrfTokenOf } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { trust } from "#server/platform/html.ts";
import { countSettingChanges, readSettings, type Settings } from "#server/platform/settings.ts";
import { REPORTS } from "#server/reports/places.ts";
import { readFilters } from "#server/tickets/desk.ts";
import { deskLists } from "#server/tickets/desk-lists.ts";
import { openQueues } from "#server/tickets/queues.ts";
import { savedViews } from "#server/tickets/saved-views.ts";
import { readTally, type Tally } from "#server/tickets/tally.ts";

const SETTINGS_LIVE = 5000;
const HELD = "This portal was restored from a backup, so it sends no mail until an admin releases it under Settings.";

/**
 * What browsers, scripts and programs fetch by themselves. Nobody sees what waits for them there, and the sentence that
 * was left for the next page is not for a picture on it.
 */
const NO_PAGE =
  /\.(?:json|csv|ics)$|^\/(?:files\/|search\/suggest$|desk\/live$|events$|ask\/draft$|ask\/suggestions)|^\/(?:healthz|readyz|metrics)$|\/(?:presence|preview)$/;

/** What every page shows around itself. Only what is cheap: it is asked for each time. */
export function furnish(ctx: Context, assets: Assets): RequestHandler {
  const settings = rememberedSettings(ctx);
  const alarm = rememberedAlarm(ctx);
  return async (request, response, next) => {
    const { visit, originalUrl } = request;
    const { person } = visit;
    const around = plainSite(ctx, assets, person, await settings());
    const own = { path: originalUrl, token: tokenField(csrfTokenOf(ctx, visit)) };
    const site: Site = NO_PAGE.test(request.path)
      ? { ...around, ...own, nav: navFor(ctx, person, request.path, null, 0) }
      : {
          ...{ ...around, ...own, notice: (await alarm(person)) ?? around.notice },
          ...(await waysFor(ctx, person, request)),
          unread: person && (await unreadCount(ctx, person)),
          flash: request.method === "GET" ? takeFlash(request, response, ctx.config, ctx.keys) : null,
        };
    response.locals.site = site;
    next();
  };
}

/** For the page that says that something broke, before anything was known of the visit. */
export const bareSite = (ctx: Context, assets: Assets): Site =>
  plainSite(ctx, assets, null, { organisation: "Firstline", timeZone: "UTC", language: "en-GB" });

/** The part that no request has a say in. */
function plainSite(ctx: Context, assets: Assets, person: Person | null, usual: Settings): Site {
  const timeZone = person?.timeZone ?? usual.timeZone;
  const language = person?.language ?? usual.language;
  return {
    organisation: usual.organisation,
    language,
    timeZone,
    path: "/",
    person: person ? { name: person.name, initials: initialsOf(person.name), isStaff: isStaff(person) } : null,
    theme: person?.theme ?? "system",
    nav: [],
    views: [],
    savedViews: [],
    viewsTitle: "Views",
    token: trust(""),
    flash: null,
    unread: null,
    notice: usual.mailHeldSince ? HELD : null,
    asset: assets.address,
    icon,
    field,
    errors: errorSummary,
    once: submissionField,
    time: timeFormats(ctx.clock.now(), timeZone, language),
    number: (value) => value.toLocaleString(language),
    isStrict: ctx.config.isStrict,
    isDemo: ctx.config.isDemo,
  };
}

/** Asked at most every few seconds: it is the same for everybody on staff. */
function rememberedAlarm(ctx: Context): (person: Person | null) => Promise<string | null> {
  let known: { alarm: string | null; at: number } | undefined;
  return async (person) => {
    if (!person || !isStaff(person)) return null;
    const now = ctx.clock.now();
    if (!known || Math.abs(now - known.at) > SETTINGS_LIVE)
      known = { alarm: alarmIn(await wellness(ctx), now), at: now };
    return known.alarm;
  };
}

/** Settings change a few times a year and are asked for on every page. */
function rememberedSettings(ctx: Context): () => Promise<Settings> {
  let known: { settings: Settings; readAt: number; changes: number } | undefined;
  return async () => {
    const [now, changes] = [performance.now(), countSettingChanges()];
    if (!known || known.changes !== changes || now - known.readAt > SETTINGS_LIVE)
      known = { settings: await readSettings(ctx), readAt: now, changes };
    return known.settings;
  };
}

const MAIL_IN = "/admin/mail/in";

const PLACES: { label: string; href: string; icon: string; action: Action }[] = [
  { label: "Home", href: "/", icon: "search", action: "home.see" },
  { label: "Articles", href: "/articles", icon: "book", action: "knowledge.read" },
  { label: "My tickets", href: "/tickets", icon: "inbox", action: "ticket.open" },
  { label: "Writing", href: "/knowledge", icon: "pencil", action: "knowledge.write" },
  { label: "Desk", href: "/desk", icon: "inbox", action: "desk.see" },
  { label: "Mail", href: MAIL_IN, icon: "mail", action: "mail.sort" },
  { label: "Reports", href: "/reports/deflection", icon: "chart", action: "report.see" },
  { label: "Settings", href: "/admin", icon: "gear", action: "portal.manage" },
];

/** Where they can go from here, with what waits for them there. */
async function waysFor(ctx: Context, person: Person | null, { path, query }: Request) {
  const tally = person ? await readTally(ctx, person) : null;
  const held = can(person, "mail.sort") ? await countHeld(ctx) : 0;
  const nav = navFor(ctx, person, path, tally, held);
  const around = { nav, views: [], savedViews: [], viewsTitle: "Views" };
  if (isAt("/reports", path)) return { ...around, views: placesIn(REPORTS, person, path), viewsTitle: "Reports" };
  if (isAt("/knowledge", path)) return { ...around, views: placesIn(WRITING, person, path), viewsTitle: "Writing" };
  // The desk itself shows the same lists in its page, and puts them around it.
  if (!person || path === "/desk" || !isAt("/desk", path) || !can(person, "desk.see")) return around;
  const filters = readFilters(query);
  const lists = await deskLists(ctx, person, filters, await openQueues(ctx));
  const saved = await savedViews(ctx, person, filters);
  // Beside the desk none of its lists is the page they are on.
  const elsewhere = <One>(one: One) => ({ ...one, isCurrent: false });
  return { ...around, views: lists.map(elsewhere), savedViews: saved.map(elsewhere) };
}

const placesIn = (places: typeof REPORTS, person: Person | null, path: string) =>
  places
    .filter(({ action }) => can(person, action))
    .map(({ label, href }) => ({
      label,
      href,
      count: null,
      isCurrent: href === "/knowledge" ? path === href || /^\/knowledge\/(new|drafts)/.test(path) : isAt(href, path),
    }));

function navFor(ctx: Context, person: Person | null, path: string, tally: Tally | null, held: number): NavLink[] {
  const open = PLACES.filter(({ action }) => mayEnter(person, action, ctx.config.publicKnowledge));
  const shown = can(person, "desk.see") ? open.filter(({ href }) => href !== "/tickets") : open;
  const counts: Record<string, number | undefined> = {
    "/tickets": tally?.waitsForThem,
    "/desk": tally?.unanswered,
    [MAIL_IN]: held,
  };
  const at = (place: string) => isAt(place, path) && !(place === "/admin" && isAt(MAIL_IN, path));
  return shown.map(({ label, href, icon }) => ({
    label,
    href,
    icon,
    count: counts[href] || null,
    isCurrent: href === "/" ? path === "/" : at(href === "/reports/deflection" ? "/reports" : href),
  }));
}

const isAt = (place: string, path: string) => path === place || path.startsWith(`${place}/`);
