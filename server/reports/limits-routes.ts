import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Limits } from "#server/journeys/limits.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { changeLimits, inMilliseconds, RULES } from "./limits.ts";
import { limitsPage, limitsView } from "./limits-page.ts";

const HERE = "/reports/deflection/journeys";

const limitsForm = z.object({
  ...Object.fromEntries(RULES.map(({ name, label, least, most }) => [name, wholeNumber(label, least, most)])),
  reason: line("The reason", 200, 3),
});

export const limitsRoutes = (ctx: Context): PortalRoute[] => [
  get(HERE, "report.goal", async (request, response) => show(request, response, limitsView, await limitsPage(ctx))),
  post(HERE, "report.goal", async (request, response) => {
    const by = personOf(request);
    const typed = readForm(limitsForm, request.body);
    if (!typed.ok) return show(request, response, limitsView, await limitsPage(ctx, typed.draft), 422);
    const { reason, ...numbers } = typed.value;
    const given = numbers as Record<string, number>;
    const limits = RULES.map((rule) => [rule.name, inMilliseconds(rule, given[rule.name] as number)]);
    const isChanged = await changeLimits(ctx, by, Object.fromEntries(limits) as Limits, reason);
    const sentence = isChanged
      ? "Saved. Journeys are told again, which takes a few minutes; the time line says since when."
      : "Nothing was changed.";
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, HERE);
  }),
];
