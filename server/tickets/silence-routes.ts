import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { blankDraft, type Draft, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { view } from "#server/http/view.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { changeSilenceLimits, silenceLimits } from "./silence-limits.ts";

const SILENCE_ADDRESS = "/admin/silence";
const LONGEST = 90;

const silenceForm = z.object({
  remindAfter: wholeNumber("The days before the reminder", 0, LONGEST),
  endAfter: wholeNumber("The days after the reminder", 0, LONGEST),
});

type SilencePage = { title: string; draft: Draft<"remindAfter" | "endAfter"> };
const silenceView = view<SilencePage>("tickets/silence", "staff");

/** What becomes of a question whose requester does not answer. */
export const silenceRoutes = (ctx: Context): PortalRoute[] => [
  get(SILENCE_ADDRESS, "queue.manage", async (request, response) => {
    const { remindAfter, endAfter } = await silenceLimits(ctx);
    const draft = blankDraft({ remindAfter: String(remindAfter), endAfter: String(endAfter) });
    show(request, response, silenceView, { title: "Silence", draft });
  }),
  post(SILENCE_ADDRESS, "queue.manage", async (request, response) => {
    const form = readForm(silenceForm, request.body);
    if (!form.ok) return show(request, response, silenceView, { title: "Silence", draft: form.draft }, 422);
    await changeSilenceLimits(ctx, personOf(request), form.value);
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved. It holds for what waits now, too." });
    seeOther(response, SILENCE_ADDRESS);
  }),
];
