"use strict";
// Runs the rest of the command line on the Node that came with the install, whatever Node npm itself runs on:
// better-sqlite3 13 crashes when an older Node loads it.
const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const path = require("node:path");

const platform = process.platform === "win32" ? "win" : process.platform;
const executable = platform === "win" ? "node.exe" : "node";
const bundled = path.join(__dirname, "../node_modules", `node-${platform}-${process.arch}`, "bin", executable);
const isNewEnough = Number(process.versions.node.split(".")[0]) >= 24;
const node = existsSync(bundled) ? bundled : isNewEnough ? process.execPath : undefined;
if (!node) {
  console.error(
    `Firstline needs Node 24 or newer; this is ${process.version}. Install it from nodejs.org and run the command again.`,
  );
  process.exit(1);
}

// Eight hundred modules, stripped and compiled: kept, they take half as long to load the next time.
const NODE_COMPILE_CACHE = path.join(__dirname, "../node_modules/.cache/compiled");
const PATH = path.dirname(node) + path.delimiter + process.env.PATH;
const env = { NODE_COMPILE_CACHE, ...process.env, PATH };
const child = spawn(node, process.argv.slice(2), { stdio: "inherit", env });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// npm tells its shell to end, and the shell tells nobody: when it is gone, so is whoever wanted this to run.
if (process.env.npm_lifecycle_event) {
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && child.kill("SIGTERM"), 500).unref();
}
child.on("exit", (code, signal) => {
  if (!signal) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
