import type { Answer } from "#server/http/route-table.ts";
import { show } from "#server/http/show.ts";
import { view } from "#server/http/view.ts";
import { MINUTE } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { provePassword } from "./signing-in.ts";

const PROOF_LASTS = 5 * MINUTE;

type ProofPage = { title: string; action: string; fields: { name: string; value: string }[]; problem: string | null };
const proofView = view<ProofPage>("people/proof", "bare");

type Request = Parameters<Answer>[0];
type Response = Parameters<Answer>[1];

/**
 * For what must not be done by somebody who found an open browser: asks for the password unless it was given within
 * five minutes, and then goes on with what was sent.
 */
export function proven(ctx: Context, answer: Answer): Answer {
  return async (request, response) => {
    if (isFresh(ctx, request)) return answer(request, response);
    const password: unknown = request.body?._proof;
    if (typeof password !== "string" || password === "") return ask(request, response, null, 403);
    if (!(await provePassword(ctx, request, response, password)))
      return ask(request, response, "This is not your password.", 422);
    await answer(request, response);
  };
}

/** Nobody has a password in the demo, where a click signs in. A clock set back makes no proof last longer. */
function isFresh(ctx: Context, { visit }: Request): boolean {
  const age = ctx.clock.now() - (visit.provedAt ?? Number.NEGATIVE_INFINITY);
  return ctx.config.isDemo || (age >= 0 && age < PROOF_LASTS);
}

function ask(request: Request, response: Response, problem: string | null, status: number): void {
  const fields = Object.entries((request.body ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === "string" && !["_csrf", "_proof"].includes(name) ? [{ name, value }] : [],
  );
  show(request, response, proofView, { title: "Is it you?", action: request.path, fields, problem }, status);
}
