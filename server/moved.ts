import type { ErrorRequestHandler, Request } from "express";
import { readerFrom } from "#server/journeys/journal.ts";
import { followAddress } from "#server/knowledge/addresses.ts";
import { noteMissing } from "#server/knowledge/missing.ts";
import { mayEnter } from "#server/people/permissions.ts";
import type { Context } from "#server/platform/context.ts";
import { Refusal } from "#server/platform/errors.ts";

/** Before somebody is told that there is no such page: perhaps it has another address now. If not, it is work for writers. */
export function followMoved(ctx: Context): ErrorRequestHandler {
  return async (error, request: Request, response, next) => {
    if (!(error instanceof Refusal) || error.status !== 404 || request.method !== "GET" || !request.visit)
      return next(error);
    const { person } = request.visit;
    if (!mayEnter(person, "knowledge.read", ctx.config.publicKnowledge)) return next(error);
    try {
      const goal = await followAddress(ctx, person, request.path);
      if (goal !== null) return response.redirect(301, goal + queryOf(request));
      noteMissing(ctx, readerFrom(request.visit, request.headers), request.path);
    } catch (trouble) {
      return next(trouble);
    }
    next(error);
  };
}

const queryOf = ({ originalUrl }: Request) =>
  originalUrl.includes("?") ? originalUrl.slice(originalUrl.indexOf("?")) : "";
