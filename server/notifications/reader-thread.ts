import { parentPort } from "node:worker_threads";
import { parseMail } from "./parsing.ts";

/** Reads one message and says what is in it, or why it cannot be read. */
parentPort?.on("message", async (raw: Uint8Array) => {
  const answer = await parseMail(raw).then(
    (incoming) => ({ incoming }),
    (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
  );
  parentPort?.postMessage(answer);
});
