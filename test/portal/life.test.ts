import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { Agent, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { root } from "#server/platform/root.ts";
import { freePort } from "#test/support/ports.ts";
import { launch, startPortal } from "./child.ts";

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(path.join(os.tmpdir(), "firstline-life-"));
  folders.push(made);
  return made;
};
after(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

describe("a portal starts", () => {
  test("on an empty folder, and prints the way in once; the second time there is none to print", async () => {
    const wishes = { dataDir: folder(), port: await freePort() };
    const child = await startPortal(wishes);
    const link = /(http:\S+\/setup\/[\w-]{43})/.exec(child.out())?.[1];
    assert.ok(link, child.out());
    assert.equal((await fetch(link)).status, 200);
    assert.match(child.out(), /Firstline is ready/);
    assert.equal(statSync(path.join(wishes.dataDir, "secret.key")).mode & 0o777, 0o600);
    child.kill("SIGTERM");
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    const words = ["user", "add", "--email", "dee@example.test", "--name", "Dee", "--role", "admin"];
    const env = { ...process.env, DATA_DIR: wishes.dataDir };
    const command = path.join(root, "server/cli/portal.ts");
    execFileSync(process.execPath, [command, ...words], { env, input: "four unrelated words here\n" });
    const again = await startPortal(wishes);
    assert.doesNotMatch(again.out(), /setup/);
    again.kill("SIGTERM");
    await again.ended;
  });

  test("never twice on one folder: the second says so, ends with 3, and the first goes on", async () => {
    const dataDir = folder();
    const first = await startPortal({ dataDir, port: await freePort() });
    const second = launch({ dataDir, port: await freePort() });
    assert.equal((await second.ended).code, 3);
    assert.match(second.out(), /Another Firstline is already running on .*Stop it first/);
    assert.equal((await fetch(`${first.address}/healthz`)).status, 200);
    first.kill("SIGKILL");
    await first.ended;
    const third = await startPortal({ dataDir, port: await freePort() });
    third.kill("SIGTERM");
    assert.equal((await third.ended).code, 0, "what was killed holds no lock");
  });

  test("not with a wrong setting, and touches nothing then", async () => {
    const dataDir = folder();
    const child = launch({ dataDir, port: 0, settings: { PUBLIC_KNOWLEDGE: "yes" } });
    assert.equal((await child.ended).code, 2);
    assert.equal(child.out(), 'PUBLIC_KNOWLEDGE is "yes"; expected on or off.\n');
    assert.deepEqual(readdirSync(dataDir), []);
  });

  test("not on a port that is taken, and says whose turn it is", async () => {
    const first = await startPortal({ dataDir: folder(), port: await freePort() });
    const second = launch({ dataDir: folder(), port: Number(new URL(first.address).port) });
    assert.equal((await second.ended).code, 1);
    assert.match(second.out(), /Port \d+ is in use by another program/);
    first.kill("SIGTERM");
    await first.ended;
  });
});

describe("a portal stops", () => {
  test("when told to, after it has answered what it was asked; kept connections do not hold it", async () => {
    const child = await startPortal({ dataDir: folder(), port: await freePort() });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const idle = new Agent({ keepAlive: true });
    await ask(child.address, idle, "GET", "/healthz");
    const page = await ask(child.address, agent, "GET", "/sign-in");
    const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const form = new URLSearchParams({ _csrf: token, email: "nobody@example.test", password: "wrong", next: "/" });
    // Hashing takes a third of a second: long enough to be told in the middle of it.
    const running = ask(child.address, agent, "POST", "/sign-in", `${form}`, page.cookie);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const told = performance.now();
    child.kill("SIGTERM");
    assert.equal((await running).status, 422);
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    assert.ok(performance.now() - told < 5000, "a kept connection held it open");
    await assert.rejects(fetch(`${child.address}/healthz`));
    agent.destroy();
    idle.destroy();
  });

  test("under the launcher, which passes the signal on and the exit code back", async () => {
    const program = "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('up')";
    const child = spawn(process.execPath, [path.join(root, "server/launch.cjs"), "-e", program]);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [7, null]);
  });

  test("when the shell that npm started it in is gone", async () => {
    const wishes = { dataDir: folder(), port: await freePort() };
    const address = `http://127.0.0.1:${wishes.port}/healthz`;
    const env = {
      PATH: process.env.PATH,
      DATA_DIR: wishes.dataDir,
      PORT: String(wishes.port),
      npm_lifecycle_event: "start",
    };
    const line = `"${process.execPath}" server/launch.cjs server/main.ts; true`;
    const shell = spawn("sh", ["-c", line], { cwd: root, env, stdio: "ignore" });
    const answers = () =>
      fetch(address).then(
        () => true,
        () => false,
      );
    const until = async (wanted: boolean) => {
      const end = performance.now() + 20_000;
      while ((await answers()) !== wanted && performance.now() < end)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return (await answers()) === wanted;
    };
    assert.ok(await until(true), "it started");
    shell.kill("SIGTERM");
    assert.ok(await until(false), "it went on without anybody who wanted it");
  });

  test("and leaves one database file, with everything in it", async () => {
    const dataDir = folder();
    const child = await startPortal({ dataDir, port: await freePort() });
    // The terminal tells the whole group, and the launcher passes it on.
    child.kill("SIGINT");
    child.kill("SIGINT");
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    assert.ok(!readdirSync(dataDir).some((name) => name.endsWith("-wal")), "the log was folded into the file");
  });
});

type Asked = { status: number; text: string; cookie: string };

function ask(base: string, agent: Agent, method: string, to: string, body = "", cookie = ""): Promise<Asked> {
  const headers = {
    cookie,
    accept: "text/html",
    "sec-fetch-site": "same-origin",
    "content-type": "application/x-www-form-urlencoded",
    "content-length": Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(base + to, { method, agent, headers }, (response) => {
      let text = "";
      response.on("data", (piece) => {
        text += String(piece);
      });
      response.on("end", () => {
        const given = (response.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]);
        resolve({ status: response.statusCode ?? 0, text, cookie: given.join("; ") });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
