import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import { sealTrail } from "#server/audit/seals.ts";
import { byPerson, recordDeed } from "#server/audit/trail.ts";
import { openContext } from "#server/context.ts";
import { placeOf } from "#server/files/disk.ts";
import { keepFile, keptFile } from "#server/files/keeping.ts";
import { findMail, keepMail, rawOf } from "#server/notifications/keeping-mail.ts";
import { queueMessage, sendNextMessage } from "#server/notifications/outbox.ts";
import { DAY, systemClock } from "#server/platform/clock.ts";
import type { Config } from "#server/platform/config.ts";
import { inTransaction } from "#server/platform/database/transaction.ts";
import { root } from "#server/platform/root.ts";
import { findTicket } from "#server/tickets/finding.ts";
import { openTicket } from "#server/tickets/opening.ts";
import { writeDown } from "#server/tickets/writing.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { portal } from "./terminal.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "firstline-backup-"));
after(() => rmSync(folder, { recursive: true }));
const place = (name: string) => path.join(folder, `${randomUUID()}-${name}`);

describe("a backup", () => {
  let house: House;
  let file: string;
  beforeEach(async () => {
    house = await buildHouse();
    await ask("Before the backup");
    await inTransaction(house.ctx, (ctx) =>
      recordDeed(ctx, { by: byPerson(house.cast.dee), action: "turned a page", object: "page 1" }),
    );
    file = place("backup.tar");
  });
  afterEach(() => house.close());

  const ask = (subject: string) =>
    openTicket(
      house.ctx,
      house.cast.ada,
      { personId: house.cast.ada.id, kind: "dev", token: "t" },
      {
        subject,
        message: writeDown("Help."),
        category: null,
        urgency: "normal",
        tried: [],
      },
    );
  const into = (): Config => ({ ...house.ctx.config, dataDir: place("data") });

  test("made while the portal runs comes back whole in an empty folder, and nowhere else", async () => {
    const made = await portal(house.ctx.config, ["backup", file]);
    assert.equal(made.code, 0, made.told);
    assert.match(made.out, /1 ticket, /);
    assert.equal(statSync(file).mode & 0o777, 0o600, "it holds the key");
    await ask("After the backup");
    const target = into();
    const restored = await portal(target, ["restore", file]);
    assert.equal(restored.code, 0, restored.told);
    const opened = await openContext(target, () => {});
    try {
      assert.equal((await findTicket(opened.ctx, house.cast.bo, 1)).subject, "Before the backup");
      await assert.rejects(findTicket(opened.ctx, house.cast.bo, 2), /no such ticket/);
    } finally {
      await opened.close();
    }
    assert.equal((await portal(target, ["audit", "verify"])).code, 0);
    assert.deepEqual(readdirSync(target.dataDir).sort(), ["firstline.sqlite", "running.lock", "secret.key"]);
    const twice = await portal(target, ["restore", file]);
    assert.equal(twice.code, 2);
    assert.match(twice.told, /not empty/);
  });

  test("made while people ask is one moment of the portal: no ticket without its message", async () => {
    const env = { ...process.env, DATA_DIR: house.dataDir };
    const command = spawn(process.execPath, [path.join(root, "server/cli/portal.ts"), "backup", file], { env });
    const ended = once(command, "exit");
    let asked = 1;
    for (let isOver = false; !isOver; asked += 1) {
      await ask(`Question ${asked}`);
      isOver = await Promise.race([
        ended.then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, 2, false)),
      ]);
    }
    assert.deepEqual(await ended, [0, null]);
    const target = into();
    assert.equal((await portal(target, ["restore", file])).code, 0);
    const opened = await openContext(target, () => {});
    try {
      const tickets = await opened.ctx.db.selectFrom("ticket").select(["id", "number"]).orderBy("number").execute();
      const messages = await opened.ctx.db.selectFrom("ticket_message").select("ticket_id").execute();
      assert.ok(tickets.length > 1 && tickets.length <= asked, `${tickets.length} of ${asked}`);
      assert.deepEqual(
        tickets.map(({ number }) => number),
        tickets.map((_, place) => place + 1),
      );
      assert.deepEqual(new Set(messages.map(({ ticket_id }) => ticket_id)), new Set(tickets.map(({ id }) => id)));
    } finally {
      await opened.close();
    }
  });

  test("is an archive any system opens, and says what it holds", async () => {
    await portal(house.ctx.config, ["backup", file]);
    const names = execFileSync("tar", ["tf", file], { encoding: "utf8" }).trim().split("\n");
    assert.deepEqual(names, ["manifest.json", "firstline.sqlite", "secret.key"]);
    const manifest = JSON.parse(execFileSync("tar", ["xOf", file, "manifest.json"], { encoding: "utf8" }));
    assert.equal(manifest.counts.ticket, 1);
    assert.equal(manifest.counts.person, 5);
    assert.equal(manifest.audit.entries, 1);
    assert.match(manifest.audit.head, /^[\w-]{43}$/);
    assert.ok(manifest.migrations.includes("0001-platform"));
    assert.ok(!JSON.stringify(manifest).includes(readFileSync(path.join(house.dataDir, "secret.key"), "utf8")));
  });

  test("brings the files people sent along, whole, and refuses one that was damaged", async () => {
    const bytes = Buffer.from("a log of a thousand lines\n".repeat(1000));
    const id = await keepFile(house.ctx, house.cast.bo, { name: "a.log", bytes: Readable.from([bytes]) });
    const made = await portal(house.ctx.config, ["backup", file]);
    assert.equal(made.code, 0, made.told);
    const target = into();
    const restored = await portal(target, ["restore", file]);
    assert.equal(restored.code, 0, restored.told);
    const kept = await keptFile(house.ctx, id);
    assert.ok(kept);
    const place = placeOf(kept.sha256);
    assert.deepEqual(readFileSync(path.join(target.dataDir, place)), bytes);
    writeFileSync(path.join(house.dataDir, place), "something else");
    const again = await portal(house.ctx.config, ["backup", `${file}.again`]);
    assert.equal(again.code, 1);
    assert.match(again.told, /is damaged/);
  });

  test("takes mail along as it came", async () => {
    const raw = Buffer.from("From: ada@example.test\r\n\r\nIt fails.\r\n");
    await keepMail(house.ctx, { source: "pushed", raw, receivedAt: house.ctx.clock.now() });
    const made = await portal(house.ctx.config, ["backup", file]);
    assert.equal(made.code, 0, made.told);
    const target = into();
    assert.equal((await portal(target, ["restore", file])).code, 0);
    const mail = await findMail(house.ctx, 1);
    assert.ok(mail);
    assert.deepEqual(await rawOf({ ...house.ctx, config: target }, mail), raw);
  });

  test("takes the seals of the audit trail along, and the restored trail holds against them", async () => {
    await sealTrail(house.ctx);
    await portal(house.ctx.config, ["backup", file]);
    const target = into();
    assert.equal((await portal(target, ["restore", file])).code, 0);
    assert.ok(readdirSync(target.dataDir).includes("audit-seals.ndjson"));
    assert.equal((await portal(target, ["audit", "verify"])).code, 0);
  });

  test("never replaces a file, and leaves nothing behind when it cannot be made", async () => {
    writeFileSync(file, "something else");
    const again = await portal(house.ctx.config, ["backup", file]);
    assert.equal(again.code, 2);
    assert.match(again.told, /is there already/);
    assert.equal(readFileSync(file, "utf8"), "something else");
    const nowhere = await portal(house.ctx.config, ["backup", path.join(folder, "no/such/place.tar")]);
    assert.equal(nowhere.code, 2);
    const empty = await portal(into(), ["backup", place("none.tar")]);
    assert.equal(empty.code, 2);
    assert.match(empty.told, /There is no data/);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes(".part-")),
      [],
    );
  });

  test("that was changed, cut off or is none is refused, and the folder stays empty", async () => {
    await portal(house.ctx.config, ["backup", file]);
    const bytes = readFileSync(file);
    const damaged = Buffer.from(bytes);
    damaged[Math.floor(bytes.length / 2)] = (damaged[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    const cases: [Buffer, RegExp][] = [
      [damaged, /is not what was backed up/],
      [bytes.subarray(0, bytes.length - 20_000), /cut off|ends too early|lacks/],
      [Buffer.from("This is a letter.".repeat(100)), /is no backup of Firstline/],
      [Buffer.alloc(0), /is no backup of Firstline/],
    ];
    for (const [content, sentence] of cases) {
      const broken = place("broken.tar");
      writeFileSync(broken, content);
      const target = into();
      const { code, told } = await portal(target, ["restore", broken]);
      assert.equal(code, 1);
      assert.match(told, sentence);
      assert.deepEqual(
        readdirSync(target.dataDir).filter((name) => name !== "running.lock"),
        [],
      );
    }
  });

  test("restored, sends nothing until an admin releases it; then what waited goes, or is dropped", async () => {
    const letter = { kind: "ticket.opened", to: house.cast.bo, about: "T-1", payload: { number: 1, place: 1 } };
    await portal(house.ctx.config, ["backup", file]);
    const target = into();
    await portal(target, ["restore", file]);
    const restored = await buildHouse({ config: target, isEmpty: true });
    try {
      const { ctx } = restored;
      await ctx.db.updateTable("outbox").set({ not_before: 0 }).execute();
      // The restore was now; the house's own clock stands before it.
      await restored.wait(systemClock.now() + DAY - ctx.clock.now());
      await queueMessage(ctx, { ...letter, reason: "after the restore" });
      assert.equal(await sendNextMessage(ctx), false);
      await restored.settle();
      assert.deepEqual(restored.sent(), []);
      const dee = await restored.as(house.cast.dee);
      const page = await dee.get("/admin");
      assert.match(page.text, /was restored from a backup/);
      assert.match(page.text, /Outgoing mail is held/);
      const bo = await restored.as(house.cast.bo);
      assert.equal((await bo.post("/admin/mail/release", { waiting: "send" })).status, 403);
      assert.equal((await dee.post("/admin/mail/release", { waiting: "drop" })).status, 303);
      await restored.settle();
      assert.equal(restored.sent().length, 1, "only what was queued here");
      assert.doesNotMatch((await dee.get("/admin")).text, /Outgoing mail is held/);
    } finally {
      await restored.close();
    }
  });
});

test("data in PostgreSQL is left to its own tools, in one sentence", async () => {
  const house = await buildHouse();
  try {
    const config = { ...house.ctx.config, databaseUrl: "postgres://localhost/nowhere" };
    for (const [command, tool] of [
      ["backup", /pg_dump/],
      ["restore", /pg_restore/],
    ] as const) {
      const { code, told } = await portal(config, [
        command,
        command === "backup" ? place("x.tar") : import.meta.filename,
      ]);
      assert.equal(code, 2);
      assert.match(told, tool);
    }
  } finally {
    await house.close();
  }
});
