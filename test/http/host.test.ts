import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor } from "#test/support/visitor.ts";

describe("a portal with a name of its own", () => {
  let house: House;
  let door: ReturnType<typeof openDoor>;
  before(async () => {
    house = await buildHouse({ config: { baseUrl: "https://help.example.test", isBaseUrlSet: true } });
    door = openDoor(house.ctx);
  });
  after(async () => {
    await door.close();
    await house.close();
  });

  const status = async (host: string, path = "/sign-in", headers: Record<string, string> = {}) => {
    const { port } = new URL(await door.address());
    return new Promise<number>((resolve, reject) => {
      request({ port, host: "127.0.0.1", path, headers: { host, ...headers } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on("error", reject)
        .end();
    });
  };

  test("answers under it, with or without a port", async () => {
    for (const host of ["help.example.test", "HELP.example.test", "help.example.test:8443"])
      assert.equal(await status(host), 200, host);
  });

  test("answers under no other, whatever an unknown proxy says", async () => {
    for (const host of ["evil.test", "help.example.test.evil.test", "127.0.0.1", "localhost", "xhelp.example.test"])
      assert.equal(await status(host), 421, host);
    assert.equal(await status("evil.test", "/sign-in", { "x-forwarded-host": "help.example.test" }), 421);
  });

  test("tells machines how it is under any", async () => {
    assert.equal(await status("10.1.2.3", "/healthz"), 200);
    assert.equal(await status("10.1.2.3", "/readyz"), 200);
  });

  test("puts its own name into links, not the one it was asked by", async () => {
    const dee = await house.as(house.cast.dee);
    assert.match((await dee.get("/sign-in", { host: "help.example.test" })).headers.get("location") ?? "/", /^\//);
  });
});
