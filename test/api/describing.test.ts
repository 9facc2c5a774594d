import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { describeApi } from "#server/api/describing.ts";
import { ENDPOINTS } from "#server/api/endpoints.ts";
import { sample } from "#server/api/example.ts";
import type { Schema } from "#server/api/schema-words.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { programOf } from "./program.ts";

type Operation = {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
};
const description = describeApi("https://support.example");
const operationOf = ({ path, method }: { path: string; method: "get" | "post" }) =>
  description.paths?.[path]?.[method] as unknown as Operation;

describe("the description of the API", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  test("is OpenAPI 3.1 of every address and of no other, with every reference there", async () => {
    const nobody = await programOf(house, null);
    const served = await nobody.get("/openapi.json");
    assert.equal(served.status, 200);
    assert.equal(served.json.openapi, "3.1.0");
    const named = Object.entries(served.json.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(named.sort(), ENDPOINTS.map(({ method, path }) => `${method} ${path}`).sort());
    const schemas = (served.json.components as { schemas: object }).schemas;
    for (const [, name = ""] of served.text.matchAll(/#\/components\/schemas\/(\w+)/g))
      assert.ok(name in schemas, name);
    assert.match(served.text, /#\/components\/schemas\/Problem/);
  });

  test("names every part of an address, and what may come back", () => {
    for (const one of ENDPOINTS) {
      const { parameters = [], responses, requestBody } = operationOf(one);
      const inPath = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(
        parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name),
        inPath,
      );
      for (const status of ["400", "401", "403", "404", "429"]) assert.ok(status in responses, `${one.path} ${status}`);
      assert.equal(requestBody !== undefined, one.method === "post");
      assert.equal(one.method === "post", "422" in responses && "409" in responses);
    }
  });

  test("gives examples that its own schemas accept", () => {
    for (const one of ENDPOINTS) {
      const body = operationOf(one).requestBody?.content["application/json"]?.schema;
      if (body && one.body) assert.deepEqual(one.body.safeParse(sample(body, "")).error, undefined, one.path);
    }
  });

  test("is a page for people, and the way to a token starts there", async () => {
    for (const person of [null, house.cast.ada]) {
      const { text, status } = await (await house.as(person)).get("/api");
      assert.equal(status, 200);
      for (const { method, path } of ENDPOINTS)
        assert.ok(text.includes(`${method.toUpperCase()} ${path}</code>`), path);
      assert.equal(text.includes('href="/account/tokens"'), person !== null);
    }
  });
});
