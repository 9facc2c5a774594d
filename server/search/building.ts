import { Worker } from "node:worker_threads";
import { countDocument } from "./counting.ts";
import type { SearchDocument, SearchSource } from "./search.ts";
import { layOut, type Segment } from "./segment.ts";
import { keepSegment } from "./segment-file.ts";

/** So few are laid out sooner than a thread starts. */
const FEW = 40;
const BATCH = 50;

export type Build = { done: Promise<Segment>; stop(): Promise<void> };

/** Makes a segment of everything the source gives: a handful here, more in a thread of its own. */
export function buildSegment(source: SearchSource, directory: string | null): Build {
  const state = { isStopped: false, worker: null as Worker | null };
  const stop = async () => {
    state.isStopped = true;
    await state.worker?.terminate();
  };
  // A thread whose source failed would wait for ever, and keep the process from ending.
  const done = build(source, directory, state).catch(async (error) => {
    await state.worker?.terminate();
    throw error;
  });
  return { done, stop };
}

type State = { isStopped: boolean; worker: Worker | null };

async function build(source: SearchSource, directory: string | null, state: State): Promise<Segment> {
  const first: SearchDocument[] = [];
  for await (const documents of source()) {
    for (let from = 0; from < documents.length; from += BATCH) {
      if (state.isStopped) throw new Error("The building of the search index was stopped.");
      const batch = documents.slice(from, from + BATCH);
      if (!state.worker && first.length + batch.length <= FEW) first.push(...batch);
      else await send(state, directory, [...first.splice(0), ...batch]);
    }
  }
  if (!state.worker) return here(first, directory);
  return finish(state.worker);
}

function here(documents: SearchDocument[], directory: string | null): Segment {
  const segment = layOut(documents.map(countDocument));
  if (directory !== null) keepSegment(directory, segment);
  return segment;
}

/** One batch at a time: handing over is copying, and a large copy would keep others waiting. */
function send(state: State, directory: string | null, batch: SearchDocument[]): Promise<unknown> {
  state.worker ??= new Worker(new URL("./builder-thread.ts", import.meta.url), { workerData: { directory } });
  return answerTo(state.worker, batch);
}

const finish = (worker: Worker) => answerTo(worker, "that is all") as Promise<Segment>;

function answerTo(worker: Worker, message: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      worker.off("message", answered).off("error", failed).off("exit", gone);
      work();
    };
    const answered = (answer: unknown) => settle(() => resolve(answer));
    const failed = (error: unknown) => settle(() => reject(error));
    const gone = () => settle(() => reject(new Error("The building of the search index was stopped.")));
    worker.on("message", answered).on("error", failed).on("exit", gone);
    worker.postMessage(message);
  });
}
