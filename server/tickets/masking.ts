import { createHash } from "node:crypto";
import type { AskDraft } from "./asking.ts";
import { findSecrets, maskSecrets, type Secret, secretInContext } from "./secrets.ts";

/** What looks like a secret in a question, as whoever wrote it is asked about it. */
export type SecretLine = { name: string; what: string; where: string; before: string; after: string };
export type SecretsPiece = { seen: string; lines: SecretLine[] };

const textOf = ({ subject, body }: Pick<AskDraft, "subject" | "body">) => `${subject}\n${body}`;

/** Which text they were asked about: another one has to be asked about anew. */
const seenOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);

export function secretsPiece(draft: Pick<AskDraft, "subject" | "body">): SecretsPiece {
  const text = textOf(draft);
  const lines = findSecrets(text).map((secret, place) => {
    const { line, ...around } = secretInContext(text, secret);
    return { name: `mask_${place}`, what: secret.what, where: whereIs(line), ...around };
  });
  return { seen: seenOf(text), lines };
}

/** The subject stands above what happened, and nobody counts it as a line of that. */
const whereIs = (line: number) => (line === 1 ? "In the subject" : `Line ${line - 1}`);

/** The question as it may be sent: null while they were not asked about what looks like a secret in it. */
export function withConsent(draft: AskDraft, body: unknown): AskDraft | null {
  const text = textOf(draft);
  const secrets = findSecrets(text);
  if (secrets.length === 0) return masked(draft, text, []);
  const given = (body ?? {}) as Record<string, unknown>;
  if (given.secrets_seen !== seenOf(text)) return null;
  return masked(
    draft,
    text,
    secrets.filter((_secret, place) => given[`mask_${place}`] === "yes"),
  );
}

/** Nobody is asked about the words they searched for: what answers need is in the question. */
function masked(draft: AskDraft, text: string, secrets: readonly Secret[]): AskDraft {
  const [subject = "", ...body] = maskSecrets(text, secrets).split("\n");
  return {
    ...draft,
    subject,
    body: body.join("\n"),
    tried: draft.tried.map((mark) => maskSecrets(mark, findSecrets(mark))),
  };
}
