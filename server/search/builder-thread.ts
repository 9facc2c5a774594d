import { parentPort, workerData } from "node:worker_threads";
import { type Counted, countDocument } from "./counting.ts";
import type { SearchDocument } from "./search.ts";
import { layOut } from "./segment.ts";
import { keepSegment } from "./segment-file.ts";

/** Beside the thread that answers: counts what it is sent, lays it out, keeps it, and hands it over without a copy. */
const { directory }: { directory: string | null } = workerData;
const counted: Counted[] = [];

parentPort?.on("message", (batch: SearchDocument[] | "that is all") => {
  if (batch !== "that is all") {
    for (const document of batch) counted.push(countDocument(document));
    parentPort?.postMessage("taken");
    return;
  }
  const segment = layOut(counted);
  if (directory !== null) keepSegment(directory, segment);
  const buffers = Object.values(segment).flatMap((value) => (typeof value === "number" ? [] : [value.buffer]));
  parentPort?.postMessage(segment, buffers as ArrayBuffer[]);
  parentPort?.close();
});
