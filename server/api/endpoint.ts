import type { z } from "zod";
import { z as zod } from "zod";
import type { Reader } from "#server/journeys/journal.ts";
import type { Action } from "#server/people/permissions.ts";
import { isProgram, isStaff } from "#server/people/person.ts";
import type { Scope } from "#server/people/token.ts";
import type { Caller } from "#server/people/tokens.ts";
import type { Context } from "#server/platform/context.ts";

/** What a program gets back for something it did: small, and the same however often it asks for the same thing. */
export type Receipt = { href: string } & Record<string, unknown>;

/** Does `work` once for this request, in a transaction; the same request again gets the first receipt. */
export type Keep = (work: (ctx: Context) => Promise<Receipt>) => Promise<Receipt>;

type Shape = z.ZodObject;
type Input<Params extends Shape, Query extends Shape, Body extends Shape> = {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
};
type Given<Params extends Shape, Query extends Shape, Body extends Shape> = {
  method: "get" | "post";
  /** As in the description: /tickets/{number}. */
  path: string;
  group: "Knowledge" | "Tickets" | "Reports" | "Programme";
  action: Action;
  scope: Scope;
  summary: string;
  says: string;
  params?: Params;
  query?: Query;
  body?: Body;
  answer: z.ZodType;
  work(ctx: Context, caller: Caller, input: Input<Params, Query, Body>, keep: Keep): Promise<unknown>;
};

/** One thing programs may ask for. Its schemas check what comes and goes, and describe it to programmers. */
export type Endpoint = Required<Omit<Given<Shape, Shape, Shape>, "body">> & { body: Shape | null };

const NOTHING = zod.strictObject({});

export function endpoint<
  Params extends Shape = typeof NOTHING,
  Query extends Shape = typeof NOTHING,
  Body extends Shape = typeof NOTHING,
>({ params, query, body, ...given }: Given<Params, Query, Body>): Endpoint {
  return { ...given, params: params ?? NOTHING, query: query ?? NOTHING, body: body ?? null } as unknown as Endpoint;
}

/** What somebody does through a program is theirs; what a program does by itself counts in no figure. */
export function readerOf({ person, tokenId }: Caller): Reader {
  const kind = isProgram(person) ? "service" : isStaff(person) ? "support" : "dev";
  return { personId: person.id, kind, token: `api ${tokenId}` };
}
