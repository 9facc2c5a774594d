import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Person } from "#server/people/person.ts";
import { lifeOf } from "#server/people/session.ts";
import { addSession } from "#server/people/store.ts";
import type { Context } from "#server/platform/context.ts";
import { hashToken, randomToken } from "#server/platform/keys.ts";
import { openServer } from "#server/serving.ts";

export type Answer = { status: number; text: string; location: string | null; headers: Headers };

/** Somebody with a browser without scripts: keeps cookies, sends forms with what their page would hold. */
export type Visitor = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a form; `_csrf` and `_once` are filled in unless given. */
  post(path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  csrf: string;
  cookie: string;
};

export function openDoor(ctx: Context) {
  let listening: Promise<{ server: Server; address: string }> | undefined;
  const open = () => {
    listening ??= new Promise((resolve) => {
      const server = openServer(ctx).listen(0, "127.0.0.1", () =>
        resolve({ server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
      );
    });
    return listening;
  };
  return {
    as: async (person: Person | null): Promise<Visitor> => visitorAt((await open()).address, ctx, person),
    address: async () => (await open()).address,
    close: async () => {
      if (!listening) return;
      const { server } = await listening;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function visitorAt(address: string, ctx: Context, person: Person | null): Promise<Visitor> {
  const token = randomToken();
  const now = ctx.clock.now();
  if (person)
    await addSession(ctx.db, {
      token_hash: hashToken(token),
      person_id: person.id,
      created_at: now,
      seen_at: now,
      expires_at: now + lifeOf(person).whole,
      browser: "test",
    });
  const cookie = person ? `session=${token}` : `visitor=${token}`;
  const csrf = ctx.keys.sign("csrf", person ? hashToken(token) : token);
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(address + path, { redirect: "manual", ...init });
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get("location"),
      headers: response.headers,
    };
  };
  return {
    cookie,
    csrf,
    get: (path, headers = {}) => ask(path, { headers: { cookie, accept: "text/html", ...headers } }),
    post: (path, form = {}, headers = {}) => {
      const body = new URLSearchParams({ _csrf: csrf, _once: randomToken(), ...form });
      return ask(path, {
        method: "POST",
        body,
        headers: { cookie, accept: "text/html", "sec-fetch-site": "same-origin", ...headers },
      });
    },
  };
}
