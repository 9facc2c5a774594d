import type { Option } from "#server/http/fields.ts";
import { blankDraft, type Draft } from "#server/http/form.ts";
import { view } from "#server/http/view.ts";
import type { Context } from "#server/platform/context.ts";
import { isProgram, type Person } from "./person.ts";
import { PROGRAM_ROLES } from "./programs.ts";
import { ALL_SCOPES, LIVES, SCOPES, type Scope, scopesFor, USUAL_LIFE } from "./token.ts";
import { boxOf } from "./token-forms.ts";
import { tokensBefore, tokensOf } from "./token-store.ts";

type State = { words: "Live" | "Revoked" | "Expired" | "Seen in the open"; tone: "good" | "bad" | "" };
type Row = {
  id: number;
  name: string;
  ending: string;
  owner: { id: number; name: string; isProgram: boolean; role: string };
  may: string;
  madeAt: number;
  expiresAt: number;
  usedAt: number | null;
  usedFrom: string | null;
  state: State;
  isLive: boolean;
};
type Box = { name: string; says: string; isChosen: boolean };

/** The token itself is on this one answer and nowhere else. */
export type Made = { token: string; name: string };

type Common = { title: string; tokens: Row[]; boxes: Box[]; lives: Option[]; made: Made | null };

export type TokenDraft = Draft<"name" | "days" | "scopes">;
type TokensPage = Common & { draft: TokenDraft };
export const tokensView = view<TokensPage>("people/tokens");

export type ProgramDraft = Draft<"program" | "role" | "name" | "days" | "scopes">;
type AllTokensPage = Common & { draft: ProgramDraft; roles: Option[]; nextHref: string | null };
export const allTokensView = view<AllTokensPage>("people/all-tokens", "staff");

const MOST_OWN = 100;
const PER_PAGE = 50;
const DAYS = String(USUAL_LIFE);

type Given<Kind> = { draft?: Kind; chosen?: readonly Scope[]; made?: Made };

export async function tokensPage(ctx: Context, by: Person, given: Given<TokenDraft> = {}): Promise<TokensPage> {
  const rows = await tokensOf(ctx.db, by.id, MOST_OWN);
  return {
    ...common(ctx, "Access tokens", rows, scopesFor(by), given),
    draft: given.draft ?? blankDraft({ name: "", days: DAYS, scopes: "" }),
  };
}

export async function allTokensPage(
  ctx: Context,
  before: unknown,
  given: Given<ProgramDraft> = {},
): Promise<AllTokensPage> {
  const from = typeof before === "string" && /^\d{1,15}$/.test(before) ? Number(before) : Number.MAX_SAFE_INTEGER;
  const rows = await tokensBefore(ctx.db, from, PER_PAGE + 1);
  const last = rows.length > PER_PAGE ? rows[PER_PAGE - 1] : undefined;
  return {
    ...common(ctx, "Tokens and programs", rows.slice(0, PER_PAGE), ALL_SCOPES, given),
    draft: given.draft ?? blankDraft({ program: "", role: "manager", name: "", days: DAYS, scopes: "" }),
    roles: PROGRAM_ROLES.map((role) => ({ value: role, label: role })),
    nextHref: last ? `/admin/tokens?before=${last.id}` : null,
  };
}

type Found = Awaited<ReturnType<typeof tokensOf>>[number];

function common(
  ctx: Context,
  title: string,
  rows: readonly Found[],
  offered: readonly Scope[],
  { chosen = [], made }: Pick<Given<unknown>, "chosen" | "made">,
): Common {
  return {
    title,
    tokens: rows.map((row) => toRow(row, ctx.clock.now())),
    boxes: offered.map((scope) => ({
      name: boxOf(scope),
      says: SCOPES[scope].says,
      isChosen: chosen.includes(scope),
    })),
    lives: LIVES.map((days) => ({ value: String(days), label: `${days} days` })),
    made: made ?? null,
  };
}

function toRow(row: Found, now: number): Row {
  const { id, name, ending, scopes, madeAt, expiresAt, usedAt, usedFrom, revokedAt } = row;
  return {
    ...{ id, name, ending, madeAt, expiresAt, usedAt, usedFrom },
    owner: { id: row.personId, name: row.owner, isProgram: isProgram({ email: row.ownerEmail }), role: row.role },
    may: scopes
      .split(" ")
      .map((scope) => SCOPES[scope as Scope].says)
      .join("; "),
    state: stateOf(row, now),
    isLive: revokedAt === null && expiresAt > now,
  };
}

function stateOf({ revokedAt, expiresAt, exposedAt }: Found, now: number): State {
  if (revokedAt !== null) return { words: "Revoked", tone: "" };
  if (expiresAt <= now) return { words: "Expired", tone: "" };
  return exposedAt === null ? { words: "Live", tone: "good" } : { words: "Seen in the open", tone: "bad" };
}
