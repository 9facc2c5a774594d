import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Person } from "#server/people/person.ts";
import { root } from "#server/platform/root.ts";
import { freePort } from "#test/support/ports.ts";
import { type Ask, type Figures, type Measured, median, startServer } from "./load.ts";
import { signInBeside } from "./signing-in.ts";

/**
 * What a page costs: CPU of the whole server process per request, and how long people wait, each beside a bare
 * `node:http` answer measured in turn with it. Absolute times are the machine's; the ratios are ours.
 */
const SIZES = [
  { articles: 1_000, tickets: 10_000 },
  { articles: 10_000, tickets: 100_000 },
] as const;
const ROUNDS = 5;
const CONNECTIONS = 16;
const REQUESTS = { bare: 2000, get: 300, post: 100 };

const isQuick = process.argv.includes("--quick");

type Page = { name: string; ask(turn: number): Ask; requests: number };
type Row = { name: string; cpu: number; p50: number; p99: number };

const results: { size: string; rows: Row[]; rss: number }[] = [];
for (const size of isQuick ? SIZES.slice(0, 1) : SIZES) results.push(await measure(size));
compareSizes(results);

async function measure({ articles, tickets }: (typeof SIZES)[number]) {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "firstline-bench-"));
  const size = `${articles.toLocaleString("en")} articles, ${tickets.toLocaleString("en")} tickets`;
  try {
    console.log(`\n${size}: filling the database`);
    seed(dataDir, articles, tickets);
    const env = {
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
      LOG_LEVEL: "silent",
      NODE_ENV: "production",
      DATABASE_URL: "",
    };
    const portal = await startServer("portal", env);
    const bare = await startServer("bare");
    await portal.settle();
    const rows = await measurePages(portal, bare, await pagesOf(dataDir, tickets));
    const rss = await portal.rss();
    await Promise.all([portal.stop(), bare.stop()]);
    print(rows, rss);
    return { size, rows, rss };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function seed(dataDir: string, articles: number, tickets: number): void {
  const words = ["seed", "--articles", articles, "--tickets", tickets, "--people", 500, "--seed", 1].map(String);
  execFileSync(process.execPath, [path.join(root, "server/cli/portal.ts"), ...words], {
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function pagesOf(dataDir: string, tickets: number): Promise<Page[]> {
  const { agent, requester, slugs } = await signInBeside(dataDir);
  const get = (who: typeof agent, address: (turn: number) => string): Page["ask"] => {
    const headers = { cookie: who.cookie, accept: "text/html", "accept-encoding": "br" };
    return (turn) => ({ method: "GET", path: address(turn), headers });
  };
  const words = ["branch", "no commits found", "permission denied", "backup", "create_branch", "42P01"];
  const slug = (turn: number) => slugs[turn % slugs.length] ?? "";
  return [
    { name: "home", ask: get(requester, () => "/"), requests: REQUESTS.get },
    {
      name: "search",
      ask: get(requester, (turn) => `/search?q=${encodeURIComponent(words[turn % words.length] ?? "")}`),
      requests: REQUESTS.get,
    },
    { name: "article", ask: get(requester, (turn) => `/articles/${slug(turn)}`), requests: REQUESTS.get },
    { name: "desk", ask: get(agent, () => "/desk"), requests: REQUESTS.get },
    { name: "ticket", ask: get(agent, (turn) => `/tickets/${1 + ((turn * 7919) % tickets)}`), requests: REQUESTS.get },
    { name: "new ticket", ask: newTicket(requester), requests: REQUESTS.post },
  ];
}

function newTicket({ cookie, csrf }: { cookie: string; csrf: string; person: Person }): Page["ask"] {
  const headers = {
    cookie,
    "content-type": "application/x-www-form-urlencoded",
    "sec-fetch-site": "same-origin",
    accept: "text/html",
  };
  return () => {
    const body = new URLSearchParams({
      _csrf: csrf,
      _once: crypto.randomUUID(),
      subject: "Branch cannot be created",
      body: "It says:\n\nERROR:  No commits found - cannot create branch",
      category: "",
      urgency: "normal",
    }).toString();
    return { method: "POST", path: "/tickets", headers, body };
  };
}

/** Page, bare, page, bare …: what the machine does meanwhile falls on both. */
async function measurePages(portal: Measured, bare: Measured, pages: Page[]): Promise<Row[]> {
  const hello = () => bare.load(() => ({ method: "GET", path: "/", headers: {} }), REQUESTS.bare, CONNECTIONS);
  const rows: Row[] = [];
  for (const { name, ask, requests } of pages) {
    await portal.load(ask, Math.ceil(requests / 2), CONNECTIONS);
    await hello();
    const pairs: { ours: Figures; theirs: Figures }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      pairs.push({ ours: await portal.load(ask, requests, CONNECTIONS), theirs: await hello() });
    const ratio = (of: keyof Figures) => median(pairs.map(({ ours, theirs }) => ours[of] / theirs[of]));
    rows.push({ name, cpu: ratio("cpuMs"), p50: ratio("p50"), p99: ratio("p99") });
  }
  return rows;
}

function print(rows: Row[], rss: number): void {
  console.log(`× a bare node:http answer, ${CONNECTIONS} connections, median of ${ROUNDS} rounds`);
  console.log("page          CPU a request      p50      p99");
  for (const { name, cpu, p50, p99 } of rows)
    console.log(name.padEnd(13) + [cpu, p50, p99].map((figure) => figure.toFixed(1).padStart(9)).join(""));
  console.log(`memory after it all: ${Math.round(rss / 2 ** 20)} MiB resident`);
}

/** Whether a page grows with what the portal holds: it should not. */
function compareSizes([small, large]: typeof results): void {
  if (!small || !large) return;
  console.log(`\nCPU a request, ${large.size} ÷ ${small.size}`);
  for (const { name, cpu } of large.rows) {
    const before = small.rows.find((row) => row.name === name)?.cpu ?? Number.NaN;
    console.log(`${name.padEnd(13)}${(cpu / before).toFixed(2).padStart(9)}`);
  }
}
