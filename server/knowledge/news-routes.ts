import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { safePath } from "#server/http/redirects.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { atomFeed, endFeed, feedReader, makeFeed } from "./feed.ts";
import { subscriptionsPage, subscriptionsView, unsubscribePage, unsubscribeView } from "./news-page.ts";
import type { SubscriptionKind } from "./news-store.ts";
import { slugOf } from "./reading-routes.ts";
import { subscribe, subscriberBehind, unsubscribeAll } from "./subscribing.ts";

/** Hearing of what is new: by mail, and in a feed reader. */
export function newsRoutes(ctx: Context): PortalRoute[] {
  const tokenOf = (request: Request) => String(request.params.token);
  const done = (response: Response, sentence: string, address: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  };
  const change = (kind: SubscriptionKind, shelf: string) => async (request: Request, response: Response) => {
    const isWanted = request.body?.wanted !== "no";
    await subscribe(ctx, personOf(request), { kind, slug: slugOf(request) }, isWanted);
    const sentence = isWanted ? "You hear of it by mail when it changes." : "You hear of it no more.";
    done(response, sentence, safePath(request.body?.next, `/${shelf}/${slugOf(request)}`));
  };
  return [
    post("/articles/:slug/subscription", "knowledge.subscribe", change("article", "articles")),
    post("/categories/:slug/subscription", "knowledge.subscribe", change("category", "categories")),
    get("/account/subscriptions", "knowledge.subscribe", async (request, response) => {
      response.setHeader("Referrer-Policy", "no-referrer");
      show(request, response, subscriptionsView, await subscriptionsPage(ctx, personOf(request)));
    }),
    post("/account/feed", "knowledge.subscribe", async (request, response) => {
      const isEnd = request.body?.deed === "end";
      await (isEnd ? endFeed(ctx, personOf(request)) : makeFeed(ctx, personOf(request)));
      done(
        response,
        isEnd ? "The feed’s address works no more." : "This is your feed’s address.",
        "/account/subscriptions#feed",
      );
    }),
    get("/feed.atom", "knowledge.read", async (request, response) =>
      sendAtom(response, await atomFeed(ctx, request.visit.person, "/feed.atom")),
    ),
    get("/feeds/:token", "portal.enter", async (request, response) =>
      sendAtom(response, await atomFeed(ctx, await feedReader(ctx, tokenOf(request)), request.path)),
    ),
    // Looking changes nothing, as mail scanners open addresses too; sending it needs no sign-in (RFC 8058).
    get("/unsubscribe/:token", "portal.enter", async (request, response) => {
      await subscriberBehind(ctx, tokenOf(request));
      response.setHeader("Referrer-Policy", "no-referrer");
      show(request, response, unsubscribeView, unsubscribePage(request.path, false));
    }),
    post("/unsubscribe/:token", "portal.enter", async (request, response) => {
      await unsubscribeAll(ctx, tokenOf(request));
      show(request, response, unsubscribeView, unsubscribePage(request.path, true));
    }),
  ];
}

function sendAtom(response: Response, feed: string): void {
  response.setHeader("Content-Type", "application/atom+xml; charset=utf-8");
  response.end(feed);
}
