import type { Request, Response } from "express";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { readerFrom } from "#server/journeys/journal.ts";
import { findCategory } from "#server/knowledge/articles.ts";
import { findPersonByEmail } from "#server/people/directory.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { once } from "#server/platform/once.ts";
import { recordElsewhere, withdrawElsewhere } from "./elsewhere.ts";
import { elsewhereForm } from "./elsewhere-forms.ts";
import { type ElsewhereDraft, elsewherePage, elsewhereView } from "./elsewhere-page.ts";
import { readVerdict } from "./verdict.ts";

const HERE = "/desk/elsewhere";

export function elsewhereRoutes(ctx: Context): PortalRoute[] {
  return [
    get(HERE, "ticket.label", async (request, response) =>
      show(request, response, elsewhereView, await elsewherePage(ctx, personOf(request))),
    ),
    post(HERE, "ticket.label", async (request, response) => {
      const by = personOf(request);
      const typed = readForm(elsewhereForm, request.body);
      const again = async (draft: ElsewhereDraft, offered: { title: string; slug: string }[] = []) =>
        show(request, response, elsewhereView, await elsewherePage(ctx, by, draft, offered), 422);
      if (!typed.ok) return again(typed.draft);
      const { category, named, asker, many, _once } = typed.value;
      const wrong = (errors: ElsewhereDraft["errors"], offered: { title: string; slug: string }[] = []) =>
        again({ values: { ...typed.value, many: String(many) }, errors }, offered);
      if (category !== "") await findCategory(ctx, by, category);
      const found = named === "" ? null : await readVerdict(ctx, by, { label: "basic", article: "", named });
      if (found && !found.ok) return wrong({ named: found.sentence }, found.offered);
      const person = asker === "" ? null : ((await findPersonByEmail(ctx, asker)) ?? undefined);
      if (person === undefined) return wrong({ asker: "Nobody has an account with this address. Leave it empty." });
      if (person && many > 1)
        return wrong({ many: "One person asked one question; leave the address empty for more." });
      await once(ctx, _once, by.id, async (ctx) => {
        const answered = {
          category: category || null,
          articleId: found?.verdict.article?.id ?? null,
          asker: person,
          many,
        };
        await recordElsewhere(ctx, by, readerFrom(request.visit, request.headers), answered);
        return HERE;
      });
      done(response, many === 1 ? "Recorded." : `${many} recorded.`);
    }),
    post(`${HERE}/:id/withdrawal`, "ticket.label", async (request: Request, response) => {
      await withdrawElsewhere(ctx, personOf(request), Number(request.params.id));
      done(response, "Taken back.");
    }),
  ];

  function done(response: Response, sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, HERE);
  }
}
