import { badRequest } from "#server/platform/errors.ts";

const DEEPEST = 32;
const POLLUTING = new Set(["__proto__", "constructor", "prototype"]);

/**
 * JSON as it was meant: what two programs could read in two ways (a name twice, another encoding) is refused, and so is
 * what is nested deeper than anything of ours.
 */
export function readJson(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  refuseAmbiguous(text);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("The body is not JSON.");
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("The body is not UTF-8.");
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs;

/** Looks at brackets and names alone; whether the rest is JSON, the parser says. */
function refuseAmbiguous(text: string): void {
  const open: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (colon !== undefined) noteName(open.at(-1), token.slice(0, -colon.length));
    if (open.length > DEEPEST) throw badRequest(`The body is nested deeper than ${DEEPEST} levels.`);
  }
}

function noteName(names: Set<string> | undefined, written: string): void {
  const name = nameIn(written);
  if (POLLUTING.has(name) || !name.isWellFormed()) throw badRequest("The body has a name that nothing of ours has.");
  if (names?.has(name)) throw badRequest(`The body names "${name.slice(0, 80)}" twice.`);
  names?.add(name);
}

function nameIn(written: string): string {
  try {
    return JSON.parse(written);
  } catch {
    throw badRequest("The body is not JSON.");
  }
}
