import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { closeJournal, recordEvent } from "#server/journeys/journal.ts";
import { DAY, WEEK } from "#server/platform/clock.ts";
import { articlesReport } from "#server/reports/articles-report.ts";
import { rebuildMeasures } from "#server/reports/rebuilding.ts";
import { onEachEngine } from "#test/support/engines.ts";
import { buildHouse, type House } from "#test/support/house.ts";

type Test = { after(close: () => Promise<void>): void };

onEachEngine("What was listed", (engine) => {
  async function open(t: Test): Promise<House> {
    const house = await buildHouse({ engine });
    t.after(house.close);
    return house;
  }

  const listsIn = async ({ ctx }: House) => {
    await closeJournal(ctx);
    const events = await ctx.db.selectFrom("event").select(["type", "data", "page"]).orderBy("at").execute();
    return events
      .filter(({ type }) => type === "impression")
      .map(({ data, page }) => ({ ...(JSON.parse(data) as { list: string; articles: [string, number][] }), page }));
  };

  /** What the list while typing gives its script to tell. */
  const told = (markup: string) => ({
    page: /data-page="([^"]+)"/.exec(markup)?.[1] ?? "",
    articles: (/data-articles="([^"]+)"/.exec(markup)?.[1] ?? "").split(" "),
  });
  const lookedAt = (list: ReturnType<typeof told>) => ({
    id: randomUUID(),
    type: "impression",
    list: "suggest",
    ...list,
  });

  test("while somebody types counts once it is said to have been looked at, once, and as it was drawn", async (t) => {
    const house = await open(t);
    const [ada, zoe] = [await house.as(house.cast.ada), await house.as(house.cast.zoe)];
    const tell = async (...events: object[]) =>
      JSON.parse((await ada.post("/events", { events: JSON.stringify(events) })).text);
    for (const words of ["br", "bra", "bran"]) await ada.get(`/search/suggest?q=${words}`);
    assert.deepEqual(await listsIn(house), [], "no key stroke is a list that was looked at");
    const list = told((await ada.get("/search/suggest?q=branch")).text);
    assert.ok(list.articles.length > 1);
    const reversed = lookedAt({ ...list, articles: list.articles.toReversed() });
    const others = lookedAt(told((await zoe.get("/search/suggest?q=branch")).text));
    const results = { ...lookedAt(list), list: "search" };
    const { kept, refused } = await tell(lookedAt(list), lookedAt(list), reversed, others, results);
    assert.equal(kept, 2);
    assert.deepEqual(
      refused.map(({ place }: { place: number }) => place),
      [2, 3, 4],
    );
    assert.deepEqual(await listsIn(house), [
      {
        list: "suggest",
        articles: list.articles.map((slug, place) => [slug, place + 1]),
        page: list.page.split(".")[0],
      },
    ]);
    await house.settle();
    assert.deepEqual(await house.ctx.db.selectFrom("journey").selectAll().execute(), [], "nobody did anything yet");
  });

  test("under an article is written down with it, and what is chosen there names the list and the place", async (t) => {
    const house = await open(t);
    const ada = await house.as(house.cast.ada);
    const page = (await ada.get("/articles/create-branch")).text;
    const links = [...page.matchAll(/href="(\/articles\/([a-z0-9-]+)\?via=related-(\d))"/g)];
    const [first] = await listsIn(house);
    assert.ok(links.length > 1);
    assert.deepEqual(
      [first?.list, first?.articles],
      ["related", links.map(([, , slug, place]) => [slug, Number(place)])],
    );
    assert.equal(first?.page, /data-page="([^".]+)/.exec(page)?.[1], "on the page view of the article");
    await ada.get(links[1]?.[1] ?? "");
    await closeJournal(house.ctx);
    const clicks = await house.ctx.db.selectFrom("event").select("data").where("type", "=", "click").execute();
    const [{ list, rank } = { list: "", rank: 0 }] = clicks.map(({ data }) => JSON.parse(data));
    assert.deepEqual([list, rank], ["related", 2]);
  });

  test("is compared inside its own kind of list, and counted anew it is the same to the byte", async (t) => {
    const house = await open(t);
    const { ctx, cast, wait } = house;
    const [one, two] = ["create-branch", "no-commits-found"];
    const reader = { personId: cast.ada.id, kind: "dev" as const, token: "ada" };
    const show = async (list: string, first: string, second: string, chosen: [string, number] | null) => {
      const articles: [string, number][] = [
        [first, 1],
        [second, 2],
      ];
      await recordEvent(ctx, reader, { type: "impression", list, articles });
      if (!chosen) return;
      const [article, rank] = chosen;
      await recordEvent(ctx, reader, { type: "click", article, revision: 1, list, rank });
    };
    // Results: what stands first is chosen, whatever it is. While typing: only the one article is, wherever it stands.
    for (const [first, second] of [
      [one, two],
      [two, one],
    ] as const) {
      await show("search", first, second, [first, 1]);
      await show("search", first, second, null);
      await show("suggest", first, second, [one, first === one ? 1 : 2]);
    }
    await show("related", one, two, [two, 2]);
    for (const person of [cast.ada, cast.zoe, cast.bo])
      for (const article of [one, two])
        await recordEvent(
          ctx,
          { ...reader, personId: person.id, token: person.email },
          { type: "view", article, revision: 1 },
        );
    await wait(DAY);
    await wait(WEEK);
    const week = { from: "2026-W24", to: "2026-W24" };
    const rows = new Map((await articlesReport(ctx, week)).rows.map((row) => [row.slug, row]));
    // At both places 1 of 2 lists while typing brought a choice: 2 clicks where 1 was to be expected.
    assert.deepEqual([rows.get(one)?.chosen, rows.get(one)?.chosenElsewhere.suggest], [1, 2]);
    assert.deepEqual([rows.get(two)?.chosen, rows.get(two)?.chosenElsewhere.suggest], [1, 0]);
    const places = () => ctx.db.selectFrom("weekly_place").selectAll().execute();
    const found = (await places()).map((row) => JSON.stringify(row)).sort();
    assert.equal(found.length, 10);
    await rebuildMeasures(ctx);
    assert.deepEqual((await places()).map((row) => JSON.stringify(row)).sort(), found);
    const text = (await (await house.as(cast.cy)).get("/reports/articles.csv?from=2026-W24&to=2026-W24")).text;
    assert.match(text, /chosen_for_its_place,chosen_while_typing,chosen_among_related/);
  });
});
