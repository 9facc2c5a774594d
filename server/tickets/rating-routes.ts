import type { Request, Response } from "express";
import { z } from "zod";
import { blankDraft, type Draft, paragraphs, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { view } from "#server/http/view.ts";
import { get, type PortalRoute, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { findRating, rate, ratingAddress, SCORES } from "./rating.ts";
import { nameOf } from "./ticket.ts";

const ratingForm = z.object({
  score: z
    .string()
    .regex(/^[1-5]$/, { error: "Choose one of the five." })
    .transform(Number),
  comment: paragraphs("The comment", 2000, 0),
});
const scoreInAddress = z.object({ score: wholeNumber("The score", 1, 5) });

type RatingPage = { title: string; name: string; action: string; isDone: boolean; draft: Draft; scores: typeof SCORES };
const ratingView = view<RatingPage>("tickets/rate");

/** How it went, by a link from a mail. Looking changes nothing: programs that check mail open its links too. */
export function ratingRoutes(ctx: Context): PortalRoute[] {
  const tokenOf = (request: Request) => String(request.params.token);
  const draw = async (request: Request, response: Response, draft: Draft, status = 200) => {
    const rating = await findRating(ctx, tokenOf(request));
    // The secret in the address must not travel on with the next request.
    response.setHeader("Referrer-Policy", "no-referrer");
    const page = { title: "How did it go?", name: nameOf(rating), action: ratingAddress(tokenOf(request)) };
    show(request, response, ratingView, { ...page, isDone: rating.ratedAt !== null, draft, scores: SCORES }, status);
  };
  return [
    get("/rate/:token", "portal.enter", (request, response) => {
      const asked = readForm(scoreInAddress, request.query);
      return draw(request, response, blankDraft({ score: asked.ok ? String(asked.value.score) : "", comment: "" }));
    }),
    post("/rate/:token", "portal.enter", async (request, response) => {
      const form = readForm(ratingForm, request.body);
      if (!form.ok) return draw(request, response, form.draft, 422);
      await rate(ctx, tokenOf(request), form.value);
      response.setHeader("Referrer-Policy", "no-referrer");
      seeOther(response, ratingAddress(tokenOf(request)));
    }),
  ];
}
