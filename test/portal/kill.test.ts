import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { appendFileSync, closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { verifyTrail } from "#server/audit/verify.ts";
import { type Opened, openContext } from "#server/context.ts";
import { findPerson } from "#server/people/directory.ts";
import { importPeople } from "#server/people/importing.ts";
import { lifeOf } from "#server/people/session.ts";
import { addSession } from "#server/people/store.ts";
import { readConfig } from "#server/platform/config.ts";
import { hashToken, randomToken } from "#server/platform/keys.ts";
import { readTally } from "#server/tickets/tally.ts";
import { makePostgresDatabase, onEachEngine } from "#test/support/engines.ts";
import { freePort } from "#test/support/ports.ts";
import { type Child, startPortal } from "./child.ts";

const KILLS = { sqlite: 10, postgres: 4 };
const CLIENTS = 4;
/** So many answers are given before a portal is killed, on however busy a machine. */
const LEAST_A_LIFE = 6;

const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-kill-"));
after(() => rmSync(folder, { recursive: true, force: true }));

onEachEngine("kill -9", (engine) => {
  // Half a minute where the machine is quiet; starting ten portals takes longer beside other work.
  test("loses nothing that was acknowledged, and doubles nothing that was sent again", {
    timeout: 600_000,
  }, async (t) => {
    const dataDir = path.join(folder, engine);
    const postgres = engine === "postgres" ? await makePostgresDatabase() : null;
    if (postgres) t.after(() => postgres.drop());
    const port = await freePort();
    const open = () =>
      openContext(
        {
          ...readConfig({ LOG_LEVEL: "silent", DATA_DIR: dataDir, PORT: String(port) }, folder),
          databaseUrl: postgres?.url,
        },
        () => {},
      );
    const clients = await signIn(open, CLIENTS);
    const life = { isOver: false };
    const log = openLog(path.join(folder, `${engine}.log`));
    const served = Promise.all(clients.map((client) => work(client, `http://127.0.0.1:${port}`, log, life)));
    const portal = { dataDir, port, databaseUrl: postgres?.url };
    await Promise.all([served, liveAndDie(portal, KILLS[engine], life, log, served)]);
    await compare(open, log.read(), clients, KILLS[engine]);
  });
});

type Portal = Parameters<typeof startPortal>[0];

/** Starts the portal, lets it work for a moment, kills it, and so on. The last one lives until everybody is served. */
async function liveAndDie(
  portal: Portal,
  kills: number,
  life: { isOver: boolean },
  log: Log,
  served: Promise<unknown>,
): Promise<void> {
  let child: Child = await startPortal(portal);
  for (let turn = 0; turn < kills; turn += 1) {
    await until(() => log.count() >= (turn + 1) * LEAST_A_LIFE);
    await pause(Math.random() * 500);
    child.kill("SIGKILL");
    assert.equal((await child.ended).signal, "SIGKILL");
    child = await startPortal(portal);
  }
  life.isOver = true;
  await served;
  child.kill("SIGTERM");
  assert.equal((await child.ended).code, 0);
}

type Client = { id: number; cookie: string; csrf: string };

async function signIn(open: () => Promise<Opened>, many: number): Promise<Client[]> {
  const { ctx, close } = await open();
  try {
    const people = Array.from({ length: many }, (_, place) => ({
      email: `client-${place}@example.test`,
      name: `Client ${place}`,
      role: "requester" as const,
      team: null,
      createdAt: ctx.clock.now(),
    }));
    const clients: Client[] = [];
    for (const id of (await importPeople(ctx, people)).values()) {
      const person = await findPerson(ctx, id);
      assert.ok(person);
      const [token, now] = [randomToken(), ctx.clock.now()];
      const session = { token_hash: hashToken(token), person_id: id, created_at: now, seen_at: now, browser: "test" };
      await addSession(ctx.db, { ...session, expires_at: now + lifeOf(person).whole });
      clients.push({ id, cookie: `session=${token}`, csrf: ctx.keys.sign("csrf", hashToken(token)) });
    }
    return clients;
  } finally {
    await close();
  }
}

/** What a client was told, on the disk before it does the next thing. */
function openLog(file: string) {
  let count = 0;
  const write = (line: object) => {
    count += 1;
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    const open = openSync(file, "r");
    fsyncSync(open);
    closeSync(open);
  };
  const read = () =>
    readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Told);
  return { write, read, count: () => count };
}

