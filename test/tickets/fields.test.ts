import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Field, type FieldKind, readAnswer } from "#server/tickets/field.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const field = (kind: FieldKind, more: Partial<Field> = {}): Field => ({
  ...{
    id: 1,
    category: null,
    label: "Release",
    hint: "",
    kind,
    choices: [],
    isRequired: false,
    position: 1,
    version: 1,
  },
  ...{ retiredAt: null, ...more },
});

const READS: [FieldKind, string, string | null | "wrong"][] = [
  ["text", "  two   words ", "two words"],
  ["text", "x".repeat(201), "wrong"],
  ["text", " ", null],
  ["date", "2026-06-09", "2026-06-09"],
  ["date", "2026-02-30", "wrong"],
  ["date", "9.6.2026", "wrong"],
  ["version", "v2.14.1-rc.1", "v2.14.1-rc.1"],
  ["version", "latest", "wrong"],
  ["person", "Ada@Example.test", "ada@example.test"],
  ["person", "Ada", "wrong"],
  ["choice", "blue", "blue"],
  ["choice", "Blue", "wrong"],
];
test("what is typed into a field is read by what it asks for", () => {
  for (const [kind, typed, expected] of READS) {
    const read = readAnswer(field(kind, { choices: ["red", "blue"] }), typed);
    assert.equal(read.ok ? read.value : "wrong", expected, `${kind}: ${typed}`);
  }
  assert.deepEqual(readAnswer(field("text", { isRequired: true }), ""), { ok: false, wrong: "Release is missing." });
});

const DEFINITION = {
  label: "Client version",
  hint: "",
  kind: "version",
  category: "branches",
  choices: "",
  required: "yes",
};
const ASKED = { subject: "Merge fails", body: "It says so", category: "branches", urgency: "normal" };

