import { z } from "zod";
import { type Draft, line, paragraphs, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, Refusal } from "#server/platform/errors.ts";
import { findArticle } from "./articles.ts";
import { idOf } from "./editing-routes.ts";
import { replayPage, replaysPage, replaysView, replayView } from "./replay-page.ts";
import { type Asked, askReplay } from "./replays.ts";

const HERE = "/knowledge/replays";
const LONGEST = 200_000;

const draftForm = z.object({ draft: wholeNumber("The draft"), save: wholeNumber("The text") });
const titleForm = z.object({ article: line("The article", 100, 1), title: line("The title", 200, 3) });
const givenForm = z.object({
  synonyms: paragraphs("The synonyms", LONGEST, 0),
  ranking: paragraphs("The ranking", LONGEST, 0),
});

/** The searches of the last ninety days, played against what is not there yet. */
export const replayRoutes = (ctx: Context): PortalRoute[] => [
  get(HERE, "knowledge.write", async (request, response) => {
    const slug = typeof request.query.article === "string" ? request.query.article : "";
    const article = slug === "" ? null : await findArticle(ctx, personOf(request), slug);
    show(request, response, replaysView, await replaysPage(ctx, { article }));
  }),
  get(`${HERE}/:id`, "knowledge.write", async (request, response) =>
    show(request, response, replayView, await replayPage(ctx, personOf(request), idOf(request))),
  ),
  post(HERE, "knowledge.write", async (request, response) => {
    const typed = readForm(draftForm, request.body);
    if (!typed.ok) throw badRequest("Reload the page and try again.");
    const id = await askReplay(ctx, personOf(request), { kind: "draft", ...typed.value });
    seeOther(response, `${HERE}/${id}`);
  }),
  post(`${HERE}/title`, "knowledge.write", async (request, response) => {
    const by = personOf(request);
    const typed = readForm(titleForm, request.body);
    const again = async ({ values, errors }: Draft<"article" | "title">) => {
      const present = (await replaysPage(ctx)).draft.values;
      const draft = { values: { ...present, ...values }, errors };
      show(request, response, replaysView, await replaysPage(ctx, { draft }), 422);
    };
    if (!typed.ok) return again(typed.draft);
    const { article, title } = typed.value;
    try {
      seeOther(response, `${HERE}/${await askReplay(ctx, by, { kind: "title", article, given: title })}`);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
      await again({ values: typed.value, errors: { article: "There is no article of this name." } });
    }
  }),
  ...(["synonyms", "ranking"] as const).map((kind) =>
    post(`${HERE}/${kind}`, "knowledge.write", async (request, response) => {
      const by = personOf(request);
      const present = (await replaysPage(ctx)).draft.values;
      const typed = readForm(givenForm, { ...present, ...request.body });
      const again = async (values: typeof present, problem: string) =>
        show(
          request,
          response,
          replaysView,
          await replaysPage(ctx, { draft: { values, errors: { [kind]: problem } } }),
          422,
        );
      if (!typed.ok) return again({ ...present, ...typed.draft.values }, typed.draft.errors[kind] ?? "");
      const asked = { kind, given: typed.value[kind] } satisfies Asked;
      try {
        seeOther(response, `${HERE}/${await askReplay(ctx, by, asked)}`);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 422) throw error;
        await again({ ...present, [kind]: asked.given }, error.message);
      }
    }),
  ),
];
