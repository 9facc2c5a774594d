import { z } from "zod";
import { line, oneOf, submissionId } from "#server/http/form.ts";
import { PROGRAM_ROLES } from "./programs.ts";
import { ALL_SCOPES, LIVES, type Scope } from "./token.ts";

const days = oneOf("how long it lasts", LIVES.map(String) as [string, ...string[]]).transform(Number);

export const tokenForm = z.object({ name: line("The name", 60), days, _once: submissionId });

export const programTokenForm = tokenForm.extend({
  program: line("The program's name", 60),
  role: oneOf("a role", PROGRAM_ROLES),
});

/** The name of a scope's box: a colon would need care wherever names are looked for. */
export const boxOf = (scope: Scope) => scope.replace(":", "_");

export function readScopes(body: unknown): Scope[] {
  const given = (body ?? {}) as Record<string, unknown>;
  return ALL_SCOPES.filter((scope) => given[boxOf(scope)] === "yes");
}
