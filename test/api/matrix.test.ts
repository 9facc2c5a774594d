import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ENDPOINTS } from "#server/api/endpoints.ts";
import { can } from "#server/people/permissions.ts";
import { ALL_SCOPES } from "#server/people/token.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask } from "#test/tickets/question.ts";
import { programOf, programWith, type Reply } from "./program.ts";

type Program = Awaited<ReturnType<typeof programOf>>;

const fill = (path: string) => path.replace("{number}", "1").replace("{slug}", "no-commits-found");
const send = (program: Program, { method, path }: { method: string; path: string }): Promise<Reply> =>
  method === "get" ? program.get(fill(path)) : program.post(fill(path), {});

const without = ({ status, text, headers }: Reply) => ({
  status,
  text,
  names: [...headers.keys()].filter((name) => name !== "date"),
});

describe("every address for programs, for everybody", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
    await ask(house, house.cast.ada, "Merge fails");
  });
  after(() => house.close());

  test("needs a token, whatever there is behind it", async () => {
    const nobody = await programOf(house, null);
    const nothing = without(await nobody.get("/nowhere"));
    assert.equal(nothing.status, 401);
    assert.ok(nothing.names.includes("www-authenticate"));
    for (const one of ENDPOINTS) assert.deepEqual(without(await send(nobody, one)), nothing, one.path);
    const wrong = await programWith(house, "firstline_not-a-token");
    assert.deepEqual(without(await wrong.get("/tickets")), nothing);
  });

  test("is not opened by a cookie, and hands out none", async () => {
    const dee = await house.as(house.cast.dee);
    for (const one of ENDPOINTS) {
      const address = `/api/v1${fill(one.path)}`;
      const answer = one.method === "get" ? await dee.get(address) : await dee.post(address);
      assert.equal(answer.status, 401, one.path);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
  });

  test("opens to whom the permission table lets in, and is nowhere for others", async () => {
    let cells = 0;
    for (const person of Object.values(house.cast)) {
      const program = await programOf(house, person);
      const nothing = without(await program.get("/nowhere"));
      for (const one of ENDPOINTS) {
        const who = `${person.name}: ${one.method} ${one.path}`;
        const answer = await send(program, one);
        assert.ok(answer.status < 500, `${who} answers ${answer.status}: ${answer.text}`);
        const isStrangers = person.id === house.cast.zoe.id && one.path.includes("{number}");
        if (!can(person, one.action, true)) assert.deepEqual(without(answer), nothing, who);
        else if (isStrangers && one.method === "get") assert.equal(answer.status, 404, who);
        else if (one.method === "get") assert.equal(answer.status, one.path === "/search" ? 422 : 200, who);
        else assert.equal(answer.status, 422, `${who}: an empty body is let in and found wanting`);
        cells += 1;
      }
    }
    assert.equal(cells, ENDPOINTS.length * 5);
  });

  test("keeps to the scopes of the token", async () => {
    for (const scope of ALL_SCOPES) {
      const program = await programOf(house, house.cast.dee, [scope]);
      for (const one of ENDPOINTS) {
        const { status, json } = await send(program, one);
        assert.equal(status === 403, one.scope !== scope, `${scope} at ${one.method} ${one.path}: ${status}`);
        if (status === 403) assert.match(String(json.detail), new RegExp(one.scope));
      }
    }
  });

  test("shows what may not be seen as what is not there", async () => {
    const zoe = await programOf(house, house.cast.zoe);
    const ada = await programOf(house, house.cast.ada);
    const reply = { body: "Let me in" };
    for (const [hidden, missing] of [
      [await zoe.get("/tickets/1"), await zoe.get("/tickets/9")],
      [await zoe.post("/tickets/1/messages", reply), await zoe.post("/tickets/9/messages", reply)],
      [await ada.get("/articles/rotate-the-support-key"), await ada.get("/articles/rotate-the-support-kez")],
    ] as const) {
      assert.equal(hidden.status, 404);
      assert.deepEqual(without(hidden), without(missing));
    }
    const note = await ada.post("/tickets/1/messages", { body: "Psst", kind: "note" });
    assert.equal(note.status, 403);
    assert.deepEqual((await zoe.get("/tickets")).json, { tickets: [], next: null });
  });
});
