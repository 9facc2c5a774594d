import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { buildApp } from "#server/app.ts";
import { addressOfLink, issueLink, type Purpose } from "#server/people/links.ts";
import { mayEnter, PERMISSIONS } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import type { PortalRoute } from "#server/people/session.ts";
import { rooms } from "#server/rooms.ts";
import { buildHouse, type House } from "#test/support/house.ts";
import type { Answer } from "#test/support/visitor.ts";
import { ask } from "#test/tickets/question.ts";

const NOBODY_SIGNED_IN = /^\/sign-in\?next=/;
const REFUSED = /You may not do this\.<|You were signed out\./;

/** What stands for the parts of an address that differ; anything else gets a 1. */
type Places = Record<string, string>;

for (const publicKnowledge of [false, true]) {
  describe(`every address, for everybody, with the knowledge ${publicKnowledge ? "open" : "closed"}`, () => {
    let house: House;
    let routes: PortalRoute[];
    before(async () => {
      house = await buildHouse({ config: { publicKnowledge } });
      await ask(house, house.cast.ada, "Merge fails");
      routes = rooms(house.ctx);
    });
    after(() => house.close());

    /** A fresh session for each: some addresses end it. */
    const visit = async (person: Person | null, { method, path }: PortalRoute): Promise<Answer> => {
      const address = fill(path, await places(house, path));
      const visitor = await house.as(person);
      return method === "get" ? visitor.get(address) : visitor.post(address);
    };

    test("is opened by the permission table and by nothing else", async () => {
      let cells = 0;
      for (const person of [null, ...Object.values(house.cast)]) {
        const nothing = await (await house.as(person)).get("/nowhere-at-all");
        for (const route of routes) {
          const who = `${person?.role ?? "a visitor"}: ${route.method} ${route.path} (${route.action})`;
          const isStranger = person?.id === house.cast.zoe.id;
          if (isStranger) continue;
          const answer = await visit(person, route);
          const isLetIn = mayEnter(person, route.action, publicKnowledge);
          assert.ok(answer.status < 500 || answer.status === 503, `${who} answers ${answer.status}`);
          if (isLetIn) {
            assert.ok(!NOBODY_SIGNED_IN.test(answer.location ?? ""), `${who} was sent away`);
            assert.ok(answer.status !== 403 || !REFUSED.test(answer.text), `${who} was refused`);
            // A room may say that what was asked for is not there, but never in the words of the door.
            if (route.method === "get" && answer.status === 404)
              assert.notEqual(bare(answer.text), bare(nothing.text), who);
          } else if (person === null && route.method === "get") {
            assert.equal(answer.status, 303, who);
            assert.match(answer.location ?? "", NOBODY_SIGNED_IN, who);
          } else if (route.method === "get") {
            assert.equal(answer.status, 404, who);
            if (!route.path.endsWith(".json")) assert.equal(bare(answer.text), bare(nothing.text), who);
          } else {
            assert.equal(answer.status, 403, who);
            assert.match(answer.text, REFUSED, who);
          }
          cells += 1;
        }
      }
      assert.ok(cells > 250, `only ${cells} cells were looked at`);
    });

    test("of something for others answers like one of something that is not there", async () => {
      const { ada, cy } = house.cast;
      for (const [person, hidden, missing] of [
        [ada, "/articles/rotate-the-support-key", "/articles/rotate-the-support-kez"],
        [null, "/articles/rotate-the-support-key", "/articles/rotate-the-support-kez"],
        [ada, "/articles/rotate-the-support-key/edit", "/articles/rotate-the-support-kez/edit"],
        [ada, "/admin", "/nimda"],
        [cy, `/admin/people/${ada.id}`, "/admin/people/99999"],
        [ada, "/desk", "/disk"],
        [ada, "/reports/deflection", "/reports/reflection"],
      ] as const) {
        const visitor = await house.as(person);
        const [one, other] = [await visitor.get(hidden), await visitor.get(missing)];
        const where = `${person?.name ?? "a visitor"} at ${hidden}`;
        assert.equal(one.status, other.status, where);
        assert.ok(one.status === 404 || (person === null && one.status === 303), where);
        assert.equal(without(hidden, one), without(missing, other), where);
        assert.deepEqual(namesOf(one), namesOf(other), where);
      }
    });

    test("of somebody else's ticket answers like one of a ticket that is not there", async () => {
      for (const route of routes.filter(({ path }) => path.includes("/tickets/:number"))) {
        const zoe = await house.as(house.cast.zoe);
        const send = (number: string) => {
          const address = route.path.replace(":number", number);
          return route.method === "get" ? zoe.get(address) : zoe.post(address, { body: "Let me in", kind: "public" });
        };
        const [hidden, missing] = [await send("1"), await send("9")];
        assert.equal(hidden.status, missing.status, route.path);
        assert.ok([403, 404].includes(hidden.status) || route.method === "post", `${route.path}: ${hidden.status}`);
        assert.equal(sameNumber(hidden.text), sameNumber(missing.text), `${route.method} ${route.path}`);
        assert.equal(hidden.location?.replace("/1", "/9"), missing.location?.replace("/1", "/9"));
      }
    });
  });
}

