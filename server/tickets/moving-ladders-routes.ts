import type { Request } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { seeOther, show } from "#server/http/show.ts";
import { view } from "#server/http/view.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { type Move, moveLadders, previewMoves } from "./moving-ladders.ts";

type MovesPage = { title: string; address: string; no: number; count: number; moves: Move[] };
const movesView = view<MovesPage>("tickets/ladder-moves", "staff");

export function movingLaddersRoutes(ctx: Context): PortalRoute[] {
  const idIn = ({ params }: Request) => (/^[1-9]\d{0,8}$/.test(String(params.id)) ? Number(params.id) : 0);
  return [
    get("/admin/ladders/:id/running", "portal.manage", async (request, response) => {
      const id = idIn(request);
      const { name, no, count, moves } = await previewMoves(ctx, personOf(request), id);
      const page = { title: `Running: ${name}`, address: `/admin/ladders/${id}`, no, count, moves };
      show(request, response, movesView, page);
    }),
    post("/admin/ladders/:id/running", "portal.manage", async (request, response) => {
      const moved = await moveLadders(ctx, personOf(request), idIn(request), Number(request.body?.seen));
      const sentence = `Moved ${moved === 1 ? "one running ladder" : `${moved} running ladders`} to the newest version.`;
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
      seeOther(response, `/admin/ladders/${idIn(request)}`);
    }),
  ];
}
