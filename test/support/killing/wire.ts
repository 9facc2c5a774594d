import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A message as the server took it: when it had it all, and when it said so. */
export type Taken = { messageId: string; to: string; takenAt: number; saidAt: number | null };

const SLOWEST = 400;

/** A real SMTP server that takes every message and then lets the other side wait for the word. */
export async function openWire(random: () => number) {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData: (stream, session, callback) => {
      let text = "";
      stream.on("data", (piece) => {
        text += piece;
      });
      stream.on("end", () => {
        const messageId = /^Message-ID: (.+)$/im.exec(text)?.[1]?.trim() ?? "";
        const to = session.envelope.rcptTo[0]?.address ?? "";
        const one: Taken = { messageId, to, takenAt: Date.now(), saidAt: null };
        taken.push(one);
        setTimeout(() => {
          one.saidAt = Date.now();
          callback();
        }, random() * SLOWEST);
      });
    },
  });
  // Whoever is killed hangs up.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    taken,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
