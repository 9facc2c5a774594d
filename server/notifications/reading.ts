import { Worker } from "node:worker_threads";
import { SECOND } from "#server/platform/clock.ts";
import type { Incoming } from "./incoming.ts";

export type Read = { incoming: Incoming } | { problem: string };

const LONGEST = 30 * SECOND;
const MEMORY = { maxOldGenerationSizeMb: 256 };

/** A thread that reads one message after the other. One that hangs or grows is ended, and only its message is to blame. */
export type MailReader = { read(raw: Uint8Array): Promise<Read>; close(): Promise<void> };

declare module "#server/platform/context.ts" {
  interface Context {
    mailReader: MailReader;
  }
}

export function openMailReader(longest = LONGEST): MailReader {
  let worker: Worker | null = null;
  const close = async () => {
    const gone = worker;
    worker = null;
    await gone?.terminate();
  };
  const read = async (raw: Uint8Array): Promise<Read> => {
    worker ??= new Worker(new URL("./reader-thread.ts", import.meta.url), { resourceLimits: MEMORY });
    // It must not keep a portal alive that has nothing else to do.
    worker.unref();
    const answer = await answerOf(worker, raw, longest);
    if (answer === null) await close();
    return answer ?? { problem: "Reading it took too long or too much memory." };
  };
  return { read, close };
}

/** Null when the thread ended or did not answer in time. */
function answerOf(worker: Worker, raw: Uint8Array, longest: number): Promise<Read | null> {
  return new Promise((resolve) => {
    const settle = (answer: Read | null) => {
      clearTimeout(timer);
      worker.off("message", settle).off("error", gone).off("exit", gone);
      resolve(answer);
    };
    const gone = () => settle(null);
    const timer = setTimeout(gone, longest);
    worker.on("message", settle).on("error", gone).on("exit", gone);
    worker.postMessage(raw);
  });
}
