import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { securityHeaderLines } from "#server/http/headers.ts";
import type { Context } from "#server/platform/context.ts";
import { buildApp } from "./app.ts";

const LIMITS = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 10_000, maxHeaderSize: 32_768 };
const MOST_CONNECTIONS = 2000;

/** The portal as a server, with a bound on everything a client may make it wait for. */
export function openServer(ctx: Context): Server {
  const app = buildApp(ctx);
  const server = createServer(LIMITS, (request, response) => {
    // Whoever keeps a connection for later requests is told that there will be none.
    if (ctx.isStopping) response.setHeader("Connection", "close");
    app(request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  rememberConnections(server);
  const headers = securityHeaderLines(ctx.config.isSecure);
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket, headers));
  return server;
}

const connections = new WeakMap<Server, Set<Socket>>();

function rememberConnections(server: Server): void {
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
}

/** Browsers open connections before they need them. Node does not count one that never said a word as idle. */
export function closeSilentConnections(server: Server): void {
  for (const socket of connections.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
}

const ANSWERS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** What is no request gets a short answer with the headers of every other one. */
function refuse(error: NodeJS.ErrnoException, socket: Socket, headers: string[]): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = ANSWERS[error.code ?? ""] ?? "400 Bad Request";
  const text = `${status.slice(4)}. The request could not be read. Remove the cookies of this site and try again.\n`;
  const lines = [
    `HTTP/1.1 ${status}`,
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${text}`);
}
