import { createServer, type Socket } from "node:net";

type Kept = { uid: number; raw: Buffer; receivedAt: Date; flags: Set<string> };

/** A mailbox on a server of our own, which speaks as much of IMAP (RFC 3501) as a program needs that fetches mail. */
export type ImapServer = {
  address: string;
  /** A message arrives. Says its number. */
  deliver(raw: string | Buffer, receivedAt?: number): number;
  flagsOf(uid: number): string[];
  /** The mailbox begins a new life: its numbers mean something else now. */
  renumber(): void;
  /** What is done instead of answering the next commands of this kind, "FETCH" for one. */
  misbehave(command: string, how: "hang up" | "garbage" | "hang up in the middle" | "silence" | null): void;
  /** How many lines wait in IDLE for what arrives. */
  listeners(): number;
  /** Every command that was heard. */
  heard: string[];
  stop(): Promise<void>;
};

type Wishes = { user?: string; password?: string; tells?: boolean; takes?: (token: string) => boolean };

/**
 * `tells`: it knows IDLE (RFC 2177), and says by itself what arrives. `takes`: it knows no passwords but XOAUTH2, and
 * this says which tokens let somebody in.
 */
export async function startImap({
  user = "desk",
  password = "s e c r e t",
  tells = false,
  takes,
}: Wishes = {}): Promise<ImapServer> {
  const state = { uidValidity: 1000, nextUid: 1, mails: [] as Kept[], moods: new Map<string, string>() };
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  /** Who waits in IDLE, and the tag it was said with. */
  const idle = new Map<Socket, string>();
  /** Who was told why a token is refused, and has to say that it was heard. */
  const refused = new Map<Socket, string>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket) && idle.delete(socket)).on("error", () => {});
    socket.write("* OK ready\r\n");
    let waiting = "";
    socket.on("data", (piece) => {
      waiting += piece.toString("latin1");
      for (let end = waiting.indexOf("\r\n"); end !== -1; end = waiting.indexOf("\r\n")) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        heard.push(line);
        answer(socket, line);
      }
    });
  });

  function answer(socket: Socket, line: string): void {
    const told = refused.get(socket);
    if (refused.delete(socket)) return void socket.write(`${told} NO [AUTHENTICATIONFAILED] the token is refused\r\n`);
    const [, tag = "", command = "", rest = ""] = /^(\S+)(?: (?:UID )?(\w+) ?(.*))?$/i.exec(line) ?? [];
    const word = (command || tag).toUpperCase();
    const mood = state.moods.get(word);
    if (mood === "hang up") return void socket.destroy();
    if (mood === "garbage") return void socket.write("* ~~~ {\r\nwhat is this\r\n");
    if (mood === "silence") return;
    if (tag === "DONE") return void endIdle(socket);
    const say = (...lines: string[]) => socket.write(`${[...lines, `${tag} OK done`].join("\r\n")}\r\n`);
    if (word === "CAPABILITY")
      return void say(`* CAPABILITY IMAP4rev1${tells ? " IDLE" : ""}${takes ? " SASL-IR AUTH=XOAUTH2" : ""}`);
    if (word === "LOGIN") return void logIn(socket, tag, rest);
    if (word === "AUTHENTICATE" && takes) return void authenticate(socket, tag, rest, takes);
    if (word === "LIST") return void say('* LIST (\\Noselect) "/" ""');
    if (word === "SELECT" || word === "EXAMINE") return void say(...selected());
    if (word === "SEARCH")
      return void say(
        `* SEARCH ${among(/UID (\S+)/i.exec(rest)?.[1] ?? "1:*")
          .map(({ uid }) => uid)
          .join(" ")}`,
      );
    if (word === "FETCH") return void fetch(socket, tag, rest, mood === "hang up in the middle");
    if (word === "STORE") return void say(...store(rest));
    if (word === "LOGOUT") return void socket.end(`* BYE\r\n${tag} OK done\r\n`);
    if (word === "IDLE" && tells) return void beginIdle(socket, tag);
    if (word === "NOOP" || word === "CLOSE") return void say();
    socket.write(`${tag} BAD what is ${word}\r\n`);
  }

  function beginIdle(socket: Socket, tag: string): void {
    idle.set(socket, tag);
    socket.write("+ idling\r\n");
  }

  function endIdle(socket: Socket): void {
    socket.write(`${idle.get(socket)} OK done\r\n`);
    idle.delete(socket);
  }

  function logIn(socket: Socket, tag: string, rest: string): void {
    const isRight =
      rest === `"${user}" "${password}"` || rest === `${user} "${password}"` || rest === `"${user}" ${password}`;
    socket.write(isRight ? `${tag} OK welcome\r\n` : `${tag} NO [AUTHENTICATIONFAILED] wrong name or password\r\n`);
  }

  /** As Google and Microsoft wrote it down: the refusal stands in a question, and ends after an empty answer. */
  function authenticate(socket: Socket, tag: string, rest: string, takes: (token: string) => boolean): void {
    const said = Buffer.from(rest.replace(/^XOAUTH2 /, ""), "base64").toString();
    const [name, token = ""] = said.split("\x01auth=Bearer ");
    if (name === `user=${user}` && takes(token.replace("\x01\x01", "")))
      return void socket.write(`${tag} OK welcome\r\n`);
    refused.set(socket, tag);
    socket.write(`+ ${Buffer.from('{"status":"401"}').toString("base64")}\r\n`);
  }

  const selected = () => [
    "* FLAGS (\\Seen \\Deleted)",
    `* ${state.mails.length} EXISTS`,
    "* 0 RECENT",
    `* OK [UIDVALIDITY ${state.uidValidity}] valid`,
    `* OK [UIDNEXT ${state.nextUid}] next`,
  ];

  /** "3", "3,5", "3:*": the last one belongs to "n:*" whatever n is. */
  function among(range: string): Kept[] {
    const last = state.mails.at(-1)?.uid ?? 0;
    const wanted = range.split(",").map((part) => {
      const [from = "", to = from] = part.split(":");
      const ends = [from, to].map((end) => (end === "*" ? last : Number(end)));
      return [Math.min(...ends), Math.max(...ends)] as const;
    });
    return state.mails.filter(({ uid }) => wanted.some(([from, to]) => uid >= from && uid <= to));
  }

  function fetch(socket: Socket, tag: string, rest: string, isCut: boolean): void {
    const [range = "", ...items] = rest.split(" ");
    const asked = items.join(" ").toUpperCase();
    for (const mail of among(range)) {
      const place = state.mails.indexOf(mail) + 1;
      const facts = [`UID ${mail.uid}`];
      if (asked.includes("RFC822.SIZE")) facts.push(`RFC822.SIZE ${mail.raw.length}`);
      if (asked.includes("INTERNALDATE")) facts.push(`INTERNALDATE "${imapDate(mail.receivedAt)}"`);
      if (asked.includes("FLAGS")) facts.push(`FLAGS (${[...mail.flags].join(" ")})`);
      const head = mail.raw.indexOf("\r\n\r\n") + 4;
      const [name, body] = asked.includes("BODY.PEEK[HEADER]")
        ? ["BODY[HEADER]", mail.raw.subarray(0, head)]
        : ["BODY[]", asked.includes("BODY.PEEK[]") ? mail.raw : null];
      socket.write(`* ${place} FETCH (${facts.join(" ")}`);
      if (body) {
        socket.write(` ${name} {${body.length}}\r\n`);
        socket.write(isCut ? body.subarray(0, Math.floor(body.length / 2)) : body);
        if (isCut) return void socket.destroy();
      }
      socket.write(")\r\n");
    }
    socket.write(`${tag} OK done\r\n`);
  }

  function store(rest: string): string[] {
    const [, range = "", flags = ""] = /^(\S+) \+FLAGS(?:\.SILENT)? \(([^)]*)\)/i.exec(rest) ?? [];
    for (const { flags: kept } of among(range)) for (const flag of flags.split(" ")) kept.add(flag);
    return [];
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `imap://${encodeURIComponent(user)}${takes ? "" : `:${encodeURIComponent(password)}`}@127.0.0.1:${port}/INBOX`,
    heard,
    deliver: (raw, receivedAt = 0) => {
      const uid = state.nextUid++;
      state.mails.push({ uid, raw: Buffer.from(raw), receivedAt: new Date(receivedAt), flags: new Set() });
      for (const socket of idle.keys()) socket.write(`* ${state.mails.length} EXISTS\r\n`);
      return uid;
    },
    listeners: () => idle.size,
    flagsOf: (uid) => [...(state.mails.find((mail) => mail.uid === uid)?.flags ?? [])],
    renumber: () => {
      state.uidValidity += 1;
      state.nextUid = 101;
      for (const mail of state.mails) mail.uid = state.nextUid++;
    },
    misbehave: (command, how) => {
      if (how) state.moods.set(command, how);
      else state.moods.delete(command);
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function imapDate(at: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${String(at.getUTCDate()).padStart(2, " ")}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}