onEachEngine("fields of tickets", (engine) => {
  let house: House;
  let address: string;
  before(async () => {
    house = await buildHouse({ engine });
    const dee = await house.as(house.cast.dee);
    assert.equal((await dee.post("/admin/fields", DEFINITION)).status, 303);
    const choice = {
      label: "Where",
      hint: "",
      kind: "choice",
      category: "",
      choices: "Staging\nProduction",
      required: "",
    };
    assert.equal((await dee.post("/admin/fields", choice)).status, 303);
    assert.equal((await dee.post("/admin/fields", { ...choice, choices: "One" })).status, 422);
  });
  after(() => house.close());

  const idOf = async (label: string) =>
    await house.ctx.db
      .selectFrom("ticket_question")
      .select(["id", "version"])
      .where("label", "=", label)
      .executeTakeFirstOrThrow();

  test("are asked by their category, and without scripts on the page before sending; nothing typed is lost", async () => {
    const ada = await house.as(house.cast.ada);
    const version = `field_${(await idOf("Client version")).id}`;
    const where = `field_${(await idOf("Where")).id}`;
    assert.doesNotMatch((await ada.get("/ask")).text, /Client version/);
    assert.match((await ada.get("/ask")).text, /Where/);
    assert.match((await ada.get("/ask/fields?category=branches")).text, /Client version/);
    const checked = await ada.post("/ask", ASKED);
    assert.equal(checked.location, "/ask/check", "the form has not asked yet");
    assert.match((await ada.get("/ask/check")).text, /Client version/);
    const refused = await ada.post("/tickets", { ...ASKED, [version]: "latest", [where]: "Staging" });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /Client version: a version looks like 2\.14\.1\./);
    assert.match(refused.text, /value="latest"/);
    assert.match(refused.text, /value="Staging" selected/);
    assert.match(refused.text, /It says so/);
    address = (await ada.post("/tickets", { ...ASKED, [version]: "2.14.1", [where]: "Staging" })).location ?? "";
    assert.match(address, /^\/tickets\/\d+$/);
    assert.match((await ada.get(address)).text, /<dt>Client version<\/dt><dd>2\.14\.1<\/dd>/);
    assert.match((await ada.get("/tickets/search?q=staging")).text, /Merge fails/);
    assert.doesNotMatch((await (await house.as(house.cast.zoe)).get("/tickets/search?q=staging")).text, /Merge fails/);
  });

  test("keep on the ticket the words they were asked with, and are put right by those who answer", async () => {
    const { ada, bo, dee } = house.cast;
    const { id, version } = await idOf("Client version");
    const admin = await house.as(dee);
    await admin.post(`/admin/fields/${id}`, { ...DEFINITION, label: "Version of the client", version: `${version}` });
    const stale = await admin.post(`/admin/fields/${id}`, { ...DEFINITION, version: `${version}` });
    assert.equal(stale.status, 409);
    const agent = await house.as(bo);
    assert.match((await agent.get(address)).text, /<dt>Client version<\/dt><dd>2\.14\.1<\/dd>/);
    const change = { [`field_${id}`]: "2.15.0", [`before_${id}`]: "2.14.1" };
    assert.equal((await (await house.as(ada)).post(`${address}/fields`, change)).status, 403);
    assert.equal((await agent.post(`${address}/fields`, { ...change, [`field_${id}`]: "nonsense" })).status, 422);
    await agent.post(`${address}/fields`, change);
    await agent.post(`${address}/fields`, change);
    const sheet = (await agent.get(address)).text;
    assert.match(sheet, /<dd>2\.15\.0<\/dd>/);
    assert.equal(sheet.split("set Version of the client to 2.15.0").length, 2, "once");
    assert.match((await agent.get("/tickets/search?q=2.15.0")).text, /Merge fails/);
    assert.doesNotMatch((await agent.get("/tickets/search?q=2.14.1")).text, /class="hit|Merge fails/);
  });

  test("are asked no more once retired, and stay where they were answered", async () => {
    const { ada, dee, cy } = house.cast;
    const { id, version } = await idOf("Where");
    assert.equal((await (await house.as(cy)).get("/admin/fields")).status, 404);
    assert.equal(
      (await (await house.as(cy)).post(`/admin/fields/${id}/retirement`, { version: `${version}` })).status,
      403,
    );
    await (await house.as(dee)).post(`/admin/fields/${id}/retirement`, { version: `${version}`, deed: "over" });
    const asker = await house.as(ada);
    assert.doesNotMatch((await asker.get("/ask")).text, /Staging/);
    assert.match((await asker.get(address)).text, /<dt>Where<\/dt><dd>Staging<\/dd>/);
    assert.match((await (await house.as(dee)).get("/admin/fields")).text, /Asked no more/);
  });

  test("on behalf of: those who answer open a question for somebody, who has it and hears of it", async () => {
    const { ada, bo } = house.cast;
    const question = { subject: "By phone", body: "He called", category: "monitoring", urgency: "normal" };
    const agent = await house.as(bo);
    const nobody = await agent.post("/tickets", { ...question, for: "nobody@example.test" });
    assert.equal(nobody.status, 422);
    assert.match(nobody.text, /Nobody here has this address/);
    await house.settle();
    const mails = house.sent().length;
    const opened = (await agent.post("/tickets", { ...question, for: "Ada@example.test" })).location ?? "";
    const asker = await house.as(ada);
    assert.match((await asker.get("/tickets")).text, /By phone/);
    assert.match((await agent.get(opened)).text, /opened it for who asks/);
    assert.doesNotMatch((await agent.get("/desk?status=unanswered")).text, /By phone/);
    await house.settle();
    assert.deepEqual(
      house
        .sent()
        .slice(mails)
        .map(({ to }) => to),
      ["ada@example.test"],
    );
    assert.match(house.sent().at(-1)?.text ?? "", /Bo Answers opened this question for you/);
    const own =
      (await asker.post("/tickets", { ...question, subject: "My own", for: "bo@example.test" })).location ?? "";
    assert.match((await asker.get(own)).text, /My own/, "who asks cannot ask for others");
  });
});
