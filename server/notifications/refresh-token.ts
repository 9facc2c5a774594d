import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Context } from "#server/platform/context.ts";
import { hashToken } from "#server/platform/keys.ts";

/**
 * Some servers give another refresh token with each answer and let the older ones end after some months: it lies beside
 * the portal's own key. Its name comes from the setting, so that a new setting is not outdone by an old file.
 */
const fileOf = ({ config }: Context, source: string) =>
  path.join(config.dataDir, `mailbox-${hashToken(source).slice(0, 16)}.token`);

export function keptRefreshToken(ctx: Context, source: string): string {
  const file = fileOf(ctx, source);
  const kept = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  return kept || (new URL(source).searchParams.get("refresh_token") ?? "");
}

/** Never half of it: the one before may be worth nothing by now. */
export function keepRefreshToken(ctx: Context, source: string, token: string): void {
  const file = fileOf(ctx, source);
  writeFileSync(`${file}.new`, token, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
