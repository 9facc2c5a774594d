import { hasPassword } from "#server/platform/addresses.ts";
import type { Context } from "#server/platform/context.ts";
import { accessToken, forgetToken } from "./access.ts";
import { type Mailbox, NotLetIn, openMailbox } from "./mailbox.ts";

/** Opens a mailbox of IMAP_URL. A token may have been withdrawn before its time, so a refused one is replaced once. */
export async function enterMailbox(ctx: Context, address: string, signal: AbortSignal): Promise<Mailbox> {
  const source = tokenSource(ctx, address);
  if (source === undefined) return openMailbox(address, signal);
  const token = await unlessStopped(accessToken(ctx, source), signal);
  try {
    return await openMailbox(address, signal, token);
  } catch (error) {
    if (!(error instanceof NotLetIn)) throw error;
    await forgetToken(ctx, source, token);
    return await openMailbox(address, signal, await unlessStopped(accessToken(ctx, source), signal));
  }
}

/** The address of IMAP_OAUTH that is meant for it. */
function tokenSource({ config: { imapUrls, imapOauth } }: Context, address: string): string | undefined {
  if (hasPassword(address) || imapOauth.length <= 1) return hasPassword(address) ? undefined : imapOauth[0];
  return imapOauth[imapUrls.filter((one) => !hasPassword(one)).indexOf(address)];
}

/** Others may wait for the same token, so the asking goes on when one of them has to stop. */
function unlessStopped<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
