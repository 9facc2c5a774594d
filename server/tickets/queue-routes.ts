import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { listCategories } from "#server/knowledge/articles.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { queueIn } from "./queue.ts";
import { readQueue } from "./queue-forms.ts";
import { queuePage, queuesPage, queuesView, queueView } from "./queue-page.ts";
import { NameTaken, retireQueue, saveQueue } from "./queue-saving.ts";
import { staffQueue } from "./queue-staffing.ts";
import { findQueue } from "./queues.ts";
import { teamPage, teamView } from "./team-page.ts";

export function queueRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => queueIn(String(request.params.id)) ?? 0;

  return [
    get("/admin/queues", "queue.manage", async (request, response) =>
      show(request, response, queuesView, await queuesPage(ctx, personOf(request))),
    ),
    get("/admin/queues/new", "queue.manage", async (request, response) =>
      show(request, response, queueView, await queuePage(ctx, personOf(request), null)),
    ),
    post("/admin/queues", "queue.manage", (request, response) => save(request, response, null)),
    get("/admin/queues/:id", "queue.manage", async (request, response) =>
      show(request, response, queueView, await queuePage(ctx, personOf(request), idOf(request))),
    ),
    post("/admin/queues/:id", "queue.manage", async (request, response) =>
      save(request, response, (await findQueue(ctx, idOf(request))).id),
    ),
    get("/desk/queues/:id/people", "queue.staff", async (request, response) =>
      show(request, response, teamView, await teamPage(ctx, personOf(request), idOf(request))),
    ),
    post("/desk/queues/:id/people", "queue.staff", async (request, response) => {
      const ticked = Object.keys(request.body ?? {}).map((name) => /^p_([1-9]\d{0,14})$/.exec(name)?.[1]);
      const agents = ticked.filter((id) => id !== undefined).map(Number);
      await staffQueue(ctx, personOf(request), idOf(request), agents);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved. It counts at once." });
      seeOther(response, `/desk/queues/${idOf(request)}/people`);
    }),
    post("/admin/queues/:id/retirement", "queue.manage", async (request, response) => {
      const isOver = request.body?.over !== "no";
      await retireQueue(ctx, personOf(request), idOf(request), isOver);
      const sentence = isOver ? "Retired. Nothing new comes into it." : "It takes tickets again.";
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
      seeOther(response, "/admin/queues");
    }),
  ];

  async function save(request: Request, response: Response, id: number | null) {
    const by = personOf(request);
    const known = (await listCategories(ctx, by)).map(({ slug }) => slug);
    const read = await readQueue(ctx, request.body, known);
    if (!read.ok) return show(request, response, queueView, await queuePage(ctx, by, id, read), 422);
    try {
      const saved = await saveQueue(ctx, by, id, read.queue);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved." });
      seeOther(response, `/admin/queues/${saved}`);
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
      const { typed, categories } = read;
      const wrong = { ok: false, typed, categories, errors: { name: error.message } } as const;
      show(request, response, queueView, await queuePage(ctx, by, id, wrong), 422);
    }
  }
}
