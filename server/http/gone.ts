import type { Response } from "express";
import { Refusal } from "#server/platform/errors.ts";

/** Nobody reads it; it stands in the log, as other servers name it. */
const GONE = 499;

/** Tells what works for an answer that nobody waits for it any more: the tab was closed, or they typed on. */
export function untilGone(response: Response): AbortSignal {
  const leaving = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) leaving.abort(new Refusal(GONE, "Nobody waits for this answer any more."));
  });
  return leaving.signal;
}
