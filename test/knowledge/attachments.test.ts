import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileIdsIn, markdownFor } from "#server/knowledge/attachments.ts";
import { publishDraft } from "#server/knowledge/publishing.ts";
import { DAY } from "#server/platform/clock.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { openDoor, type Visitor } from "#test/support/visitor.ts";
import { revise, textOf } from "./writing.ts";

const SLUG = "no-commits-found";
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

onEachEngine("pictures and files of articles", (engine) => {
  let house: House;
  let ada: Visitor;
  let bo: Visitor;
  let nobody: Visitor;
  let door: ReturnType<typeof openDoor>;
  before(async () => {
    house = await buildHouse({ engine, config: { publicKnowledge: true } });
    door = openDoor(house.ctx);
    [ada, bo, nobody] = [await house.as(house.cast.ada), await house.as(house.cast.bo), await house.as(null)];
  });
  after(async () => {
    await door.close();
    await house.close();
  });

  const send = async (
    visitor: Visitor,
    path: string,
    files: [string, Buffer][],
    fields: Record<string, string> = {},
  ) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ _csrf: visitor.csrf, ...fields })) body.set(name, value);
    for (const [name, bytes] of files) body.append("files", new Blob([new Uint8Array(bytes)]), name);
    const headers = { cookie: visitor.cookie, "sec-fetch-site": "same-origin", accept: "application/json" };
    const answer = await fetch((await door.address()) + path, { method: "POST", body, headers, redirect: "manual" });
    return { status: answer.status, text: await answer.text() };
  };
  const keep = async (name: string, bytes: Buffer, by = bo): Promise<{ id: string; markdown: string }> => {
    const { status, text } = await send(by, "/knowledge/files", [[name, bytes]]);
    assert.equal(status, 200, text);
    return JSON.parse(text).files[0];
  };
  const put = (markdown: string) =>
    revise(house, SLUG, (source) => source.replace("## Cause\n", `## Cause\n\n${markdown}\n`));

  test("a picture is shown where it stands, once the article that names it is published", async () => {
    const { id, markdown } = await keep("the error.png", PNG);
    assert.equal(markdown, `![the error](/attachments/${id})`);
    const place = `/attachments/${id}`;
    for (const address of [place, `${place}/picture`])
      assert.equal((await ada.get(address)).status, 404, "nobody reads a draft's picture");
    assert.equal((await bo.get(place)).status, 200);
    await put(markdown);
    const page = (await ada.get(`/articles/${SLUG}`)).text;
    assert.match(page, new RegExp(`<img src="${place}/picture" alt="the error" loading="lazy" />`));
    const original = await ada.get(place);
    assert.match(original.headers.get("content-disposition") ?? "", /^attachment; filename="the error.png"/);
    const shown = await ada.get(`${place}/picture`);
    assert.equal(shown.headers.get("content-disposition"), null);
    for (const [{ status, headers }, type] of [
      [original, "image/png"],
      [shown, "image/webp"],
    ] as const) {
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), type);
      assert.equal(headers.get("content-security-policy"), "default-src 'none'; sandbox");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("cache-control"), "private, no-store");
      assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    }
    assert.equal((await nobody.get(`${place}/picture`)).status, 200, "as open as its article");
  });

  test("it follows its article: into the staff room, away with the revision that named it, and into the archive", async () => {
    const { id, markdown } = await keep("plan.png", PNG);
    const place = `/attachments/${id}`;
    await put(markdown);
    assert.equal((await ada.get(place)).status, 200);
    await revise(house, SLUG, (source) => source.replace("audience: everyone", "audience: staff"));
    for (const visitor of [ada, nobody]) assert.equal((await visitor.get(place)).status, 404);
    assert.equal((await bo.get(place)).status, 200);
    await revise(house, SLUG, (source) => source.replace("audience: staff", "audience: everyone"));
    assert.equal((await ada.get(place)).status, 200);
    await revise(house, SLUG, (source) => source.replace(`${markdown}\n`, ""));
    assert.equal((await ada.get(place)).status, 404, "the present text does not name it");
  });

  test("what a browser could run is sent as text to be saved, never shown", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const { id, markdown } = await keep("drawing.svg", svg);
    assert.match(markdown, /^\[drawing\.svg\]\(/);
    await put(markdown);
    const { headers } = await ada.get(`/attachments/${id}`);
    assert.equal(headers.get("content-type"), "text/plain; charset=utf-8");
    assert.match(headers.get("content-disposition") ?? "", /^attachment/);
    const page = (await ada.get(`/articles/${SLUG}`)).text;
    assert.match(page, new RegExp(`<a href="/attachments/${id}">drawing.svg</a>`));
  });

  test("pictures from elsewhere are words, whatever their address looks like", async () => {
    for (const src of [
      "https://evil.test/x.png",
      "//evil.test/x.png",
      "/files/aaaaaaaaaaaaaaaaaaaaaa",
      "/sign-out",
      "data:image/png;base64,AA",
    ]) {
      await put(`![spy on ${src.length}](${src})`);
      const { text } = await ada.get(`/articles/${SLUG}`);
      assert.match(text, new RegExp(`spy on ${src.length}`));
      assert.doesNotMatch(text, /<img(?! src="\/attachments\/[\w-]{22}\/picture")/);
    }
  });

  test("another's waiting file cannot be taken by naming it, and requesters cannot send any", async () => {
    const cy = await house.as(house.cast.cy);
    const { id, markdown } = await keep("cys.png", PNG, cy);
    assert.equal((await bo.get(`/attachments/${id}`)).status, 404);
    await put(markdown);
    assert.equal((await ada.get(`/attachments/${id}`)).status, 404, "Bo named what Cy sent and never used");
    for (const path of ["/knowledge/files", `/articles/${SLUG}/files`])
      assert.equal((await send(ada, path, [["x.png", PNG]])).status, 415, `${path}: not a byte of it is read`);
    for (const none of ["x", "a".repeat(22), `${id}x`])
      assert.equal((await bo.get(`/attachments/${none}`)).status, 404);
  });

  test("without scripts the file comes with the text, and the text comes back with it", async () => {
    const { source } = await textOf(house, SLUG);
    const typed = { base: "1", save: "0", category: "branches", source: `${source}\nHalf a thought.\n` };
    const answer = await send(bo, `/articles/${SLUG}/files`, [["pasted.png", PNG]], typed);
    assert.equal(answer.status, 200);
    assert.match(answer.text, /Half a thought\.\s+!\[pasted\]\(\/attachments\/[\w-]{22}\)/);
    const none = await send(bo, `/articles/${SLUG}/files`, [], typed);
    assert.equal(none.status, 422);
    assert.match(none.text, /Choose a file first/);
    assert.match(none.text, /Half a thought/);
  });

  test("too large or too many is said in a sentence, and nothing of it stays", async () => {
    const large = await send(bo, "/knowledge/files", [["big.bin", Buffer.alloc(10 * 1024 * 1024 + 1)]]);
    assert.equal(large.status, 422);
    assert.match(large.text, /up to 10 MB/);
    const many = await send(
      bo,
      "/knowledge/files",
      Array.from({ length: 11 }, (_, place) => [`${place}.png`, PNG]),
    );
    assert.equal(many.status, 422);
    assert.match(many.text, /Up to 10 files/);
  });

  test("a draft keeps its files for as long as it waits", async () => {
    const { id, markdown } = await keep("later.png", PNG);
    const { source } = await textOf(house, SLUG);
    const text = source.replace("## Fix\n", `## Fix\n\n${markdown}\n`);
    const { article } = await textOf(house, SLUG);
    const saved = await bo.post(`/articles/${SLUG}/revisions`, { base: String(article.revision), source: text });
    await house.wait(10 * DAY);
    const back = await house.as(house.cast.bo);
    assert.equal((await back.get(`/attachments/${id}`)).status, 200);
    const draft = Number(/\d+/.exec(saved.location ?? "")?.[0]);
    assert.equal((await publishDraft(house.ctx, house.cast.cy, draft, 1)).kind, "published");
    assert.equal((await nobody.get(`/attachments/${id}`)).status, 200);
  });
});

test("a name cannot break out of the text it is put into", () => {
  const id = "a".repeat(22);
  assert.equal(
    markdownFor({ id, name: "a](javascript:x)[b.png", type: "image/png" }),
    `![a (javascript:x) b](/attachments/${id})`,
  );
  assert.equal(markdownFor({ id, name: "*.log", type: "text/plain" }), `[.log](/attachments/${id})`);
  assert.deepEqual(fileIdsIn(`/attachments/${id} /attachments/${id} /attachments/${id}x /attachments/short`), [id]);
});
