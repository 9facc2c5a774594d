import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import pg from "pg";
import { readCatalogue } from "#server/knowledge/catalogue.ts";
import { makeCatalogue } from "#server/knowledge/catalogue-making.ts";
import { checkFolder } from "#server/knowledge/check.ts";
import { readFolder } from "#server/knowledge/files.ts";
import { makePostgresDatabase } from "#test/support/engines.ts";
import { openShelf, type Shelf } from "./shelf.ts";

const BILLING = `
  create schema billing;
  create function billing.total(customer text, since date default null) returns numeric language sql as 'select 1.0';
  comment on function billing.total(text, date) is 'Adds up what a customer owes: "all of it".';
  create function billing.total(customer integer) returns numeric language sql as 'select 1.0';
  create function billing.invoices() returns table (number integer, due date) language sql as 'select 1, null::date';
  create procedure billing.close_month(month date) language sql as 'select 1';
  create function billing.stamp() returns trigger language plpgsql as 'begin return new; end';
  create schema other;
  create function other.thing() returns text language sql as 'select ''x''';`;

describe("a catalogue from a live database", {
  skip: process.env.TEST_DATABASE_URL ? false : "no PostgreSQL; run it with npm test -- <file>",
}, () => {
  let live: { url: string; drop(): Promise<void> };
  let shelf: Shelf;
  before(async () => {
    live = await makePostgresDatabase();
    const client = new pg.Client({ connectionString: live.url });
    await client.connect();
    await client.query(BILLING);
    await client.end();
  });
  after(() => live.drop());
  beforeEach(() => {
    shelf = openShelf();
  });
  afterEach(() => shelf.close());

  const make = (schemas: string[] | null = ["billing"]) =>
    makeCatalogue({ url: live.url, folder: shelf.folder, category: "reference", schemas });
  const draft = (name: string) => `reference/${name}.draft.md`;

  test("every function is an entry once, with a draft that holds what the database knows", async () => {
    const made = await make();
    assert.deepEqual(made, {
      functions: 3,
      added: ["billing.close_month", "billing.invoices", "billing.total"],
      drafts: [draft("billing-close-month"), draft("billing-invoices"), draft("billing-total")],
    });
    const text = shelf.read(draft("billing-total"));
    assert.match(text, /^summary: .*Adds up what a customer owes/m);
    assert.match(text, /billing\.total\(customer integer\)\nRETURNS numeric/);
    assert.match(text, /billing\.total\(customer text, since date DEFAULT NULL::date\)/);
    assert.match(shelf.read(draft("billing-invoices")), /SELECT \* FROM billing\.invoices\(\);/);
    assert.match(shelf.read(draft("billing-close-month")), /CALL billing\.close_month\(NULL::date\);/);
  });

  test("made again it adds what is new and leaves everything else as it is", async () => {
    const ours = "# Ours.\ngroups:\n  - {title: Mine,   types: [how-to], entries: []} # keep\n";
    const after = "# The few that are shared.\nshared_signatures: [ a ]\n";
    shelf.write("catalogue.yaml", ours + after);
    await make();
    assert.ok(shelf.read("catalogue.yaml").startsWith(ours.trimEnd()));
    assert.ok(shelf.read("catalogue.yaml").endsWith(after));
    shelf.write(draft("billing-total"), "half written");
    const again = await make(null);
    assert.deepEqual([again.added, again.drafts], [["other.thing"], [draft("other-thing")]]);
    assert.equal(shelf.read(draft("billing-total")), "half written");
    assert.match(shelf.read("catalogue.yaml"), /^# Ours\.$/m);
    const read = readCatalogue(shelf.folder);
    assert.ok(read.ok);
    assert.deepEqual(
      read.catalogue.groups.map(({ title }) => title),
      ["Mine", "Functions of billing", "Functions of other"],
    );
  });

  test("a draft is not read before it is finished; finished, it covers its entry", async () => {
    await make();
    const uncovered = () => checkFolder(shelf.folder).filter(({ kind }) => kind === "not covered").length;
    assert.equal(uncovered(), 3);
    assert.ok(readFolder(shelf.folder).files.every(({ name }) => !name.includes("draft")));
    const place = (name: string) => path.join(shelf.folder, name);
    renameSync(place(draft("billing-total")), place("reference/billing-total.md"));
    assert.equal(uncovered(), 2);
    assert.deepEqual((await make()).drafts, []);
    assert.ok(!existsSync(place(draft("billing-total"))));
    assert.ok(readFileSync(place("reference/billing-total.md"), "utf8").startsWith("---\n"));
  });

  test("a catalogue that cannot be read is left alone", async () => {
    shelf.write("catalogue.yaml", "groups: nothing");
    await assert.rejects(make(), /catalogue\.yaml: It is not a list/);
    assert.equal(shelf.read("catalogue.yaml"), "groups: nothing");
  });
});
