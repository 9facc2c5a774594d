import path from "node:path";
import { z } from "zod";
import { areMeantFor, isAddress, isTokenAddress, listed, TOKEN_ADDRESSES, withoutSecrets } from "./addresses.ts";
import { type Environment, readDotEnv } from "./dot-env.ts";
import { Misuse } from "./errors.ts";
import { root } from "./root.ts";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const url = (...protocols: string[]) =>
  z.string().refine((text) => isAddress(text, protocols), { error: `a ${protocols.join(" or ")} address` });

/** Every setting there is: its default, what is said when a value does not fit, and what `portal help settings` says of it. */
const SETTINGS = {
  PORT: z.coerce
    .number({ error: "a whole number from 0 to 65535" })
    .int()
    .min(0)
    .max(65535)
    .default(3000)
    .describe("The port the portal listens on."),
  HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("The address it listens on. 0.0.0.0 is every one; then put a proxy with TLS in front."),
  BASE_URL: url("http:", "https:")
    .optional()
    .describe("Where people reach the portal. Links in mails begin with it, and forms from elsewhere are refused."),
  DATA_DIR: z
    .string()
    .min(1)
    .default("./data")
    .describe("The folder that holds everything the portal keeps: its database and its own key."),
  DATABASE_URL: url("postgres:", "postgresql:")
    .optional()
    .describe("A PostgreSQL database instead of the SQLite file in DATA_DIR: postgres://user:password@host/name."),
  SMTP_URL: url("smtp:", "smtps:")
    .optional()
    .describe("Where mail is handed over: smtps://user:password@host. Without it messages wait and nothing is lost."),
  MAIL_FROM: z
    .email({ error: "an e-mail address" })
    .default("support@localhost.localdomain")
    .describe("The sender of every mail. Answers to it are taken in when IMAP_URL or MAIL_INTAKE_SECRET is set."),
  IMAP_URL: z
    .string()
    .default("")
    .refine((text) => listed(text).every((one) => isAddress(one, ["imap:", "imaps:"])), {
      error: "a imap: or imaps: address, or several with spaces or commas between them",
    })
    .describe(
      "The mailbox that mail is fetched from: imaps://user:password@host/INBOX. Several have spaces or commas between them. Nobody else should use them.",
    ),
  IMAP_OAUTH: z
    .string()
    .default("")
    .refine((text) => listed(text).every(isTokenAddress), { error: TOKEN_ADDRESSES })
    .describe(
      "Opens the mailboxes of IMAP_URL without a password (imaps://user@host/INBOX) by OAuth 2: https://client-id:client-secret@host/token?refresh_token=…, parts percent-encoded, with &scope=… where needed. One for all, or one for each in their order.",
    ),
  MAIL_INTAKE_SECRET: z
    .string()
    .min(24, { error: "at least 24 characters" })
    .optional()
    .describe("Lets a mail server hand messages over at POST /mail/intake, with this as its token or to sign."),
  MAIL_AUTHORITY: z
    .string()
    .default("")
    .describe("The name your mail server writes into Authentication-Results. Without it no sender is confirmed."),
  MAIL_STRANGERS: z
    .enum(["hold", "open"], { error: "hold or open" })
    .default("hold")
    .describe(
      "Mail from addresses nobody knows: hold waits for a decision, open makes a ticket that its sender only mails about.",
    ),
  MAIL_RETURNS: z
    .enum(["on", "off"], { error: "on or off" })
    .default("off")
    .describe("on: mail that comes back goes to name+b-…@ of MAIL_FROM, which must lead to the same mailbox."),
  HEARTBEAT_URL: url("http:", "https:")
    .optional()
    .describe(
      "An address that is called each minute while all is well, for somebody outside who raises the alarm when it stays away.",
    ),
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .describe("Addresses or networks of proxies whose word is taken about who is asking, separated by commas."),
  INTERNAL_HOSTS: z
    .string()
    .default("")
    .describe(
      "Hosts of your own network that webhooks may call, as host or host:port, separated by commas. All other inner addresses are refused.",
    ),
  PUBLIC_KNOWLEDGE: z
    .enum(["on", "off"], { error: "on or off" })
    .default("off")
    .describe("on: articles for everyone may be read without signing in."),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(", ")}` })
    .default("info")
    .describe(`How much is logged: ${LOG_LEVELS.join(", ")}.`),
};

export type Setting = { name: string; fallback: string; meaning: string };

/** The settings as people are told of them. */
export const settingsList = (): Setting[] =>
  Object.entries(SETTINGS).map(([name, kind]) => ({
    name,
    fallback: String(kind.safeParse(undefined).data ?? ""),
    meaning: kind.description ?? "",
  }));

export type Config = {
  port: number;
  host: string;
  /** Where people reach the portal; links in mails and the origin check lean on it. */
  baseUrl: string;
  /** Whether somebody said so, rather than the portal guessing it: then it answers under no other name. */
  isBaseUrlSet: boolean;
  dataDir: string;
  /** The articles the portal ships with, as files. Not a setting: tests and commands name another folder. */
  knowledgeDir: string;
  databaseUrl: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  /** The mailboxes that mail is fetched from, each once. */
  imapUrls: string[];
  /** Where those without a password get their tokens: one for all, or one for each in their order. */
  imapOauth: string[];
  mailIntakeSecret: string | undefined;
  mailAuthority: string;
  mailStrangers: "hold" | "open";
  mailReturns: boolean;
  heartbeatUrl: string | undefined;
  trustedProxies: string[];
  /** Inner hosts that may be called all the same. */
  internalHosts: string[];
  publicKnowledge: boolean;
  logLevel: string;
  isSecure: boolean;
  /** Pages are checked harder (a field that a page lacks throws) outside production. */
  isStrict: boolean;
  /** Off only for tests and benchmarks, which ask faster than people. */
  isRateLimited: boolean;
  /** One-click sign-in for the cast of `npm run demo`; never set from the environment. */
  isDemo: boolean;
};

function readSetting<Name extends keyof typeof SETTINGS>(name: Name, env: Environment) {
  const value = env[name] === "" ? undefined : env[name];
  const read = SETTINGS[name].safeParse(value);
  if (read.success) return read.data as z.infer<(typeof SETTINGS)[Name]>;
  throw misfit(name, value, read.error.issues[0]?.message ?? "something else");
}

const misfit = (name: string, value: string | undefined, expected: string) =>
  new Misuse(`${name} is "${withoutSecrets(name, value)}"; expected ${expected}.`);

function readTokenAddresses(env: Environment, imapUrls: readonly string[]): string[] {
  const addresses = listed(readSetting("IMAP_OAUTH", env));
  if (areMeantFor(imapUrls, addresses)) return addresses;
  throw misfit("IMAP_OAUTH", env.IMAP_OAUTH, TOKEN_ADDRESSES);
}

export function readConfig(environment: Environment = process.env, directory = process.cwd()): Config {
  const env = { ...readDotEnv(directory, Object.keys(SETTINGS)), ...environment };
  const port = readSetting("PORT", env);
  const host = readSetting("HOST", env);
  const named = readSetting("BASE_URL", env);
  const imapUrls = [...new Set(listed(readSetting("IMAP_URL", env)))];
  const baseUrl = (named ?? `http://${host}:${port}`).replace(/\/+$/, "");
  return {
    port,
    host,
    baseUrl,
    isBaseUrlSet: named !== undefined,
    dataDir: path.resolve(directory, readSetting("DATA_DIR", env)),
    knowledgeDir: path.join(root, "knowledge"),
    databaseUrl: readSetting("DATABASE_URL", env),
    smtpUrl: readSetting("SMTP_URL", env),
    mailFrom: readSetting("MAIL_FROM", env),
    imapUrls,
    imapOauth: readTokenAddresses(env, imapUrls),
    mailIntakeSecret: readSetting("MAIL_INTAKE_SECRET", env),
    mailAuthority: readSetting("MAIL_AUTHORITY", env),
    mailStrangers: readSetting("MAIL_STRANGERS", env),
    mailReturns: readSetting("MAIL_RETURNS", env) === "on",
    heartbeatUrl: readSetting("HEARTBEAT_URL", env),
    trustedProxies: listed(readSetting("TRUSTED_PROXIES", env)),
    internalHosts: listed(readSetting("INTERNAL_HOSTS", env).toLowerCase()),
    publicKnowledge: readSetting("PUBLIC_KNOWLEDGE", env) === "on",
    logLevel: readSetting("LOG_LEVEL", env),
    isSecure: baseUrl.startsWith("https:"),
    isStrict: env.NODE_ENV !== "production",
    isRateLimited: true,
    isDemo: false,
  };
}
