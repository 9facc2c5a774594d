import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** `PORTAL_CHROMIUM`, a browser on the path, the one from the package, or Debian's, in this order. */
export async function findBrowser(): Promise<string | null> {
  const named = process.env.PORTAL_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  return onPath() ?? (await fromPackage()) ?? fromDebian();
}

function onPath(): string | null {
  for (const name of NAMES) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // The next name may be there.
    }
  }
  return null;
}

async function fromPackage(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  try {
    // Makes the package unpack the system libraries it brings along.
    process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x";
    const { default: chromium } = await import("@sparticuz/chromium");
    const file = await chromium.executablePath();
    execFileSync(file, ["--headless", "--no-sandbox", "--version"], { stdio: "ignore", timeout: 20_000 });
    return file;
  } catch {
    return null;
  }
}

function fromDebian(): string | null {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  try {
    execFileSync("apt-get", ["update"], { stdio: "ignore", timeout: 120_000 });
    execFileSync("apt-get", ["install", "-y", "chromium"], { stdio: "ignore", timeout: 300_000 });
    return onPath();
  } catch {
    return null;
  }
}
