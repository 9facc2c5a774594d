import type { Request } from "express";

/** A browser that fetches a page ahead of time reads nothing, and neither does a look at its headers. */
export const isReading = (request: Request) =>
  request.method === "GET" && !/prefetch|prerender/.test(`${request.get("Sec-Purpose")} ${request.get("Purpose")}`);
