import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { safePath } from "#server/http/redirects.ts";
import type { Answer } from "#server/http/route-table.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { Refusal } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import { findOrAddProgram } from "./programs.ts";
import { proven } from "./proving.ts";
import { get, type PortalRoute, personOf, post } from "./session.ts";
import { programTokenForm, readScopes, tokenForm } from "./token-forms.ts";
import { allTokensPage, allTokensView, tokensPage, tokensView } from "./token-page.ts";
import { issueToken, revokeToken } from "./tokens.ts";

type Request = Parameters<Answer>[0];
type Response = Parameters<Answer>[1];

const OWN = "/account/tokens";
const ALL = "/admin/tokens";
const NO_SCOPE = { scopes: "Choose at least one thing it may do." };
const ONLY_ONCE = "This token was made already. It is shown only once: revoke it and make another.";

export function tokenRoutes(ctx: Context): PortalRoute[] {
  const say = (response: Response, sentence: string, address: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  };
  return [
    get(OWN, "account.manage", async (request, response) =>
      show(request, response, tokensView, await tokensPage(ctx, personOf(request))),
    ),
    post(
      OWN,
      "account.manage",
      proven(ctx, (request, response) => makeOwn(request, response)),
    ),
    post("/account/tokens/:id/revocation", "account.manage", async (request, response) => {
      await revokeToken(ctx, personOf(request), Number(request.params.id));
      say(response, "Revoked. It opens nothing any more.", safePath(request.body?.back, OWN));
    }),
    get(ALL, "people.manage", async (request, response) =>
      show(request, response, allTokensView, await allTokensPage(ctx, request.query.before)),
    ),
    post(
      ALL,
      "people.manage",
      proven(ctx, (request, response) => makeForProgram(request, response)),
    ),
  ];

  async function makeOwn(request: Request, response: Response): Promise<void> {
    const by = personOf(request);
    const [typed, chosen] = [readForm(tokenForm, request.body), readScopes(request.body)];
    if (!typed.ok || chosen.length === 0) {
      const values = typed.ok ? { ...typed.value, days: String(typed.value.days) } : typed.draft.values;
      const errors = { ...(typed.ok ? {} : typed.draft.errors), ...(chosen.length === 0 ? NO_SCOPE : {}) };
      const draft = { values: { ...values, scopes: "" }, errors };
      return show(request, response, tokensView, await tokensPage(ctx, by, { draft, chosen }), 422);
    }
    const { _once, ...wish } = typed.value;
    let token: string | undefined;
    await once(ctx, _once, by.id, async (ctx) => {
      token = await issueToken(ctx, by, by, { ...wish, scopes: chosen });
      return OWN;
    });
    if (token === undefined) return say(response, ONLY_ONCE, OWN);
    show(request, response, tokensView, await tokensPage(ctx, by, { made: { token, name: wish.name } }));
  }

  async function makeForProgram(request: Request, response: Response): Promise<void> {
    const by = personOf(request);
    const [typed, chosen] = [readForm(programTokenForm, request.body), readScopes(request.body)];
    const again = async (errors: Record<string, string>) => {
      const values = typed.ok ? { ...typed.value, days: String(typed.value.days) } : typed.draft.values;
      const draft = { values: { ...values, scopes: "" }, errors };
      show(request, response, allTokensView, await allTokensPage(ctx, undefined, { draft, chosen }), 422);
    };
    if (!typed.ok || chosen.length === 0)
      return again({ ...(typed.ok ? {} : typed.draft.errors), ...(chosen.length === 0 ? NO_SCOPE : {}) });
    const { _once, program, role, ...wish } = typed.value;
    let token: string | undefined;
    try {
      await once(ctx, _once, by.id, async (ctx) => {
        const owner = await findOrAddProgram(ctx, by, { name: program, role });
        token = await issueToken(ctx, by, owner, { ...wish, scopes: chosen });
        return ALL;
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return again({ program: error.message });
    }
    if (token === undefined) return say(response, ONLY_ONCE, ALL);
    show(request, response, allTokensView, await allTokensPage(ctx, undefined, { made: { token, name: program } }));
  }
}
