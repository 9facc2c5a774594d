import { lookup as systemLookup } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { BlockList, isIP } from "node:net";
import { SECOND } from "./clock.ts";

/** What an answer may have, and how long it may take from the first look-up to its last byte. */
const LARGEST = 64 * 1024;
const LONGEST = 10 * SECOND;
const PORTS = new Set(["", "443", "8443"]);

export type Answered = { status: number; tookMs: number };
export type Outgoing = { post(url: string, headers: Record<string, string>, body: string): Promise<Answered> };

/** For an answer that has to be read, from somebody the machine's owner named. */
type Read = Answered & { text: string };
export type OutgoingRead = { post(url: string, headers: Record<string, string>, body: string): Promise<Read> };

/** Why a request was not made, or its answer not taken, in a sentence for whoever gave the address. */
export class Unreachable extends Error {}

type Found = { address: string; family: number };
type Resolve = (host: string) => Promise<Found[]>;
type Options = { resolve?: Resolve; longest?: number };

/**
 * The one way out to addresses that somebody typed. Every address a name stands for has to be public, and the
 * connection is made to one of those that were looked at: a name that changes its mind in between leads nowhere.
 * Nobody is redirected. Hosts that are named in `internalHosts` are the exception an admin of the machine made.
 */
export function openOutgoing(
  internalHosts: readonly string[],
  { resolve = resolveAll, longest = LONGEST }: Options = {},
): OutgoingRead {
  return {
    post: async (text, headers, body) => {
      const problem = addressProblem(text, internalHosts);
      if (problem) throw new Unreachable(problem);
      const url = new URL(text);
      const started = performance.now();
      const signal = AbortSignal.timeout(longest);
      const found = await withinTime(addressesOf(url, isInternal(url, internalHosts), resolve), signal);
      const answer = await send(url, found, { headers, body, signal });
      return { ...answer, tookMs: Math.round(performance.now() - started) };
    },
  };
}

/** What is wrong with an address before anybody asks where it leads. Null: nothing. */
export function addressProblem(text: string, internalHosts: readonly string[]): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return "This is not an address like https://chat.example.com/hook.";
  if (url.username !== "" || url.password !== "") return "An address may not hold a name and password.";
  if (url.hash !== "") return "An address may not have a part behind #.";
  if (isInternal(url, internalHosts)) return null;
  if (url.protocol !== "https:") return "The address has to begin with https://.";
  if (!PORTS.has(url.port)) return "Only the ports 443 and 8443 are reached from here.";
  const literal = bareHost(url);
  if (isIP(literal) && !isPublic(literal)) return `${literal} is an inner address, which is not reached from here.`;
  return null;
}

const bareHost = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, "");
const isInternal = (url: URL, hosts: readonly string[]) => hosts.includes(url.hostname) || hosts.includes(url.host);

const resolveAll: Resolve = (host) => systemLookup(host, { all: true });

async function addressesOf(url: URL, isTrusted: boolean, resolve: Resolve): Promise<Found[]> {
  const host = bareHost(url);
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolved(host, resolve);
  const inner = isTrusted ? undefined : found.find(({ address }) => !isPublic(address));
  if (inner) throw new Unreachable(`${host} leads to an inner address, which is not reached from here.`);
  return found;
}

async function resolved(host: string, resolve: Resolve): Promise<Found[]> {
  const found = await resolve(host).catch(() => []);
  if (found.length === 0) throw new Unreachable(`Nobody knows where ${host} is.`);
  return found;
}

type Request = { headers: Record<string, string>; body: string; signal: AbortSignal };

function send(url: URL, found: readonly Found[], { headers, body, signal }: Request): Promise<Omit<Read, "tookMs">> {
  const ask = url.protocol === "https:" ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(signal.aborted ? new Unreachable("It took too long to answer.") : said(error));
    const request = ask(url, {
      method: "POST",
      headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
      agent: false,
      signal,
      lookup: pinned(found) as never,
    });
    request.on("error", fail);
    request.on("response", (response) => {
      let size = 0;
      const pieces: Buffer[] = [];
      response.on("error", fail);
      response.on("data", (piece: Buffer) => {
        size += piece.length;
        pieces.push(piece);
        if (size > LARGEST) request.destroy(new Unreachable("Its answer was too long."));
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
    });
    request.end(body);
  });
}

const said = (error: Error) =>
  error instanceof Unreachable ? error : new Unreachable(`It could not be reached: ${error.message}.`);

type Told = (error: null, address: string | Found[], family?: number) => void;

/** What was looked at is what is connected to, whatever the name stands for by now. */
const pinned =
  (found: readonly Found[]) =>
  (_host: string, options: { all?: boolean }, tell: Told): void => {
    const [first] = found as [Found];
    if (options.all) tell(null, [...found]);
    else tell(null, first.address, first.family);
  };

async function withinTime<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Unreachable("It took too long to answer.")), { once: true });
    }),
  ]);
}

/** IANA's special-purpose registries: nothing in them is a server of somebody else on the internet. */
const INNER_4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
];
/** Within 2000::/3, outside of which nothing is public: Teredo and its neighbours, documentation, 6to4. */
const INNER_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const inner = new BlockList();
const outer = new BlockList();
for (const [networks, family] of [
  [INNER_4, "ipv4"],
  [INNER_6, "ipv6"],
] as const)
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    inner.addSubnet(address, Number(bits), family);
  }
outer.addSubnet("2000::", 3, "ipv6");

export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !inner.check(address, "ipv4");
  return family === 6 && !address.includes("%") && outer.check(address, "ipv6") && !inner.check(address, "ipv6");
}