type Log = ReturnType<typeof openLog>;
type Told = { client: number; kind: "ticket" | "reply"; mark: string; location: string; tries: number };

/** Asks, replies, asks again; what got no answer is sent again with the same submission until it gets one. */
async function work(client: Client, address: string, log: Log, life: { isOver: boolean }): Promise<void> {
  while (!life.isOver) {
    const ticket = await insist(client, address, log, life, "ticket", "/tickets", (mark) => ({
      subject: `Question ${mark}`,
      body: "It broke.",
      category: "",
      urgency: "normal",
    }));
    if (!ticket) return;
    for (const seen of ["1", "2"])
      await insist(client, address, log, life, "reply", `${ticket}/messages`, (mark) => ({
        body: mark,
        seen,
        kind: "public",
      }));
  }
}

async function insist(
  client: Client,
  address: string,
  log: Log,
  life: { isOver: boolean },
  kind: Told["kind"],
  to: string,
  form: (mark: string) => Record<string, string>,
): Promise<string | null> {
  const [mark, once] = [randomUUID(), randomToken()];
  const body = new URLSearchParams({ _csrf: client.csrf, _once: once, ...form(mark) });
  const headers = { cookie: client.cookie, accept: "text/html", "sec-fetch-site": "same-origin" };
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(address + to, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    if (answer?.status === 303) {
      const location = answer.headers.get("location") ?? "";
      log.write({ client: client.id, kind, mark, location, tries } satisfies Told);
      // Once more, as an impatient finger does: it must lead to the same place.
      const again = await fetch(address + to, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
      if (again) assert.equal(again.headers.get("location"), location);
      return location.split("#")[0] ?? "";
    }
    if (answer && ![429, 503].includes(answer.status))
      assert.fail(`${kind} answered ${answer.status}: ${await answer.text()}`);
    if (life.isOver && tries > 200) return null;
    await pause(20);
  }
}

/** Everything that was acknowledged is there once, where it was said to be; counters and trail say the same. */
async function compare(open: () => Promise<Opened>, told: Told[], clients: Client[], kills: number): Promise<void> {
  const { ctx, close } = await open();
  try {
    const tickets = await ctx.db.selectFrom("ticket").selectAll().execute();
    const messages = await ctx.db.selectFrom("ticket_message").selectAll().execute();
    for (const { kind, mark, location, client } of told) {
      if (kind === "ticket") {
        const found = tickets.filter(({ subject }) => subject === `Question ${mark}`);
        assert.deepEqual(
          found.map(({ number, requester_id }) => [`/tickets/${number}`, requester_id]),
          [[location, client]],
          mark,
        );
      } else assert.equal(messages.filter(({ body }) => body === mark).length, 1, mark);
    }
    const replies = told.filter(({ kind }) => kind === "reply").length;
    assert.ok(told.length >= kills * LEAST_A_LIFE && replies > 0, `too little was done: ${told.length}`);
    assert.ok(
      told.some(({ tries }) => tries > 1),
      "nothing was ever sent into a dying portal",
    );
    assert.equal(new Set(tickets.map(({ subject }) => subject)).size, tickets.length, "a ticket twice");
    for (const ticket of tickets) {
      const own = messages.filter(({ ticket_id }) => ticket_id === ticket.id);
      assert.deepEqual(
        own.map(({ place }) => place).sort(),
        own.map((_, place) => place + 1),
        "a gap in a thread",
      );
      assert.equal(ticket.messages, own.length);
    }
    for (const { id } of clients) {
      const person = await findPerson(ctx, id);
      assert.ok(person);
      const open = tickets.filter((one) => one.requester_id === id && one.status !== "resolved").length;
      assert.equal((await readTally(ctx, person)).asked, open, "a counter went astray");
    }
    assert.equal((await verifyTrail(ctx)).broken, null);
  } finally {
    await close();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !isSo() && performance.now() < end; ) await pause(5);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
