import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Request, Response } from "express";
import { root } from "#server/platform/root.ts";
import { siteOf } from "./show.ts";

/** Changes when any template changes, so that a new version of the portal never shows an old page from a cache. */
const TEMPLATES = createHash("sha256")
  .update(
    globSync("views/**/*.ejs", { cwd: root })
      .sort()
      .map((name) => readFileSync(path.join(root, name)).toString("base64"))
      .join(),
  )
  .digest("base64url");

/**
 * Says "not modified" where the reader's copy is still right, and tells whether it did. `facts` are what the page is
 * made of; everything around it is taken from the visit. A page with a message on it is never kept.
 */
export function answerUnchanged(request: Request, response: Response, ...facts: unknown[]): boolean {
  const { flash, time: _time, ...around } = siteOf(response);
  if (flash) return false;
  const content = JSON.stringify([TEMPLATES, around.asset(""), around, facts]);
  const tag = `W/"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`;
  response.setHeader("Cache-Control", "private, no-cache");
  response.setHeader("ETag", tag);
  response.vary("Accept-Encoding, Cookie");
  const theirs = (request.get("If-None-Match") ?? "").split(",").map((one) => one.trim());
  if (!theirs.includes(tag)) return false;
  response.status(304).end();
  return true;
}
