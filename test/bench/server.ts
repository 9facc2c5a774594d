import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readConfig } from "#server/platform/config.ts";
import { runPortal } from "#server/portal.ts";

/** The measured process: the portal as people run it, or Node's own server with a five-byte answer to compare with. */
const address = process.argv[2] === "bare" ? await serveBare() : await servePortal();
process.send?.({ address });
process.on("message", () => process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }));
process.on("disconnect", () => process.exit(0));

function serveBare(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer((_request, response) => response.end("hello"));
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

async function servePortal(): Promise<string> {
  const config = { ...readConfig(), isRateLimited: false };
  const { address } = await runPortal(config, () => {});
  return address;
}