describe("the route table", () => {
  let house: House;
  before(async () => {
    house = await buildHouse();
  });
  after(() => house.close());

  test("names a permission for each address, and each address once", () => {
    const seen = new Set<string>();
    for (const { method, path, action } of rooms(house.ctx)) {
      assert.ok(action in PERMISSIONS, `${method} ${path} needs "${action}", which is no permission`);
      assert.ok(!seen.has(`${method} ${path}`), `${method} ${path} is there twice`);
      seen.add(`${method} ${path}`);
    }
  });

  test("is everything the portal answers to", () => {
    const { stack } = buildApp(house.ctx).router as unknown as {
      stack: { route?: { path: string; methods: Record<string, boolean> } }[];
    };
    const open = stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : [],
    );
    assert.deepEqual(
      open.sort(),
      rooms(house.ctx)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    );
  });

  test("grants what was agreed, cell by cell", () => {
    const found = Object.entries(PERMISSIONS).map(([action, grants]: [string, Record<string, string>]) => [
      action,
      WHO.map((who) => SIGNS[grants[who] ?? "no"]).join(""),
    ]);
    assert.deepEqual(Object.fromEntries(found), AGREED, "write the new right down in AGREED below");
  });
});

const WHO = ["visitor", "requester", "agent", "manager", "admin"];
/** + always, o what is one's own, k where the knowledge is open to everyone, · never. */
const SIGNS: Record<string, string> = { any: "+", own: "o", open: "k", no: "·" };

/** Written down a second time on purpose: whoever changes a right changes it here too, and knows that it was one. */
const AGREED: Record<string, string> = {
  "portal.enter": "+++++",
  "portal.health": "+++++",
  "home.see": "k++++",
  "knowledge.read": "k++++",
  "knowledge.search": "k++++",
  "knowledge.feedback": "·++++",
  "knowledge.read-staff": "··+++",
  "knowledge.write": "··+++",
  "knowledge.publish": "··+++",
  "knowledge.verify": "··+++",
  "knowledge.manage": "····+",
  "knowledge.subscribe": "·++++",
  "announcement.write": "···++",
  "ticket.open": "·++++",
  "ticket.open-for": "··+++",
  "ticket.see": "·o+++",
  "ticket.reply": "·o+++",
  "ticket.note": "··+++",
  "ticket.assign": "··+++",
  "ticket.triage": "··+++",
  "ticket.merge": "··+++",
  "ticket.export": "·o·++",
  "people.look": "··+++",
  "field.manage": "····+",
  "ticket.edit": "·o+++",
  "ticket.redact": "····+",
  "incident.manage": "··+++",
  "ticket.confide": "··+++",
  "ticket.break-glass": "····+",
  "ticket.spam": "··+++",
  "ticket.resolve": "·o+++",
  "ticket.reopen": "·o+++",
  "ticket.label": "··+++",
  "ticket.acknowledge": "··+++",
  "ticket.escalate": "··+++",
  "ticket.mute": "··+++",
  "ladder.hold": "··+++",
  "ladder.release": "···++",
  "clock.waive": "···++",
  "desk.see": "··+++",
  "mail.sort": "··+++",
  "queue.manage": "····+",
  "queue.oversee": "···++",
  "queue.staff": "···o+",
  "runbook.follow": "··+++",
  "drill.play": "··+++",
  "drill.run": "···++",
  "macro.use": "··+++",
  "macro.write": "··+++",
  "report.see": "···++",
  "report.goal": "···++",
  "account.manage": "·++++",
  "notice.see": "·++++",
  "people.manage": "····+",
  "portal.manage": "····+",
};

const fill = (path: string, known: Places) => path.replaceAll(/:(\w+)/g, (_, name: string) => known[name] ?? "1");

const LINKS: Record<string, Purpose> = {
  setup: "setup",
  invitations: "invitation",
  resets: "reset",
  addresses: "address",
};

async function places(house: House, path: string): Promise<Places> {
  const known: Places = { number: "1", slug: path.startsWith("/categories") ? "branches" : "no-commits-found" };
  if (path.startsWith("/admin/people")) known.id = String(house.cast.zoe.id);
  const purpose = LINKS[path.split("/")[1] ?? ""];
  if (!purpose) return known;
  const number = await issueLink(house.ctx, purpose, purpose === "setup" ? null : house.cast.zoe.id, "zoe@other.test");
  return { ...known, token: addressOfLink(house.ctx, purpose, number).split("/").at(-1) ?? "" };
}

/** A page without what differs from session to session and from address to address. */
const bare = (markup: string) =>
  markup
    .replaceAll(/ name="(_csrf|_once|next|q)" value="[^"]*"/g, "")
    .replaceAll(/(id="find"[^>]*) value="[^"]*"/g, "$1")
    .replaceAll(/value="[^"]*"( maxlength="2000")/g, "$1")
    .replaceAll(/next=[^"]*"/g, '"')
    .replaceAll(/<span class="num">\d+\+?<span class="sr"> not read<\/span><\/span>/g, "")
    .replaceAll(/ aria-current="page"/g, "");

const without = (address: string, { text }: Answer) =>
  bare(text).replaceAll(address, "").replaceAll(encodeURIComponent(address), "");

const namesOf = ({ headers }: Answer) => [...headers.keys()].filter((name) => name !== "content-length");

const sameNumber = (markup: string) =>
  bare(markup)
    .replaceAll(/\/tickets\/[19]\b/g, "/tickets/N")
    .replaceAll(/T-[19]\b/g, "T-N");
