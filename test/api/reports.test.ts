import assert from "node:assert/strict";
import { test } from "node:test";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse } from "#test/support/house.ts";
import { programOf } from "./program.ts";

const PAGES = ["deflection", "articles", "teams", "search", "gaps", "service", "satisfaction", "coverage"];

onEachEngine("reports for programs", (engine) => {
  test("say the same as the files of their pages, to who may see reports and to nobody else", async (t) => {
    const house = await buildHouse({ engine });
    t.after(house.close);
    const { cast } = house;
    const cy = await programOf(house, cast.cy);
    const visitor = await house.as(cast.cy);
    const [bo, ada] = [await programOf(house, cast.bo), await house.as(cast.ada)];
    for (const name of PAGES) {
      const told = await cy.get(`/reports/${name}`);
      assert.equal(told.status, 200, `${name}: ${told.text}`);
      assert.ok((await bo.get(`/reports/${name}`)).status >= 403, name);
      const file = await visitor.get(`/reports/${name}.json`);
      assert.equal(file.status, 200, name);
      if (name !== "gaps") assert.deepEqual(told.json, JSON.parse(file.text), name);
      assert.equal((await visitor.get(`/reports/${name}.csv`)).status, 200, name);
      for (const ending of ["csv", "json"])
        assert.equal((await ada.get(`/reports/${name}.${ending}`)).status, 404, name);
    }
    const coverage = (await cy.get("/reports/coverage")).json as { rows: { queue: string; holes: object[] }[] };
    assert.ok(coverage.rows.length > 0);
    const csv = (await visitor.get("/reports/coverage.csv")).text.trim().split("\r\n");
    assert.equal(csv.length, coverage.rows.length + 1);
    assert.match(csv[0] ?? "", /^queue,priorities,categories,only,longest_wait_minutes/);
    assert.equal((await cy.get("/reports/service?months=13")).status, 422);
    assert.equal((await cy.get("/reports/satisfaction?months=3")).status, 200);
  });
});
