import type { Person } from "#server/people/person.ts";
import { ALL_SCOPES, type Scope, scopesFor } from "#server/people/token.ts";
import { issueToken } from "#server/people/tokens.ts";
import type { House } from "#test/support/house.ts";

export type Reply = { status: number; headers: Headers; text: string; json: Record<string, unknown> };

/** A program that works for somebody: everything they may do, or these scopes of it. */
export async function programOf(house: House, person: Person | null, scopes?: readonly Scope[]) {
  const offered = person ? scopesFor(person) : [];
  const wanted = ALL_SCOPES.filter((scope) => offered.includes(scope) && (scopes ?? offered).includes(scope));
  const token = person
    ? await issueToken(house.ctx, person, person, { name: "Test", scopes: wanted, days: 30 })
    : undefined;
  return programWith(house, token);
}

export async function programWith(house: House, token: string | undefined) {
  const address = await house.address();
  const ask = async (path: string, init: RequestInit = {}): Promise<Reply> => {
    const response = await fetch(`${address}/api/v1${path}`, {
      ...init,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...init.headers },
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
  };
  return {
    token,
    get: (path: string, headers: Record<string, string> = {}) => ask(path, { headers }),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      ask(path, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      }),
  };
}
