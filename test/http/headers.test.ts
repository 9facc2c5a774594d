import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import type { Person } from "#server/people/person.ts";
import { rooms } from "#server/rooms.ts";
import { crawl } from "#test/support/crawler.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor } from "#test/support/visitor.ts";
import { ask } from "#test/tickets/question.ts";

const WANTED: [string, RegExp][] = [
  [
    "content-security-policy",
    /^default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none';object-src 'none';require-trusted-types-for 'script';trusted-types firstline$/,
  ],
  ["x-content-type-options", /^nosniff$/],
  ["x-frame-options", /^DENY$/],
  ["referrer-policy", /^(same-origin|no-referrer)$/],
  ["cross-origin-opener-policy", /^same-origin$/],
  ["cross-origin-resource-policy", /^same-origin$/],
  ["permissions-policy", /camera=\(\).*microphone=\(\).*usb=\(\)/],
  ["cache-control", /^(no-store|private, no-cache|public, max-age=31536000, immutable)$/],
];

function examine(headers: Headers, where: string): void {
  for (const [name, value] of WANTED) assert.match(headers.get(name) ?? "", value, `${where}: ${name}`);
  for (const name of ["x-powered-by", "server"]) assert.equal(headers.get(name), null, `${where}: ${name}`);
}

describe("every answer carries the full set of headers", () => {
  let house: House;
  let door: ReturnType<typeof openDoor>;
  before(async () => {
    house = await buildHouse({ config: { publicKnowledge: true, isSecure: false } });
    door = openDoor(house.ctx);
    await ask(house, house.cast.ada, "Merge fails");
  });
  after(async () => {
    await door.close();
    await house.close();
  });

  test("on every page, file and redirect that anybody can reach", async () => {
    const starts = rooms(house.ctx)
      .filter(({ method, path }) => method === "get" && !path.includes(":"))
      .map(({ path }) => path);
    let seen = 0;
    for (const person of [null, house.cast.ada, house.cast.bo, house.cast.cy, house.cast.dee] as (Person | null)[]) {
      const answers = await crawl(await house.as(person), starts);
      for (const [address, { headers, status }] of answers) {
        examine(headers, `${person?.role ?? "visitor"} ${address} (${status})`);
        assert.ok(status < 500, `${person?.role ?? "visitor"} ${address} answers ${status}`);
        if (status === 200)
          assert.match(
            headers.get("content-type") ?? "",
            /^(text\/.*charset=|application\/(json|atom\+xml; charset=)|image\/|font\/)/,
            address,
          );
      }
      seen += answers.size;
    }
    assert.ok(seen > 200, `only ${seen} addresses were seen`);
  });

  test("on errors of every kind", async () => {
    const ada = await house.as(house.cast.ada);
    const form = "application/x-www-form-urlencoded";
    const raw = async (path: string, init: RequestInit) => {
      const response = await fetch((await door.address()) + path, { redirect: "manual", ...init });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
    const send = (headers: Record<string, string>, body: string, path = "/account/profile") =>
      raw(path, { method: "POST", body, headers: { cookie: ada.cookie, "sec-fetch-site": "same-origin", ...headers } });
    const provoked: [number, Promise<{ status: number; headers: Headers; text: string }>][] = [
      [400, ada.get("/articles/%ff")],
      [400, ada.get("/tickets?x=%00")],
      [403, ada.post("/account/profile", { _csrf: "wrong" })],
      [403, send({ "content-type": form, "sec-fetch-site": "cross-site" }, `_csrf=${ada.csrf}`)],
      [404, ada.get("/nowhere")],
      [404, ada.get("/assets/0123456789ab/nothing.css")],
      [404, ada.post("/account/sessions/none/end")],
      [413, send({ "content-type": form }, `name=${"x".repeat(1_100_000)}`)],
      [414, ada.get(`/search?q=${"x".repeat(25_000)}`)],
      [415, send({ "content-type": "application/json" }, "[".repeat(50_000))],
      [422, ada.post("/account/profile", { name: "" })],
    ];
    for (const [status, answer] of provoked) {
      const { headers, status: found, text } = await answer;
      assert.equal(found, status);
      examine(headers, String(status));
      assert.match(text, /<h1>/, `${status} is a page`);
      assert.doesNotMatch(text, /node_modules|\.ts:\d|sqlite|SELECT /, String(status));
    }
  });

  test("on what is no request at all", async () => {
    for (const [status, request] of [
      [431, `GET / HTTP/1.1\r\nHost: here\r\nX-Long: ${"x".repeat(40_000)}\r\n\r\n`],
      [400, "GET / HTTP/1.1\r\nHost: here\r\nBroken header\r\n\r\n"],
      [400, "\u0016\u0003\u0001\u0000\u0001 this is TLS\r\n\r\n"],
    ] as const) {
      const head = await shout(await door.address(), request);
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), head.slice(0, 100));
      const headers = new Headers(
        head
          .split("\r\n")
          .slice(1)
          .map((line) => line.split(": ", 2) as [string, string]),
      );
      examine(headers, String(status));
    }
  });

  test("with HTTPS, browsers are told to stay with it, and cookies are bound to the host", async () => {
    const secure = await buildHouse({ config: { isSecure: true } });
    try {
      const answer = await (await secure.as(null)).get("/sign-in");
      assert.match(answer.headers.get("strict-transport-security") ?? "", /^max-age=31536000; includeSubDomains$/);
      assert.match(answer.headers.getSetCookie().join(), /^__Host-visitor=[^;]+; .*HttpOnly; Secure; SameSite=Lax/);
    } finally {
      await secure.close();
    }
  });
});

/** What comes back when this is said to the port. */
async function shout(address: string, words: string): Promise<string> {
  const { port, hostname } = new URL(address);
  const socket = connect(Number(port), hostname);
  let heard = "";
  socket.on("data", (piece) => {
    heard += piece;
  });
  socket.on("error", () => {});
  socket.write(words);
  await once(socket, "close");
  return heard.split("\r\n\r\n")[0] ?? "";
}
