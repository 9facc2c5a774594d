import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "#server/platform/root.ts";

describe("a portal that is told to end", () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "firstline-stop-"));
  let portal: ChildProcess;
  let port: number;
  let said = "";
  before(async () => {
    port = await freePort();
    const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "silent" };
    portal = spawn(process.execPath, ["server/main.ts"], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
    portal.stdout?.on("data", (piece) => {
      said += piece;
    });
    for (let waited = 0; !/\/setup\/\S+\n/.test(said) && waited < 60_000; waited += 100)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.match(said, /is ready/);
  });
  after(() => {
    portal.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  });

  test("prints a link for the first admin, and no password anywhere", () => {
    assert.match(said, /\/setup\/[\w-]{43}/);
    assert.doesNotMatch(said, /password: /i);
  });

  test("finishes what it began, lets no open connection hold it, and ends without an error", async () => {
    const idle = connect(port, "127.0.0.1");
    await once(idle, "connect");
    const kept = await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: "keep-alive" } });
    assert.equal(await kept.text(), "ok\n");
    const slow = connect(port, "127.0.0.1");
    await once(slow, "connect");
    slow.write("GET /sign-in HTTP/1.1\r\nHost: here\r\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const told = performance.now();
    portal.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 300));
    let heard = "";
    slow.on("data", (piece) => {
      heard += piece;
    });
    slow.write("\r\n");
    const [code] = (await once(portal, "exit")) as [number];
    assert.equal(code, 0);
    assert.match(heard, /^HTTP\/1\.1 200 /, "the request that had begun was answered");
    assert.match(heard, /\r\nConnection: close\r\n/i);
    assert.ok(performance.now() - told < 14_000, "nothing was waited for");
    idle.destroy();
    slow.destroy();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
