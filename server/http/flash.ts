import type { Request, Response } from "express";
import type { Keys } from "#server/platform/keys.ts";
import { type CookieJar, clearCookie, cookieName, readCookie, setCookie } from "./cookies.ts";

export type Flash = { kind: "done" | "problem"; sentence: string };

/** One sentence for the next page. It travels in a signed cookie, so that showing it writes nothing. */
export function leaveFlash(response: Response, jar: CookieJar, keys: Keys, flash: Flash): void {
  const text = Buffer.from(JSON.stringify(flash)).toString("base64url");
  setCookie(response, jar, "flash", `${text}.${keys.sign("flash", text)}`, 60_000);
}

export function takeFlash(request: Request, response: Response, jar: CookieJar, keys: Keys): Flash | null {
  const [text, signature] = (readCookie(request, cookieName(jar, "flash")) ?? "").split(".");
  if (!text || !signature) return null;
  clearCookie(response, jar, "flash");
  return keys.matches("flash", text, signature)
    ? (JSON.parse(Buffer.from(text, "base64url").toString()) as Flash)
    : null;
}
