import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import path from "node:path";

export type Ask = { method: "GET" | "POST"; path: string; headers: Record<string, string>; body?: string };
export type Figures = { cpuMs: number; p50: number; p99: number };

export type Measured = {
  address: string;
  /** Asks the same thing so many times over so many connections. CPU is the whole server process, per request. */
  load(ask: (turn: number) => Ask, requests: number, connections: number): Promise<Figures>;
  /** Waits until it has done what it does by itself after a start, which would count as the work of pages. */
  settle(): Promise<void>;
  rss(): Promise<number>;
  stop(): Promise<void>;
};

type Usage = { cpu: NodeJS.CpuUsage; rss: number };

/** Starts a server in a process of its own, so that its work and the load's are counted apart. */
export async function startServer(kind: "portal" | "bare", env: Record<string, string> = {}): Promise<Measured> {
  const child = fork(path.join(import.meta.dirname, "server.ts"), [kind], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { address } = await answerOf<{ address: string }>(child);
  const usage = () => {
    child.send("usage");
    return answerOf<Usage>(child);
  };
  return {
    address,
    settle: () => settled(async () => (await usage()).cpu),
    rss: async () => (await usage()).rss,
    load: async (ask, requests, connections) => {
      const before = await usage();
      const times = await askMany(address, ask, requests, connections);
      const { cpu } = await usage();
      const spent = cpu.user + cpu.system - before.cpu.user - before.cpu.system;
      return { cpuMs: spent / 1000 / requests, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
    },
    stop: async () => {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

const LOOK_EVERY = 1000;
const IDLE = 0.05;
const LONGEST = 120;

async function settled(spent: () => Promise<NodeJS.CpuUsage>): Promise<void> {
  const total = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;
  for (let [look, before] = [0, total(await spent())]; look < LONGEST; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    const now = total(await spent());
    if (now - before < LOOK_EVERY * IDLE) return;
    before = now;
  }
  console.log("The portal is still at work by itself: its figures hold some of that.");
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const ended = new AbortController();
  const exit = once(child, "exit", { signal: ended.signal }).then(() => {
    throw new Error("The measured server ended. What it said stands above.");
  });
  try {
    const [answer] = await Promise.race([once(child, "message"), exit]);
    return answer as Answer;
  } finally {
    ended.abort();
    exit.catch(() => {});
  }
}

async function askMany(
  address: string,
  ask: (turn: number) => Ask,
  requests: number,
  connections: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let turn = 0;
  const worker = async () => {
    while (turn < requests) {
      turn += 1;
      const started = performance.now();
      await askOnce(address, ask(turn), agent);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return times.sort((a, b) => a - b);
}

/** Throws where the answer is not the page: a fast refusal would be a fine figure of nothing. */
function askOnce(address: string, { method, path: where, headers, body }: Ask, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(address + where, { method, headers, agent }, (answer) => {
      const isRight = method === "GET" ? answer.statusCode === 200 : answer.statusCode === 303;
      if (!isRight) reject(new Error(`${method} ${where} was answered ${answer.statusCode}.`));
      answer.on("end", resolve).on("error", reject).resume();
    });
    asked.on("error", reject).end(body);
  });
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export const median = (values: number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
