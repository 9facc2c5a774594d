import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import express, { type RequestHandler } from "express";
import { refuseForeignOrigin, refuseWrongToken } from "#server/http/csrf.ts";
import { rooms } from "#server/rooms.ts";
import { buildHouse, type House } from "#test/support/house.ts";

const OURS = "https://help.example.test";
const TOKEN = "the right token";

const originWall = refuseForeignOrigin(OURS);
const tokenWall = refuseWrongToken(() => TOKEN);

/** What a page of another site can make a browser send along with the cookies. */
const FOREIGN: [string, Record<string, string>][] = [
  ["a form elsewhere", { "sec-fetch-site": "cross-site", origin: "https://evil.test" }],
  ["a sister site", { "sec-fetch-site": "same-site", origin: "https://wiki.example.test" }],
  ["a link typed or kept", { "sec-fetch-site": "none" }],
  ["an old browser elsewhere", { origin: "https://evil.test" }],
  ["a frame without an origin", { origin: "null" }],
  ["another port", { origin: "https://help.example.test:8443" }],
  ["without TLS", { origin: "http://help.example.test" }],
  ["a name that starts alike", { origin: "https://help.example.test.evil.test" }],
  ["an old browser that says nothing", {}],
  ["a referrer elsewhere", { referer: "https://evil.test/https://help.example.test/" }],
];

/**
 * Posted to by mail programs (RFC 8058), which have neither: what its link names is all it can change. And by mail
 * servers, which have a secret of their own.
 */
const BY_PROGRAMS = ["/unsubscribe/:token", "/unsubscribe/digest/:token", "/mail/intake"];

const FAMILIAR: [string, Record<string, string>][] = [
  ["a form of ours", { "sec-fetch-site": "same-origin", origin: OURS }],
  ["an old browser here", { origin: OURS }],
  ["an older browser here", { referer: `${OURS}/account` }],
];

describe("a form from another site", () => {
  test("is refused by the origin wall alone", async () => {
    await behind([originWall], async (send) => {
      for (const [who, headers] of FOREIGN) assert.equal(await send({ _csrf: TOKEN }, headers), 403, who);
      for (const [who, headers] of FAMILIAR) assert.equal(await send({}, headers), 200, who);
    });
  });

  test("is refused by the token wall alone", async () => {
    await behind([tokenWall], async (send) => {
      for (const body of [{}, { _csrf: "" }, { _csrf: "guessed" }, { _csrf: `${TOKEN} ` }])
        assert.equal(await send(body, FAMILIAR[0]?.[1] ?? {}), 403, JSON.stringify(body));
      assert.equal(await send({ _csrf: TOKEN }, FOREIGN[0]?.[1] ?? {}), 200, "only the token counts here");
    });
  });
});

describe("both walls stand before everything that changes something", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  test("for each posted address, with one wall got past at a time", async () => {
    const posted = rooms(house.ctx).filter(({ method }) => method === "post");
    const changes = posted.filter(({ path }) => !BY_PROGRAMS.includes(path));
    assert.equal(posted.length - changes.length, 3, "what programs of mail post to is three addresses, and no other");
    const dee = await house.as(house.cast.dee);
    for (const { path } of changes) {
      const address = path.replaceAll(/:\w+/g, "1");
      const fromElsewhere = await dee.post(address, {}, { "sec-fetch-site": "cross-site" });
      assert.equal(fromElsewhere.status, 403, `${address} takes a form from another site`);
      assert.match(fromElsewhere.text, /sent from another site/);
      const withoutToken = await dee.post(address, { _csrf: "none" });
      assert.equal(withoutToken.status, 403, `${address} takes a form without its token`);
      assert.match(withoutToken.text, /open for too long/);
    }
    assert.ok(changes.length > 20);
  });

  test("the token of one session is worth nothing in another", async () => {
    const [ada, zoe] = [await house.as(house.cast.ada), await house.as(house.cast.zoe)];
    const form = { name: "Mallory", theme: "dark", _csrf: zoe.csrf };
    assert.equal((await ada.post("/account/profile", form)).status, 403);
    const later = await house.as(house.cast.ada);
    assert.equal((await later.post("/account/profile", { ...form, _csrf: ada.csrf })).status, 403);
  });
});

type Send = (body: Record<string, string>, headers: Record<string, string>) => Promise<number>;

/** One wall and nothing else; fetch may not set these headers, so the request is written by hand. */
async function behind(walls: RequestHandler[], work: (send: Send) => Promise<void>): Promise<void> {
  const app = express();
  app.use(express.urlencoded({ extended: false }), ...walls, (_request, response) => void response.end("done"));
  const refuse: express.ErrorRequestHandler = (error, _request, response, _next) =>
    void response.status(error.status).end();
  app.use(refuse);
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work((body, headers) => post(port, body, headers));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function post(port: number, body: Record<string, string>, headers: Record<string, string>): Promise<number> {
  const text = new URLSearchParams(body).toString();
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port,
        host: "127.0.0.1",
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on("error", reject).end(text);
  });
}
