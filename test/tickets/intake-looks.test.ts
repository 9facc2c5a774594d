import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { confideTicket } from "#server/tickets/confiding.ts";
import { sendMessage } from "#server/tickets/replying.ts";
import { type Desk, examine, LOOKS, openBrowser, withoutBrowser } from "#test/support/browser.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import { ask, note, readerOf } from "./question.ts";

const ERROR = 'ERROR:  could not open branch "main": lock held by 4711\npassword=hunter22';
const FIELD = { label: "Client version", hint: "In the corner of the window", kind: "version", choices: "" };

test("the pages around intake, incidents and satisfaction can be read and used by everybody", {
  skip: withoutBrowser,
}, async (t) => {
  let house: House;
  let desk: Desk;
  const pages: { who: keyof House["cast"] | null; address: string }[] = [];
  before(async () => {
    house = await buildHouse();
    desk = await openBrowser(house.ctx);
    pages.push(...(await furnish(house)));
  });
  after(async () => {
    await desk.close();
    await house.close();
  });
  for (const look of LOOKS)
    await t.test(`${look.viewport.width} wide, ${look.colorScheme}`, async () => {
      for (const { who, address } of pages) {
        const page = await desk.sit(who === null ? null : house.cast[who], look);
        await page.goto(address);
        for (const summary of await page.locator(".sheet details.change > summary, .more-filters > summary").all())
          if (await summary.isVisible()) await summary.click();
        await examine(page, `${address} at ${look.viewport.width}`);
        for (const menu of await page.locator(".menu > summary").all()) {
          if (!(await menu.isVisible())) continue;
          await menu.click();
          await examine(page, `${address} with its menu at ${look.viewport.width}`, ".menu");
        }
        await page.context().close();
      }
    });
});

/** Something on each of the pages. */
async function furnish(house: House) {
  const { ctx, cast } = house;
  const [ada, bo, dee] = [await house.as(cast.ada), await house.as(cast.bo), await house.as(cast.dee)];
  await dee.post("/admin/fields", { ...FIELD, category: "branches", required: "yes" });
  await dee.post("/admin/fields", {
    ...FIELD,
    label: "Where",
    kind: "choice",
    choices: "Staging\nProduction",
    category: "",
    required: "",
  });
  const fingerprint = "could not open branch <name>: lock held by <number>";
  const first = await ask(house, cast.ada, "Branches do not open for anybody in my team", { fingerprint });
  const second = await ask(house, cast.zoe, "No branch opens", { fingerprint });
  const third = await ask(house, cast.ada, "Solved one");
  await sendMessage(ctx, cast.bo, readerOf(cast.bo), first, note("It is the lock again"));
  const raised = {
    [`t_${first}`]: "1",
    incident: "",
    title: "Branches do not open",
    summary: "Opening a branch fails for some of you.",
  };
  const incident = (await bo.post("/desk/incidents", raised)).location ?? "";
  await bo.post(`${incident}/updates`, {
    kind: "public",
    phase: "found",
    body: "A lock was **left behind**.",
    version: "1",
  });
  await bo.post(`${incident}/updates`, { kind: "note", phase: "found", body: "Ask the night shift", version: "2" });
  await bo.post("/desk/problems", {
    title: "Locks survive",
    cause: "No timeout",
    article: "create-branch",
    solved: "",
    incident: incident.split("/").at(-1) ?? "",
  });
  await bo.post(`/tickets/${third}/resolution`, { label: "not-basic", article: "", named: "" });
  await confideTicket(ctx, cast.bo, second, []);
  await ada.post("/ask", { subject: "Mine too", body: ERROR, category: "branches", urgency: "normal" });
  await house.settle();
  const [, rating = ""] =
    /(\/rate\/[\w-]+)\?score=4/.exec(
      house
        .sent()
        .map(({ text }) => text)
        .join("\n"),
    ) ?? [];
  await dee.get("/");
  return [
    { who: "ada", address: "/" },
    { who: "ada", address: "/ask" },
    { who: "ada", address: "/ask/check" },
    { who: "ada", address: `/tickets/${first}` },
    { who: "ada", address: incident.replace("/desk", "") },
    { who: "ada", address: "/account/searches" },
    { who: null, address: `${rating}?score=4` },
    { who: "bo", address: "/desk" },
    { who: "bo", address: `/desk?tick=all&requester=ada&opened=week&due=day&ticket=${first}` },
    { who: "bo", address: `/tickets/${first}` },
    { who: "bo", address: `/tickets/${second}` },
    { who: "bo", address: `/tickets/${second}/confidence` },
    { who: "bo", address: "/desk/incidents" },
    { who: "bo", address: `/desk/incidents/new?t_${second}=1` },
    { who: "bo", address: incident },
    { who: "bo", address: "/desk/problems" },
    { who: "bo", address: "/desk/problems/1" },
    { who: "bo", address: "/desk/day" },
    { who: "bo", address: `/desk/people/${cast.ada.id}` },
    { who: "cy", address: "/reports/satisfaction" },
    { who: "dee", address: "/admin/fields" },
    { who: "dee", address: "/admin/fields/1" },
    { who: "dee", address: "/admin/confidential" },
    { who: "dee", address: `/tickets/${first}/messages/1/redaction` },
    { who: "dee", address: incident },
    { who: "dee", address: `${incident}/redaction` },
  ] as const;
}

test("with scripts the fields of a category come at once, and a secret is asked about before it is sent", {
  skip: withoutBrowser,
}, async () => {
  const house = await buildHouse();
  const desk = await openBrowser(house.ctx);
  try {
    const dee = await house.as(house.cast.dee);
    await dee.post("/admin/fields", { ...FIELD, category: "branches", required: "yes" });
    const page = await desk.sit(house.cast.ada);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto("/ask");
    await page.getByLabel("Subject").fill("Cannot connect");
    await page.getByLabel("What happened").fill("It says postgres://app:hunter22@db/main is wrong");
    await page.getByLabel("Category").selectOption("branches");
    const version = page.getByLabel("Client version");
    await version.fill("latest");
    await page.getByRole("button", { name: "Send question" }).click();
    await page.getByRole("link", { name: /Client version: a version looks like/ }).waitFor();
    await page.getByLabel("Client version").fill("2.14.1");
    await page.getByRole("button", { name: "Send question" }).click();
    await page.getByText("This looks like something that opens a door").waitFor();
    await page.getByRole("button", { name: "Send question" }).click();
    await page.waitForURL(/\/tickets\/1$/);
    await page.getByText("[masked]@db/main").waitFor();
    assert.match((await page.textContent("dl.answered")) ?? "", /Client version\s*2\.14\.1/);
    assert.deepEqual(
      problems.filter((one) => !/422/.test(one)),
      [],
    );
  } finally {
    await desk.close();
    await house.close();
  }
});
