import { monitorEventLoopDelay } from "node:perf_hooks";
import type { RequestHandler } from "express";
import { busy } from "#server/platform/errors.ts";

const LOOK_EVERY = 1000;
const TOO_LATE = 500;
const FOR_HOW_LONG = 5000;

/** Says whether everything has been late for so long that the costly pages have to wait. Times in ms. */
export function watchLateness(): (now: number, delay: number) => boolean {
  let lateSince: number | undefined;
  return (now, delay) => {
    lateSince = delay < TOO_LATE ? undefined : (lateSince ?? now);
    return lateSince !== undefined && now - lateSince >= FOR_HOW_LONG;
  };
}

/** Under a load it cannot carry, the portal gives up searching and counting first; reading and signing in go on. */
export function shedLoad(): RequestHandler {
  const delays = monitorEventLoopDelay({ resolution: 20 });
  const isLate = watchLateness();
  let isOverloaded = false;
  delays.enable();
  const look = () => {
    isOverloaded = isLate(performance.now(), delays.percentile(50) / 1_000_000);
    delays.reset();
  };
  setInterval(look, LOOK_EVERY).unref();
  return (_request, _response, next) => {
    if (isOverloaded) throw busy("The portal has more to do than it can. Try again in a few seconds.");
    next();
  };
}
