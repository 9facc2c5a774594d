import type { Request, Response } from "express";

/** Cookies by name. The first of two equal names wins, as the more specific path comes first. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

export type CookieJar = { isSecure: boolean };

/** `__Host-` binds the cookie to this host and to TLS; browsers refuse the prefix on plain loopback. */
export const cookieName = (jar: CookieJar, name: string) => (jar.isSecure ? `__Host-${name}` : name);

export function setCookie(response: Response, jar: CookieJar, name: string, value: string, maxAge?: number): void {
  response.cookie(cookieName(jar, name), value, {
    httpOnly: true,
    sameSite: "lax",
    secure: jar.isSecure,
    path: "/",
    ...(maxAge === undefined ? {} : { maxAge }),
  });
}

export function clearCookie(response: Response, jar: CookieJar, name: string): void {
  response.clearCookie(cookieName(jar, name), { httpOnly: true, sameSite: "lax", secure: jar.isSecure, path: "/" });
}
