import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { root } from "#server/platform/root.ts";

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

/** A portal in a process of its own, as `npm start` runs it. */
export type Child = {
  address: string;
  /** What it has printed so far. */
  out(): string;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<Ended>;
};

export type Wishes = {
  dataDir: string;
  port: number;
  databaseUrl?: string | undefined;
  settings?: Record<string, string>;
};

/** Starts it and comes back when it serves, or with what it said when it ended before. */
export async function startPortal(wishes: Wishes): Promise<Child> {
  const child = launch(wishes);
  const isReady = await Promise.race([whenReady(child), child.ended.then(() => false)]);
  if (!isReady) throw new Error(`The portal did not start (${(await child.ended).code}): ${child.out()}`);
  return child;
}

/** Starts it and does not wait. */
export function launch({ dataDir, port, databaseUrl, settings = {} }: Wishes): Child {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "error", ...settings };
  const child = spawn(process.execPath, [path.join(root, "server/main.ts")], {
    cwd: dataDir,
    env: databaseUrl ? { ...env, DATABASE_URL: databaseUrl } : env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A test that fails leaves no portal behind.
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  child.once("close", () => process.off("exit", killWithUs));
  const out: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => out.push(String(piece)));
  return {
    address: `http://127.0.0.1:${port}`,
    out: () => out.join(""),
    kill: (signal) => void child.kill(signal),
    ended: endOf(child),
  };
}

const endOf = (child: ChildProcess) =>
  new Promise<Ended>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));

async function whenReady(child: Child): Promise<boolean> {
  for (;;) {
    const answer = await fetch(`${child.address}/readyz`).catch(() => null);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
